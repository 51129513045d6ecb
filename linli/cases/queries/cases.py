"""The cases an actor may know about. Lists, details, counts and exports start here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.models import Case, CasePhoto, CaseRequest, CaseStep, Wording, WorkOrder
from linli.cases.queries.beside import merged_cases, parts_of, wordings_of
from linli.cases.queries.levels import handed_past, led_since
from linli.cases.queries.questions import Sheet, answer_sheet, with_answers
from linli.cases.queries.rulebook import RuleBook, book_beside, with_pack
from linli.cases.queries.units import Choices, unit_choices
from linli.cases.terms import OrderState, Step, Who
from linli.cases.terms.requests import Decision
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound, RuleBroken
from linli.core.lists import KeysetPage, by_age, keyset_page
from linli.places.terms import SCOPES

LIST_COLUMNS = ("category", "building", "estate", "grid", "community", "unit")


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases in the places of one's posts, those one's units have or had an order for, or one's own.

    A case about a unit is hidden from everybody who belongs to that unit.
    """
    cases = Case.objects.all()
    if actor.kind == "system":
        return cases
    if actor.kind == "caller":
        return cases.filter(pk=actor.id)
    seats = actor.seats_with(Right.CASE_SEE)
    if not any(seat.level is Level.DISTRICT for seat in seats):
        nothing = Q(pk__in=[])
        cases = cases.filter(reduce(or_, (within(seat) for seat in seats), nothing))
    own_units = [seat.unit_id for seat in actor.seats if seat.unit_id is not None]
    return cases.exclude(about_unit__in=own_units) if own_units else cases


def within(seat: Seat) -> Q:
    """What a seat below the district reaches: its place, its unit's orders, what its unit is asked. Never an
    empty Q.
    """
    reach = Q(pk__in=[])
    if seat.place_id is not None and seat.level in SCOPES:
        reach |= Q(**{f"{seat.level}_id": seat.place_id})
    if seat.unit_id is not None:
        # Asked of each case: a list of all orders the unit ever had would grow with the years.
        # What was dispatched by a slip and taken back at once was never the unit's.
        of_case = {"case_id": OuterRef("pk")}
        orders = WorkOrder.objects.filter(**of_case, unit_id=seat.unit_id).exclude(state=OrderState.UNDONE)
        reach |= Q(Exists(orders))
        reach |= Q(Exists(CaseRequest.objects.filter(**of_case, asked_unit_id=seat.unit_id)))
    return reach


def case_for(actor: Actor, case_id: int) -> Case:
    """One case. A hidden case and a missing case give the same answer."""
    return _one(visible_cases(actor), case_id)


def _one(cases: QuerySet[Case], case_id: int) -> Case:
    try:
        return cases.select_related(*LIST_COLUMNS, "subdistrict", "merged_into").get(pk=case_id)
    except Case.DoesNotExist:
        raise NotFound("case") from None


def cases_by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Case]:
    """Those of them that are visible."""
    return visible_cases(actor).select_related(*LIST_COLUMNS, "merged_into").filter(pk__in=ids)


def case_by_code(actor: Actor, code: str) -> Case:
    case = visible_cases(actor).select_related(*LIST_COLUMNS, "merged_into").filter(code=code).first()
    if case is None:
        raise RuleBroken(
            "case_unknown", _("没有找到这个编号的诉求，请核对。"), {"into": _("没有找到这个编号的诉求")}
        )
    return case


def unit_queue(actor: Actor, unit_ids: Sequence[int], *, after: str = "") -> KeysetPage[WorkOrder]:
    """The orders these units still have to act on, with their cases; what runs out first stands first."""
    mine = [unit_id for unit_id in unit_ids if unit_id in actor.unit_ids(Right.CASE_HANDLE)]
    orders = WorkOrder.objects.filter(unit_id__in=mine, open=True)
    orders = orders.select_related("unit", *(f"case__{name}" for name in LIST_COLUMNS))
    return keyset_page(orders, order=("runs_out_at",), after=after)


