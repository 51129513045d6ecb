"""Notices: put, read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.core import audit
from linli.core.actors import Actor
from linli.organisation import queries
from linli.organisation.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line for the people of a unit, or for one person. The same `key` is put once, ever."""

    text: str
    url: str
    key: str
    unit_id: int | None = None
    person_id: int | None = None


def put_notices(lines: Sequence[NoticeLine], *, now: datetime) -> None:
    """Put many notices in one statement, in the transaction of what they tell of; that has the audit line."""
    Notice.objects.bulk_create(
        [
            Notice(
                unit_id=line.unit_id,
                person_id=line.person_id,
                text=line.text[:200],
                url=line.url,
                key=line.key,
                created_at=now,
            )
            for line in lines
        ],
        ignore_conflicts=True,
    )


def put_notice(line: NoticeLine, *, now: datetime) -> None:
    put_notices([line], now=now)


@transaction.atomic
def read_notices(actor: Actor, ids: Iterable[int] | None = None, *, now: datetime) -> int:
    """Mark one's notices as read, all or those named; a unit's notice is read by the first who reads it."""
    unread = queries.unread_notices(actor)
    if ids is not None:
        unread = unread.filter(pk__in=list(ids))
    found = list(unread.order_by("pk").values_list("pk", flat=True))
    read = Notice.objects.filter(pk__in=found, read_at=None).update(read_at=now)
    if read:
        audit.record(actor, "notice.read", ("notice", 0), now=now, ids=found)
    return read
