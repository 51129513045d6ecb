"""The nightly archive: what was closed so long ago that nobody may reopen it."""

from datetime import datetime

from django.db import transaction

from linli.cases.actions.moving import move
from linli.cases.models import Case, closed_not_archived
from linli.cases.terms import REOPEN_WITHIN
from linli.core.actors import Actor
from linli.core.errors import Stale

AT_ONCE = 100  # cases of one transaction: SQLite has one writer, and residents wait behind it
A_NIGHT = 5_000  # cases of one run; what an import brought in takes more nights


def archive_closed(actor: Actor, *, now: datetime, most: int = A_NIGHT) -> int:
    """Archive the oldest first. Each batch is a transaction of its own; says how many were archived."""
    done = 0
    while done < most:
        moved = _archive_batch(actor, now, min(AT_ONCE, most - done))
        if not moved:
            break
        done += moved
    return done


@transaction.atomic
def _archive_batch(actor: Actor, now: datetime, most: int) -> int:
    over = Case.objects.filter(closed_not_archived(), closed_at__lt=now - REOPEN_WITHIN)
    cases = list(over.order_by("closed_at", "id")[:most])
    moved = 0
    for case in cases:
        try:
            with transaction.atomic():
                move(actor, case, "archive", now=now)
        except Stale:  # reopened this moment: the next night sees it as it is then
            continue
        moved += 1
    return moved