@dataclass(frozen=True)
class CaseFile:
    """A case with all that its page shows, read in a fixed number of statements."""

    case: Case
    orders: Sequence[WorkOrder]
    steps: Sequence[CaseStep]  # oldest first
    photos: Sequence[CasePhoto]
    requests: Sequence[CaseRequest]  # oldest first
    who: frozenset[Who]

    def photos_of(self, step: CaseStep | None) -> list[CasePhoto]:
        """Those that came with a step, or, without one, with the report."""
        return [photo for photo in self.photos if photo.step_id == (step.pk if step else None)]

    @property
    def lead(self) -> WorkOrder | None:
        """The lead order of today, else the last one."""
        leads = [order for order in self.orders if order.lead]
        return next((order for order in reversed(leads) if order.open), leads[-1] if leads else None)

    @cached_property
    def units(self) -> Choices:
        """Those it can be given to; read when a form asks for them, once."""
        return unit_choices(self.case)

    @property
    def book(self) -> RuleBook:
        return book_beside(self.case)

    @cached_property
    def answers(self) -> Sheet:
        """What its category asks and what was answered."""
        return answer_sheet(self.case, self.book)

    @property
    def waiting(self) -> Sequence[CaseRequest]:
        """What nobody has answered yet."""
        return [request for request in self.requests if request.decision == Decision.PENDING]

    @cached_property
    def merged(self) -> Sequence[Case]:
        """Those merged into it; read only where there are several callers."""
        return merged_cases(self.case) if self.case.voices > 1 else ()

    @cached_property
    def parts(self) -> Sequence[Case]:
        """Those taken out of it."""
        return parts_of(self.case) if self._has("split") else ()

    @cached_property
    def wordings(self) -> Sequence[Wording]:
        """What its text said before: for the desk."""
        return wordings_of(self.case) if Who.DESK in self.who and self._has("reword", "moderate") else ()

    @property
    def led_since(self) -> datetime | None:
        """Since when whoever leads has had it, where it was handed up past this desk."""
        return led_since(self.steps) if Who.BELOW in self.who else None

    def _has(self, *names: str) -> bool:
        return any(step.step in names for step in self.steps)

    @property
    def open_steps(self) -> tuple[Step, ...]:
        return rules.steps_open_to(self.case.state, self.who)

    def may_undo(self, actor: Actor, now: datetime) -> bool:
        """Is the last dispatch the actor's own, not yet signed, and only just pressed?"""
        given = [step for step in self.steps if step.step in {"dispatch", "redispatch"}]
        last = given[-1] if given and self.may("undo_dispatch") else None
        return last is not None and rules.may_undo(actor, by_id=last.by_id, at=last.at, now=now)

    def may(self, step: str) -> bool:
        return any(open_step.name == step for open_step in self.open_steps)


def case_file(actor: Actor, case_id: int) -> CaseFile:
    """The whole file of one visible case."""
    case = _one(with_answers(with_pack(visible_cases(actor))), case_id)
    orders = by_age(case.orders.select_related("unit"))
    requests = by_age(case.requests.select_related("asked_unit", "own_unit"))
    steps = by_age(case.steps.select_related("order__unit"))
    photos = by_age(case.photos.select_related("file"))
    return CaseFile(case, orders, steps, photos, requests, selves_on(actor, case, orders))


def selves_on(actor: Actor, case: Case, orders: Sequence[WorkOrder]) -> frozenset[Who]:
    """As whom the actor may act here."""
    leads = [order.unit_id for order in orders if order.lead]
    return rules.selves(
        actor,
        case,
        case_ids=merged_ids(case) if actor.kind == "caller" else (),
        lead_unit_id=leads[-1] if leads else None,
        about_unit_id=case.about_unit_id,
        below=handed_past(actor, case),
    )


def merged_ids(case: Case) -> list[int]:
    """The case and those merged into it: all their callers speak about the same matter."""
    return [case.pk, *case.merged.values_list("pk", flat=True)]


def lead_case(case: Case) -> Case:
    """The case that is worked on: the one this was merged into, or itself."""
    return case.merged_into if case.merged_into is not None else case
