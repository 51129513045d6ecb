"""What the rows say of some matters, gathered for counting; a fixed number of statements for any number."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from linli.callbacks.models import OrderFact
from linli.callbacks.queries.settled import NOT_ASKED
from linli.callbacks.rules.facts import FOLLOWED, LIMIT_MOVED, Answer, Line, Matter, Order
from linli.cases.actions.history.rows import BASIS, LIMIT_UNKNOWN
from linli.cases.actions.history.rows import LOCATED_BY as FROM_FILE
from linli.cases.models import Caller, Case, CaseStep, Rating, WorkOrder
from linli.cases.queries.requests import excluded_cases
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.terms import Satisfaction, Stage, State
from linli.core.errors import RuleBroken
from linli.places.desk_hours import DeskHours

SATISFIED = {Satisfaction.SATISFIED.value, Satisfaction.MOSTLY.value}
SETTLED = {State.VERIFIED.value, State.CLOSED.value, State.ARCHIVED.value}
STILL = {State.SUSPENDED.value, State.LONG_TERM.value}
SCOPE = ("subdistrict_id", "community_id", "grid_id")
READ = ("state", "origin", "colour", "merged_into_id", "category_id", *SCOPE)

type Scope = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Past:
    """A matter as the rules take it, and where each of its callers' cases lies."""

    matter: Matter
    places: Mapping[int, Scope]  # by the key of the caller's own case
    limits: Mapping[int, tuple[datetime | None, datetime | None]]  # by order: to finish, of the first word


def pasts_of(case_ids: Collection[int]) -> list[Past]:
    """The matters of these cases; of a merged case, the one it was merged into, with all its callers."""
    pairs = Case.objects.filter(pk__in=case_ids).values_list("pk", "merged_into_id")
    lead_ids = {lead_id or pk for pk, lead_id in pairs}
    leads = list(Case.objects.filter(pk__in=lead_ids).only(*READ))
    merged: dict[int, list[Case]] = defaultdict(list)
    for case in Case.objects.filter(merged_into__in=lead_ids, state=State.MERGED).only(*READ):
        merged[case.merged_into_id or 0].append(case)
    own = [*leads, *(case for cases in merged.values() for case in cases)]
    rows = _Rows(leads, [case.pk for case in own])
    return [_past(lead, merged[lead.pk], rows) for lead in leads]


class _Rows:
    """Everything about the cases of one batch, by key."""

    def __init__(self, leads: Collection[Case], own_ids: Collection[int]) -> None:
        ids = [case.pk for case in leads]
        self.lines: dict[int, list[Line]] = defaultdict(list)
        steps = CaseStep.objects.filter(case__in=ids, step__in=sorted(FOLLOWED)).order_by("case_id", "id")
        for case_id, at, step in steps.values_list("case_id", "at", "step"):
            self.lines[case_id].append(Line(at, step))
        self.orders: dict[int, list[WorkOrder]] = defaultdict(list)
        for order in WorkOrder.objects.filter(case__in=ids, lead=True).order_by("id"):
            self.orders[order.case_id].append(order)
        self.callers = set(Caller.objects.filter(pk__in=own_ids, left_at=None).values_list("pk", flat=True))
        self.answers = _answers(own_ids)
        self.first_limits = _FirstLimits(ids)
        self.excluded = dict(excluded_cases().filter(case__in=ids).values_list("case_id", "ground"))


def _answers(own_ids: Collection[int]) -> dict[int, Answer]:
    """The last answer of each caller: of an earlier round it stands until he is asked again."""
    rows = Rating.objects.filter(case__in=own_ids).order_by("round")
    found = {}
    for case_id, solved, degree, contacted, asked_by in rows.values_list(
        "case_id", "solved", "satisfaction", "contacted", "asked_by"
    ):
        graded = bool(degree) or asked_by != FROM_FILE
        found[case_id] = Answer(solved, degree in SATISFIED, contacted, asked_by == "phone", graded)
    return found


class _FirstLimits:
    """The limits of the first word to the caller: those known before, else by today's rule book."""

    def __init__(self, lead_ids: Collection[int]) -> None:
        rows = OrderFact.objects.filter(case__in=lead_ids, order__isnull=False)
        self._known = dict(rows.values_list("order_id", "first_due_at"))
        self._book: RuleBook | None = None
        self._hours: DeskHours | None = None

    def of(self, case: Case, order: WorkOrder) -> datetime | None:
        if order.basis == BASIS:
            return None
        if order.pk in self._known:
            return self._known[order.pk]
        try:
            return self._reckoned(case, order)
        except RuleBroken:
            return None  # no pack in force, or one without this limit: then nobody is judged by it

    def _reckoned(self, case: Case, order: WorkOrder) -> datetime:
        if self._book is None or self._hours is None:
            self._book, self._hours = rule_book(), DeskHours()
        category = self._book.categories.get(case.category_id or 0)
        limit = self._book.limit(Stage.CONTACT, case.colour, category)
        return limit.due(order.dispatched_at, self._hours.calendar_for(case))


def _past(lead: Case, merged: Collection[Case], rows: _Rows) -> Past:
    orders = [_order(lead, order, rows) for order in rows.orders[lead.pk]]
    own = [lead, *merged]
    callers = [case.pk for case in own if case.pk in rows.callers and case.origin not in NOT_ASKED]
    matter = Matter(
        case_id=lead.pk,
        settled=lead.state in SETTLED,
        orders=orders,
        lines=rows.lines[lead.pk],
        callers=callers,
        answers={case.pk: rows.answers[case.pk] for case in own if case.pk in rows.answers},
    )
    places = {case.pk: {name: getattr(case, name) for name in SCOPE} for case in own}
    limits = {order.key: (order.due_at, order.first_due_at) for order in orders}
    return Past(matter, places, limits)


def _order(lead: Case, order: WorkOrder, rows: _Rows) -> Order:
    since = [line.step for line in rows.lines[lead.pk] if line.at >= order.dispatched_at]
    moved = [step for step in since if step in LIMIT_MOVED]
    return Order(
        key=order.pk,
        unit_id=order.unit_id,
        dispatched_at=order.dispatched_at,
        open=order.open,
        due_at=order.due_at if order.limit_text != LIMIT_UNKNOWN else None,
        first_due_at=rows.first_limits.of(lead, order),
        finished_at=order.finished_at,
        from_file=order.basis == BASIS,
        withheld=lead.state in STILL,
        excluded=rows.excluded.get(lead.pk, ""),
        extended=moved[-1:] == ["extended"],  # an extension may be taken back
    )
