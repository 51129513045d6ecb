"""What the head of a unit sees: the unit's own shares beside its own past, and the matters behind each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from linli.callbacks.models import OrderFact, ShareState
from linli.callbacks.queries.behind import Asked, counted
from linli.callbacks.queries.shares import NONE, Line, Period, sums_of
from linli.callbacks.terms import SHARES, WHOLE
from linli.core.actors import Actor, Right, Seat
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.organisation.models import Unit
from linli.organisation.terms import Role


@dataclass(frozen=True, slots=True)
class OwnReport:
    seat: Seat
    seats: Sequence[Seat]  # heads of several units choose
    period: Period
    line: Line
    excluded: Sequence[tuple[str, int]]  # reason, orders
    counted_at: datetime | None


def head_seats(actor: Actor) -> list[Seat]:
    """The posts in which the actor leads a unit."""
    seats = actor.seats_with(Right.CASE_HANDLE)
    return [seat for seat in seats if seat.role == Role.UNIT_LEAD and seat.unit_id is not None]


def head_seat(actor: Actor, unit_id: int | None) -> Seat:
    """The first, or the one of this unit; another's unit looks like a missing one."""
    seats = head_seats(actor)
    found = next((seat for seat in seats if unit_id in {None, seat.unit_id}), None)
    if found is None:
        raise NotFound("own_unit")
    return found


def own_report(actor: Actor, unit_id: int | None, *, days: int, now: datetime) -> OwnReport:
    """Three statements. No other unit and no worker is in it."""
    seat = head_seat(actor, unit_id)
    period = Period.until(timezone.localdate(now), days)
    key = seat.unit_id or 0
    recent, before = sums_of(key, period).get(WHOLE, (NONE, NONE))
    rows = OrderFact.objects.filter(unit=key, excluded=True, day__range=(period.first, period.last))
    reasons = rows.order_by("why_excluded").values_list("why_excluded").annotate(n=Count("pk"))
    state = ShareState.objects.filter(pk=1).first()
    return OwnReport(
        seat=seat,
        seats=head_seats(actor),
        period=period,
        line=Line(key, seat.unit_name, "", "", recent, before),
        excluded=[(why, n) for why, n in reasons],
        counted_at=state.counted_at if state else None,
    )


@dataclass(frozen=True, slots=True)
class OwnBehind:
    unit: Unit
    page: KeysetPage[OrderFact]


def own_behind(actor: Actor, period: Period, asked: Asked) -> OwnBehind:
    """The matters a number of the unit counts, newest first; never one that is about the unit itself."""
    seat = head_seat(actor, asked.unit_id)
    if asked.share not in SHARES:
        raise NotFound("share")
    rows = counted(actor, period, asked).filter(unit=seat.unit_id)
    unit = Unit(pk=seat.unit_id, name=seat.unit_name)
    return OwnBehind(unit, keyset_page(rows, order=("-day", "-id"), after=asked.after))
