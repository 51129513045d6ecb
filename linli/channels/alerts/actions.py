"""Every write of alerts: what happened is put down once, mails are written once, mailboxes come and go."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.channels.alerts import queries, rules, words
from linli.channels.alerts.terms import (
    EVENTS_KEPT,
    SETTLED_AFTER,
    TOLD,
    UNCONFIRMED_KEPT,
    WATCH_LASTS,
    WATCHES_MOST,
    Rhythm,
    What,
)
from linli.channels.models import AreaEvent, Watch, WatchPlace
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import TooMany
from linli.core.outgoing.actions import Draft, send, send_many
from linli.core.outgoing.terms import Channel
from linli.places.models import Place

AT_ONCE = 200


@transaction.atomic
def note_steps(payloads: Iterable[Mapping[str, Any]], *, now: datetime) -> list[AreaEvent]:
    """Put down what changed, and write to those who want to know at once. The same event twice is once.

    Two workers with the same event: the second one's insert fails, it is tried again and finds it known.
    """
    told = [_step(payload, now) for payload in payloads]
    steps = {key: (case_id, what, at) for key, case_id, what, at in told if what is not None}
    cases = {case.pk: case for case in queries.tellable({case_id for case_id, _what, _at in steps.values()})}
    known = queries.known_keys(steps)
    fresh = [
        _event(key, cases[case_id], what, at)
        for key, (case_id, what, at) in steps.items()
        if key not in known and case_id in cases
    ]
    made = AreaEvent.objects.bulk_create(fresh)
    _tell_at_once([event.pk for event in made], now)
    return made


def _step(payload: Mapping[str, Any], now: datetime) -> tuple[str, int, What | None, datetime]:
    """`case.received` has no step and happens once; a step can be taken again at another moment."""
    case_id, step, at = payload["case_id"], payload.get("step", ""), payload.get("at", "")
    what = TOLD.get(step) if step else What.NEW
    moment = datetime.fromisoformat(at) if at else now
    return rules.event_key(case_id, step, at), case_id, what, moment


def _event(key: str, case: Case, what: What, at: datetime) -> AreaEvent:
    category = case.category
    assert category is not None
    group = category.parent or category
    return AreaEvent(
        key=key,
        at=case.received_at if what == What.NEW else at,
        what=what,
        group=group.code,
        group_name=group.name,
        category_name=category.name,
        subdistrict_id=case.subdistrict_id,
        community_id=case.community_id,
        grid_id=case.grid_id,
    )


def _tell_at_once(ids: Sequence[int], now: datetime) -> None:
    """One mail for each mailbox, about all that came together; its key is that of the first of them."""
    rows = AreaEvent.objects.filter(pk__in=ids).select_related("grid", "community").order_by("pk")
    events = list(rows.defer("grid__shape", "community__shape"))
    places = {place_id for event in events for place_id in _levels(event)}
    drafts = []
    for watch, mine in queries.watching_now(places, now).items():
        told = [event for event in events if mine & _levels(event) and rules.wants(watch.groups, event.group)]
        if told:
            drafts.append(_draft(watch, told, f"alert:{watch.pk}:{told[0].key}"))
    send_many(drafts, now=now)


def _levels(event: AreaEvent) -> set[int]:
    found = (event.grid_id, event.community_id, event.subdistrict_id)
    return {place_id for place_id in found if place_id is not None}


def _draft(watch: Watch, events: Sequence[AreaEvent], key: str) -> Draft:
    return Draft(
        Channel.MAIL,
        watch.address,
        words.subject(events),
        words.body(watch, events),
        f"alert.{watch.rhythm}",
        key,
        data=words.headers(watch),
    )


def send_daily(*, now: datetime) -> int:
    """The mails of the morning, in small transactions; the number written. Begun anew, it goes on."""
    written = last = 0
    while watches := queries.daily_watches(last, AT_ONCE, now):
        with transaction.atomic():
            written += sum(_send_news(watch, now) for watch in watches)
        last = watches[-1].pk
    return written


def _send_news(watch: Watch, now: datetime) -> bool:
    events = queries.news_for(watch, now - SETTLED_AFTER)
    if not events:
        return False
    last = max(event.pk for event in events)
    moved = Watch.objects.filter(pk=watch.pk, seen_id=watch.seen_id).update(seen_id=last)
    if moved:
        send_many([_draft(watch, events, f"alert-day:{watch.pk}:{last}")], now=now)
    return bool(moved)


@transaction.atomic
def ask_watch(
    actor: Actor,
    address: str,
    places: Sequence[Place],
    *,
    groups: Sequence[str],
    rhythm: Rhythm,
    now: datetime,
) -> Watch | None:
    """Write one mail that asks for a yes. A mailbox with enough of them gets none, and nobody is told.

    At most one a minute to a mailbox, and ASKS_PER_MIN to all: counted in the rows, so that every process
    and machine keeps one limit together.
    """
    address = address.strip()
    if queries.asked_lately(address, now):
        raise TooMany("alerts_asked_often", _("刚刚已经发过确认邮件，请等一分钟再试。"), after_s=60)
    of_mailbox = Watch.objects.filter(address=address)
    of_mailbox.filter(confirmed_at=None).delete()
    if of_mailbox.count() >= WATCHES_MOST:
        return None
    watch = Watch.objects.create(
        key=secrets.token_urlsafe(16),
        address=address,
        rhythm=rhythm,
        groups=list(groups),
        created_at=now,
        ends_at=now + UNCONFIRMED_KEPT,
    )
    WatchPlace.objects.bulk_create(WatchPlace(watch=watch, place=place) for place in places)
    audit.record(actor, "watch.asked", watch, now=now, places=len(places), rhythm=rhythm)
    send(
        Channel.MAIL,
        address,
        _("请确认：订阅身边的办理进展"),
        words.confirm_body(watch, places),
        kind="watch.confirm",
        key=f"watch:{watch.key}",
        now=now,
    )
    return watch


@transaction.atomic
def confirm_watch(actor: Actor, watch: Watch, *, now: datetime) -> None:
    """From now on, for a year. Pressed twice it is confirmed once."""
    confirmed = {"confirmed_at": now, "ends_at": now + WATCH_LASTS, "seen_id": queries.last_event_id()}
    if Watch.objects.filter(pk=watch.pk, confirmed_at=None).update(**confirmed):
        audit.record(actor, "watch.confirmed", watch, now=now)


@transaction.atomic
def stop_watch(actor: Actor, watch: Watch, *, now: datetime) -> None:
    """The mailbox is forgotten at once."""
    audit.record(actor, "watch.stopped", watch, now=now)
    watch.delete()


def forget_old(*, now: datetime) -> int:
    """Mailboxes that never said yes or whose year is over, and what happened long ago."""
    gone = 0
    for old in (
        Watch.objects.filter(ends_at__lte=now),
        AreaEvent.objects.filter(at__lt=now - EVENTS_KEPT),
    ):
        for ids in batched(old.values_list("pk", flat=True), AT_ONCE):
            gone += old.model.objects.filter(pk__in=ids).delete()[0]
    return gone
