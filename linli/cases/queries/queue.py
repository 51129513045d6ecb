"""The lists of a desk and of a unit, as lines: a page of fifty cases as models would build two hundred."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from linli.cases import rules
from linli.cases.models import Case, CaseRequest, WorkOrder, pending, settled, still_open
from linli.cases.queries.cases import visible_cases
from linli.cases.terms import LADDER, Queue
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.core.search.queries import matching_subquery
from linli.organisation.models import Unit
from linli.places.models import Place
from linli.places.terms import SCOPES

MOST_RAISED = 30


class Line(NamedTuple):
    """What one line of the queue shows."""

    case_id: int
    version: int
    text: str
    colour: str
    state: str
    queue: str
    due_at: datetime  # of the case, or of the order through which a unit sees it
    voices: int
    rounds: int
    category: str | None
    unit: str | None
    community: str | None
    estate: str | None
    building: str | None
    place_name: str
    level: str  # who leads it
    asks: str = ""  # what is asked about it, in the views of requests

    @property
    def where(self) -> str:
        return rules.where((self.community, self.estate, self.building), self.place_name)


# Where a line's fields are found, from the case.
_FIELDS = {
    name: name for name in ("version", "text", "colour", "state", "queue", "due_at", "voices", "rounds")
} | {
    "case_id": "id",
    **{name: f"{name}__name" for name in ("category", "unit", "community", "estate", "building")},
    "place_name": "place_name",
    "level": "level",
}
OF_CASE = tuple(_FIELDS[name] for name in Line._fields if name in _FIELDS)
_ORDERS_OWN = {"case_id": "case_id", "due_at": "runs_out_at", "unit": "unit_name"}
OF_ORDER = tuple(_ORDERS_OWN.get(name, f"case__{_FIELDS[name]}") for name in Line._fields if name in _FIELDS)
_REQUESTS_OWN = {"case_id": "case_id", "due_at": "due_at", "asks": "kind"}
OF_REQUEST = tuple(_REQUESTS_OWN.get(name) or f"case__{_FIELDS[name]}" for name in Line._fields)
# Joined, SQLite may begin with the few units and then sort all open orders of this one.
NAME_OF_UNIT = Subquery(Unit.objects.filter(pk=OuterRef("unit_id")).values("name")[:1])


def line_of(case: Case, order: WorkOrder | None = None) -> Line:
    """The line of a case that was read whole, as its list would show it."""
    return Line(
        case_id=case.pk,
        version=case.version,
        text=case.text,
        colour=case.colour,
        state=case.state,
        queue=case.queue,
        due_at=order.runs_out_at if order else case.due_at,
        voices=case.voices,
        rounds=case.rounds,
        category=case.category.name if case.category else None,
        unit=case.unit.name if case.unit else None,
        community=case.community.name if case.community else None,
        estate=case.estate.name if case.estate else None,
        building=case.building.name if case.building else None,
        place_name=case.place_name,
        level=case.level,
    )


def desk_lines(
    actor: Actor,
    seat: Seat,
    queue: Queue,
    *,
    due_from: datetime | None = None,
    due_before: datetime | None = None,
    words: str = "",
    after: str = "",
) -> KeysetPage[Line]:
    """What is open in the seat's place, what runs out first on top. One index range."""
    cases = _open_in(actor, seat, queue, due_before)
    if due_from is not None:
        cases = cases.filter(due_at__gte=due_from)
    return _page(_with_words(cases, words), OF_CASE, order=("due_at",), after=after)


def done_lines(actor: Actor, seat: Seat, *, words: str = "", after: str = "") -> KeysetPage[Line]:
    """What is settled in the seat's place, the newest first."""
    cases = visible_cases(actor).filter(settled(), place_only(seat))
    return _page(_with_words(cases, words), OF_CASE, order=("-id",), after=after)


def unit_lines(actor: Actor, unit_ids: Sequence[int], *, after: str = "") -> KeysetPage[Line]:
    """The orders these units still have to act on, what runs out first on top."""
    orders = _orders_of(unit_ids, actor.unit_ids(Right.CASE_HANDLE)).annotate(unit_name=NAME_OF_UNIT)
    return _page(orders, OF_ORDER, order=("runs_out_at",), after=after)


def request_lines(actor: Actor, seat: Seat, *, after: str = "") -> KeysetPage[Line]:
    """What a desk has to decide, or a unit to answer; what is due first on top."""
    return _page(_requests_at(actor, seat), OF_REQUEST, order=("due_at",), after=after)


def _requests_at(actor: Actor, seat: Seat) -> QuerySet[CaseRequest]:
    """Never about a unit the actor belongs to."""
    asked = {"asked_unit": seat.unit_id} if seat.level is None else {"asked_unit": None}
    own = [one.unit_id for one in actor.seats if one.unit_id is not None]
    place = Q() if seat.level is None else place_only(seat)
    found = CaseRequest.objects.filter(pending(), place, **asked)
    return found.exclude(case__about_unit__in=own) if own else found


