"""Lists of cases for machines: one seat, one queue, a few narrowings, by keyset."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from linli.cases.models import Case, WorkOrder, settled, still_open
from linli.cases.queries.cases import CaseFile, case_file, visible_cases
from linli.cases.terms import Queue
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.core.search.queries import matching_subquery
from linli.places.terms import SCOPES

NAMES = ("category", "building", "estate", "community", "grid", "unit")
FIELDS = (
    "code",
    "version",
    "state",
    "queue",
    "colour",
    "kind",
    "text",
    "place_name",
    "lon",
    "lat",
    "voices",
    "received_at",
    "due_at",
    "category__code",
    *(f"{name}__name" for name in NAMES),
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of a queue is wanted; an empty value narrows nothing."""

    words: str = ""
    late_at: datetime | None = None  # due before this moment
    category: str = ""
    state: str = ""
    colour: str = ""

    def condition(self, prefix: str = "") -> Q:
        """Each looks at rows of the queue's own range of the index: no list is read for it."""
        wanted = {
            f"{prefix}category__code": self.category,
            f"{prefix}state": self.state,
            f"{prefix}colour": self.colour,
        }
        condition = Q(**{name: value for name, value in wanted.items() if value})
        if self.words.strip():
            condition &= Q(**{f"{prefix}pk__in": matching_subquery("case", self.words)})
        return condition


def cases_in_queue(
    actor: Actor, seat: Seat, queue: Queue, narrowing: Narrowing, *, after: str, size: int
) -> KeysetPage[Case]:
    """Of the seat's place: what runs out first on top, of what is settled the newest."""
    cases = visible_cases(actor).filter(_in_place(seat), narrowing.condition())
    cases = cases.select_related(*NAMES).only(*FIELDS)
    if queue is Queue.DONE:
        return keyset_page(cases.filter(settled()), order=("-id",), after=after, size=size)
    cases = cases.filter(still_open(), queue=queue)
    if narrowing.late_at is not None:
        cases = cases.filter(due_at__lt=narrowing.late_at)
    return keyset_page(cases, order=("due_at",), after=after, size=size)


def orders_of_unit(
    actor: Actor, seat: Seat, narrowing: Narrowing, *, after: str, size: int
) -> KeysetPage[WorkOrder]:
    """The orders the seat's unit still has to act on, with their cases."""
    mine = [seat.unit_id] if seat.unit_id in actor.unit_ids(Right.CASE_SEE) else []
    orders = WorkOrder.objects.filter(narrowing.condition("case__"), unit_id__in=mine, open=True)
    orders = orders.exclude(case__about_unit__in=mine)
    if narrowing.late_at is not None:
        orders = orders.filter(runs_out_at__lt=narrowing.late_at)
    orders = orders.select_related(*(f"case__{name}" for name in NAMES))
    orders = orders.only("runs_out_at", *(f"case__{name}" for name in FIELDS))
    return keyset_page(orders, order=("runs_out_at",), after=after, size=size)


def _in_place(seat: Seat) -> Q:
    if seat.level is Level.DISTRICT:
        return Q()
    if seat.place_id is None or seat.level not in SCOPES:
        raise NotFound("seat_without_place")
    return Q(**{f"{seat.level}_id": seat.place_id})


def file_by_code(actor: Actor, code: str) -> CaseFile:
    """The whole file of one visible case. A hidden case and a missing case give the same answer."""
    return case_file(actor, id_by_code(actor, code))


def id_by_code(actor: Actor, code: str) -> int:
    found: QuerySet[Case, int] = visible_cases(actor).filter(code=code).values_list("pk", flat=True)
    case_id = found.first()
    if case_id is None:
        raise NotFound("case")
    return case_id
