"""Keeping the list of those to be rung in step with the matters. Safe to repeat: it goes by how things stand.

A moment after a matter moved or was answered, and once a night for units with too few.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db import transaction
from django.utils import timezone

from linli.callbacks.models import CallBack
from linli.callbacks.queries import plans
from linli.callbacks.queries.settled import Asked, asked_of
from linli.callbacks.rules.sampling import Plan, first_call, into_hours, is_drawn, lacking, lot_of
from linli.callbacks.terms import STEPS, CallState, Why
from linli.cases.models import Case
from linli.cases.terms import Satisfaction
from linli.core import audit
from linli.core.actors import Actor
from linli.core.tasks import announce_many
from linli.organisation.models import Unit

CHANGED = ("unit", "why", "state", "due_at", "tries", "tries_most", "closed_on", "version")
SCOPE = ("subdistrict_id", "community_id", "grid_id")


@dataclass(frozen=True, slots=True)
class _Book:
    plans: tuple[Plan, ...]
    secret: bytes
    zone: tzinfo
    now: datetime


@transaction.atomic
def follow_cases(case_ids: Collection[int], *, now: datetime) -> int:
    """Draw for what was closed, close what was answered, drop what is worked on again; how many changed.

    Announces `callback.asked` for each caller of a matter closed without an answer, once a round.
    """
    book = _Book(plans.plans(), plans.secret(), timezone.get_default_timezone(), now)
    fresh: list[CallBack] = []
    moved: list[CallBack] = []
    for asked in asked_of(case_ids):
        wanted = _wanted(asked, book)
        over = {True: CallState.ANSWERED, False: CallState.REOPENED}
        moved += [row for row, answered in asked.left if _set(row, over[answered], row.why)]
        if asked.before is None and wanted is not None:
            fresh.append(wanted)
        elif asked.before is not None and _step(asked.before, wanted):
            moved.append(asked.before)
    CallBack.objects.bulk_create(fresh, ignore_conflicts=True)
    CallBack.objects.bulk_update(moved, CHANGED)
    unanswered = [one for one in fresh if one.state == CallState.SPARED or one.why == Why.DRAWN]
    announce_many("callback.asked", [{"case_id": one.case_id, "round": one.round} for one in unanswered])
    return len(fresh) + len(moved)


def _wanted(asked: Asked, book: _Book) -> CallBack | None:
    """What should stand there now; nothing while the matter is not closed."""
    if not asked.closed or asked.lead.closed_at is None:
        return None
    plan = plans.plan_of(asked.lead, asked.unit, book.plans)
    lot = lot_of(book.secret, asked.case.pk, asked.lead.rounds)
    state, why = _state(asked, plan, lot)
    settled_at = asked.lead.closed_at
    if plan.after == "deadline":
        settled_at = max(settled_at, asked.order.due_at)
    return CallBack(
        case=asked.case,
        round=asked.lead.rounds,
        unit=asked.unit,
        why=why,
        state=state,
        lot=lot,
        closed_on=asked.lead.closed_at.astimezone(book.zone).date(),
        due_at=first_call(settled_at, plan, book.zone),
        tries_most=plan.tries,
        **{name: getattr(asked.case, name) for name in SCOPE},
    )


def _state(asked: Asked, plan: Plan, lot: int) -> tuple[CallState, str]:
    """Whoever answered is rung only when not satisfied; whoever cannot be rung has the link."""
    if asked.rating is not None:
        again = plan.unsatisfied and asked.rating.satisfaction == Satisfaction.UNSATISFIED
        again = again and asked.rating.asked_by == "link" and asked.has_number
        return (CallState.WAITING, Why.UNSATISFIED) if again else (CallState.ANSWERED, "")
    if not asked.has_number:
        return CallState.NO_NUMBER, ""
    return (CallState.WAITING, Why.DRAWN) if is_drawn(lot, plan.share) else (CallState.SPARED, "")


def _step(row: CallBack, wanted: CallBack | None) -> bool:
    """Bring a row up to date, if the table of steps allows it; did anything change?"""
    if wanted is None:
        return row.state != CallState.REOPENED and _set(row, CallState.REOPENED, row.why)
    if row.state == CallState.REOPENED:
        row.due_at, row.tries, row.closed_on, row.unit = wanted.due_at, 0, wanted.closed_on, wanted.unit
        return _set(row, CallState(wanted.state), wanted.why)
    answered = wanted.state == CallState.ANSWERED or wanted.why == Why.UNSATISFIED
    over = row.state in {CallState.ANSWERED, CallState.REACHED} or row.why == Why.UNSATISFIED
    if not answered or over:
        return False
    if wanted.why == Why.UNSATISFIED and row.state in {CallState.WAITING, CallState.SPARED}:
        row.due_at = wanted.due_at
        return _set(row, CallState.WAITING, Why.UNSATISFIED)
    return _set(row, CallState.ANSWERED, row.why)


def _set(row: CallBack, state: CallState, why: str) -> bool:
    if (CallState(row.state), state) not in STEPS:
        return False
    row.state, row.why, row.version = state, why, row.version + 1
    return True


@transaction.atomic
def fill_up(actor: Actor, *, now: datetime) -> int:
    """Draw more for units that were rung too rarely this month: the lowest lots that were not drawn."""
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    rows = CallBack.objects.filter(closed_on__range=(today.replace(day=1), today))
    drawn = Counter(
        rows.exclude(state__in=(CallState.SPARED, CallState.NO_NUMBER, CallState.REOPENED))
        .exclude(why="")
        .values_list("unit_id", flat=True)
    )
    spared: dict[int, list[CallBack]] = {}
    for row in rows.filter(state=CallState.SPARED).select_related("case__category").order_by("lot", "pk"):
        spared.setdefault(row.unit_id, []).append(row)
    units, known = Unit.objects.in_bulk(spared), plans.plans()
    taken = [
        row
        for unit_id, found in spared.items()
        for row in found[: _short(found[0].case, units[unit_id], drawn[unit_id], now, known)]
    ]
    for row in taken:
        plan = plans.plan_of(row.case, units[row.unit_id], known)
        row.due_at = into_hours(max(row.due_at, now), plan, zone)
        _set(row, CallState.WAITING, Why.FEW)
    CallBack.objects.bulk_update(taken, CHANGED)
    if taken:
        audit.record(actor, "callback.filled_up", ("callback", 0), now=now, count=len(taken))
    return len(taken)


def _short(case: Case, unit: Unit, drawn: int, now: datetime, known: tuple[Plan, ...]) -> int:
    today = timezone.localdate(now)
    minimum = plans.plan_of(case, unit, known).minimum
    return lacking(minimum, drawn, today, monthrange(today.year, today.month)[1])
