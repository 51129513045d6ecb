"""Every write of outgoing messages by others: put down, tried again, picked up, forgotten."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.outgoing.delivery import deliver, task_key
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.terms import (
    AGAIN,
    BODY_MAX,
    CONTENTS_KEPT,
    LINES_KEPT,
    SUBJECT_MAX,
    TO_MAX,
    TRIES,
    UNTOLD_AFTER,
    URGENT,
    Channel,
    State,
)
from linli.core.tasks.backend import row_of
from linli.core.tasks.models import TaskRow
from linli.core.tasks.terms import DEFAULT, SLOW

SWEEP_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to one recipient. The same `key` is written once, ever: derive it from what it tells of.

    data: for a web-hook its payload (JSON), for mail {"headers": {"List-Unsubscribe": …}}.
    """

    channel: str
    to: str
    subject: str
    body: str
    kind: str  # why: whistle.blown, alert.daily
    key: str
    about: tuple[str, int] = ("", 0)
    data: Mapping[str, Any] | None = None


def send(
    channel: str,
    to: str,
    subject: str,
    body: str,
    *,
    kind: str,
    key: str,
    now: datetime,
    about: tuple[str, int] = ("", 0),
    data: Mapping[str, Any] | None = None,
    urgent: bool = False,
) -> None:
    """Put a message down in the caller's transaction; a task delivers it after the commit.

    The message row is its own log line; what it tells of has the audit line.
    """
    send_many([Draft(channel, to, subject, body, kind, key, about, data)], now=now, urgent=urgent, mass=False)


@transaction.atomic
def send_many(drafts: Sequence[Draft], *, now: datetime, urgent: bool = False, mass: bool = True) -> int:
    """Many at once, in four statements; the number that were new. `mass`: they give way to all else."""
    for draft in drafts:
        _check(draft)
    keys = [draft.key for draft in drafts]
    known = set(OutgoingMessage.objects.filter(key__in=keys).values_list("key", flat=True))
    rows = [_row(draft, now, urgent) for draft in drafts if draft.key not in known]
    OutgoingMessage.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = OutgoingMessage.objects.filter(key__in=[row.key for row in rows], created_at=now)
    ids = list(fresh.order_by("pk").values_list("pk", flat=True))
    _enqueue(ids, now, queue=SLOW if mass else DEFAULT, priority=URGENT if urgent else 0)
    return len(ids)


def _row(draft: Draft, now: datetime, urgent: bool) -> OutgoingMessage:
    return OutgoingMessage(
        key=draft.key,
        channel=draft.channel,
        to=draft.to,
        subject=" ".join(draft.subject.split())[:SUBJECT_MAX],
        body=draft.body[:BODY_MAX],
        data=draft.data,
        kind=draft.kind,
        about_kind=draft.about[0],
        about_id=draft.about[1],
        urgent=urgent,
        created_at=now,
        next_at=now,
    )


def _enqueue(ids: Collection[int], now: datetime, *, queue: str, priority: int) -> None:
    rows = [
        row_of(deliver.using(key=task_key(pk), queue_name=queue, priority=priority), (pk,), {}, now)
        for pk in ids
    ]
    TaskRow.objects.bulk_create(rows, ignore_conflicts=True)


def _check(draft: Draft) -> None:
    if draft.channel not in Channel.values or not draft.key or len(draft.key) > 200:
        raise RuleBroken("message_misdrawn", f"{draft.channel} {draft.key}")
    if not (draft.key.isascii() and draft.key.isprintable()):
        raise RuleBroken("message_misdrawn", "a key goes into a header")
    if not draft.to or len(draft.to) > TO_MAX or any(sign in draft.to for sign in "\r\n\x00"):
        sentence = _("收件地址不对，请核对后再试。")
        raise RuleBroken("recipient_wrong", sentence, {"to": sentence})


@transaction.atomic
def retry(actor: Actor, ids: Collection[int], *, now: datetime) -> int:
    """Send again what failed, was withheld, or may not have arrived; the number that wait again.

    What was erased cannot be sent any more.
    """
    if not actor.has(Right.SERVICE_RUN):
        raise NotAllowed("retry_messages")
    ended = OutgoingMessage.objects.filter(pk__in=ids, state__in=AGAIN, erased_at=None)
    found = list(ended.order_by("pk"))
    # The next number: whoever is still at the old attempt settles nothing any more.
    ended.update(
        state=State.WAITING, attempts=F("attempts") + 1, tries_left=TRIES, next_at=now, settled_at=None
    )
    _enqueue([message.pk for message in found], now, queue=DEFAULT, priority=0)
    was = {message.pk: message.state for message in found}
    audit.record_many(
        [audit.line_of(actor, "outgoing.retried", one, now=now, was=was[one.pk]) for one in found]
    )
    return len(found)


def pick_up(now: datetime) -> int:
    """Messages under way whose task is gone, whatever took it: give them one again. The number found."""
    under_way = OutgoingMessage.objects.filter(
        state__in=[State.WAITING, State.SENDING], next_at__lt=now - UNTOLD_AFTER
    )
    ids = list(under_way.order_by("next_at").values_list("pk", flat=True)[:SWEEP_ROWS])
    with transaction.atomic():
        _enqueue(ids, now, queue=DEFAULT, priority=0)
    return len(ids)


def erase_contents(now: datetime) -> int:
    """Recipient and words go 30 days after the message was put down, the lines after three years."""
    old = OutgoingMessage.objects.filter(erased_at=None, created_at__lt=now - CONTENTS_KEPT)
    old = old.exclude(state__in=[State.WAITING, State.SENDING])
    erased = 0
    while ids := _some(old):
        gone = {"to": "", "subject": "", "body": "", "data": None, "erased_at": now}
        erased += OutgoingMessage.objects.filter(pk__in=ids).update(**gone)
    lines = OutgoingMessage.objects.filter(erased_at__lt=now - LINES_KEPT)
    while ids := _some(lines):
        OutgoingMessage.objects.filter(pk__in=ids).delete()
    return erased


def _some(rows: QuerySet[OutgoingMessage]) -> list[int]:
    """In small transactions, so that no writer waits for the broom."""
    return list(rows.values_list("pk", flat=True)[:SWEEP_ROWS])
