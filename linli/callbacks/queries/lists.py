"""Who is to be rung, as far as an actor may know of it; and the sheet for one call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.callbacks.models import CallBack, OrderFact
from linli.callbacks.terms import CallState
from linli.cases.models import CaseStep, Rating, WorkOrder
from linli.cases.queries.cases import lead_case, visible_cases
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page

NAMED = ("case__category", "case__community", "case__building", "case__estate", "unit")
# What a line of the list shows: no outlines of places.
SHOWN = (
    "state", "why", "due_at", "tries", "tries_most", "last_at", "version",
    "case__text", "case__code", "case__colour",
    "case__place_name", "case__merged_into", *(f"{name}__name" for name in NAMED),
)  # fmt: skip
DESKS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY)
RIGHTS = (Right.CASE_DESK, Right.CASE_CONTACT)


def call_seats(actor: Actor) -> list[Seat]:
    """The desks from which the actor may ring callers."""
    return [
        seat
        for seat in actor.seats
        if seat.rights.issuperset(RIGHTS)
        and seat.level in DESKS
        and (seat.place_id or seat.level is Level.DISTRICT)
    ]


def visible_call_backs(actor: Actor) -> QuerySet[CallBack]:
    """Those in the places of one's desks, not of matters hidden from one, not of one's own unit's work.

    Who is judged by the answers does not ask for them.
    """
    reach = Q(pk__in=[])
    for seat in call_seats(actor):
        reach |= _place(seat)
    own_units = {seat.unit_id for seat in actor.seats if seat.unit_id is not None}
    seen = visible_cases(actor).filter(pk=OuterRef("case_id"))
    return CallBack.objects.filter(reach, Exists(seen)).exclude(unit__in=own_units)


def _place(seat: Seat) -> Q:
    return Q(pk__gt=0) if seat.level is Level.DISTRICT else Q(**{f"{seat.level}_id": seat.place_id})


def calls(actor: Actor, seat: Seat, state: str, *, after: str = "") -> KeysetPage[CallBack]:
    """One range of an index: what is due next stands first, what is over stands by when it was due."""
    rows = visible_call_backs(actor).filter(_place(seat), state=state)
    return keyset_page(rows.select_related(*NAMED).only(*SHOWN), order=("due_at",), after=after)


def waiting_now(actor: Actor, seat: Seat, now: datetime, most: int = 100) -> int:
    """How many are due, counted to `most`."""
    rows = visible_call_backs(actor).filter(_place(seat), state=CallState.WAITING, due_at__lte=now)
    return len(rows.values_list("pk")[:most])


def call_back_for(actor: Actor, call_back_id: int) -> CallBack:
    """One of them; hidden and missing look the same."""
    found = visible_call_backs(actor).select_related(
        "unit", "case__category", "case__community", "case__building", "case__estate",
        "case__merged_into__category", "case__merged_into__unit",
    )  # fmt: skip
    call_back = found.filter(pk=call_back_id).first()
    if call_back is None:
        raise NotFound(f"call_back {call_back_id}")
    return call_back


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one needs on the phone: what was reported, what was done, what was answered before."""

    call_back: CallBack
    order: WorkOrder | None
    first_due_at: datetime | None  # until when somebody should have been in touch
    steps: Sequence[CaseStep]  # oldest first, those a caller may read
    rating: Rating | None


HIDDEN = ("inner", "joined")


def sheet(actor: Actor, call_back_id: int) -> Sheet:
    """Five statements."""
    call_back = call_back_for(actor, call_back_id)
    lead = lead_case(call_back.case)
    order = lead.orders.filter(lead=True).select_related("unit").order_by("-id").first()
    fact = OrderFact.objects.filter(order=order).first() if order else None
    steps = list(lead.steps.exclude(step__in=HIDDEN).order_by("id"))
    rating = Rating.objects.filter(case_id=call_back.case_id, round=call_back.round).first()
    return Sheet(call_back, order, fact.first_due_at if fact else None, steps, rating)