def raised_lines(actor: Actor, seat: Seat) -> Sequence[Line]:
    """What a level below handed up to this desk and nobody has taken over, the longest waiting first."""
    if seat.level not in LADDER:
        return []
    cases = visible_cases(actor).filter(place_only(seat), level=seat.level, raised_at__isnull=False)
    rows = cases.order_by("raised_at", "pk").values("id", *OF_CASE)
    return [_line(row, OF_CASE) for row in rows[:MOST_RAISED]]


def solved_lines(
    actor: Actor, place: Place, level: str, days: tuple[date, date], *, after: str = ""
) -> KeysetPage[Line]:
    """What was closed in a place in these days and solved at this level, the newest first: one range."""
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(day, time.min, zone) for day in days)
    cases = visible_cases(actor).filter(
        solved_level=level, closed_at__gte=start, closed_at__lt=end + timedelta(days=1)
    )
    if place.level in SCOPES:
        cases = cases.filter(**{f"{place.level}_id": place.pk})
    return _page(cases, OF_CASE, order=("-closed_at", "-id"), after=after)


def _orders_of(unit_ids: Sequence[int], own: frozenset[int]) -> QuerySet[WorkOrder]:
    """One unit is an equation, whose orders the index keeps in order; several have to be sorted."""
    mine = [each for each in unit_ids if each in own]
    of_units = {"unit_id": mine[0]} if len(mine) == 1 else {"unit_id__in": mine}
    return WorkOrder.objects.filter(**of_units, open=True)


def _open_in(actor: Actor, seat: Seat, queue: Queue, due_before: datetime | None) -> QuerySet[Case]:
    cases = visible_cases(actor).filter(still_open(), place_only(seat), queue=queue)
    return cases if due_before is None else cases.filter(due_at__lt=due_before)


def _with_words(cases: QuerySet[Case], words: str) -> QuerySet[Case]:
    return cases.filter(pk__in=matching_subquery("case", words)) if words.strip() else cases


def _page(
    found: QuerySet[Any], fields: Sequence[str], *, order: Sequence[str], after: str
) -> KeysetPage[Line]:
    names = dict.fromkeys(["id", *fields, *(term.removeprefix("-") for term in order)])
    page = keyset_page(found.values(*names), order=order, after=after)
    return KeysetPage([_line(row, fields) for row in page.rows], page.next, page.previous)


def _line(row: Mapping[str, Any], fields: Sequence[str]) -> Line:
    return Line(*(row[field] for field in fields))


MOST_COUNTED = 100


def view_counts(
    actor: Actor, seat: Seat, views: Sequence[tuple[str, Queue, datetime | None]]
) -> dict[str, str]:
    """How many are in each view of a seat, "99+" from a hundred on: no view is ever counted to its end."""
    counts = {}
    for name, queue, due_before in views:
        if queue is Queue.DONE:
            continue
        found: QuerySet[Any] = (
            _orders_of([seat.unit_id or 0], actor.unit_ids(Right.CASE_HANDLE))
            if seat.level is None
            else _open_in(actor, seat, queue, due_before)
        )
        counts[name] = _counted(found)
    return counts


def request_count(actor: Actor, seat: Seat) -> str:
    """How many wait for an answer, counted no further than the views."""
    return _counted(_requests_at(actor, seat))


def _counted(found: QuerySet[Any]) -> str:
    number = len(found.values_list("pk")[:MOST_COUNTED])
    return str(number) if number < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


PART_COLUMNS = ("level", "name", "subdistrict_id", "community_id", "grid_id")


def narrowed(seat: Seat, place_id: int) -> Seat:
    """The same seat, looking only at a part of its place; a place elsewhere looks missing."""
    place = Place.objects.only(*PART_COLUMNS).filter(pk=place_id, level__in=SCOPES).first()
    inside = place is not None and (
        seat.level is Level.DISTRICT
        or (seat.level in SCOPES and getattr(place, f"{seat.level}_id") == seat.place_id)
    )
    if place is None or not inside:
        raise NotFound("place_unknown")
    return replace(seat, level=Level(place.level), place_id=place.pk, place_name=place.name)


def parts_of_seat(seat: Seat) -> list[Place]:
    """The places one level below the seat's, as far as a queue can be narrowed to them."""
    if seat.place_id is None or seat.level is Level.GRID:
        return []
    below = Place.objects.filter(parent=seat.place_id, level__in=SCOPES, valid_to=None)
    return list(below.only("level", "name", "number").order_by("number", "name")[:MOST_COUNTED])


def place_only(seat: Seat) -> Q:
    if seat.level is Level.DISTRICT:
        return Q()
    if seat.place_id is None or seat.level not in SCOPES:
        raise NotFound("seat_without_place")
    return Q(**{f"{seat.level}_id": seat.place_id})
