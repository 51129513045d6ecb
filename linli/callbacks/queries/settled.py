"""Who is to be asked about some matters: their callers, what they said, what was drawn before."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from linli.callbacks.models import CallBack
from linli.callbacks.terms import CallState
from linli.cases.models import Caller, Case, Rating, WorkOrder
from linli.cases.terms import Origin, State
from linli.organisation.models import Unit

# Whoever reported these is not a caller who waits for an answer.
NOT_ASKED = (Origin.PATROL, Origin.SPOTTER, Origin.DEVICE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One caller of a matter. `has_number`: can be rung; the number itself is not read here."""

    case: Case  # the caller's own
    lead: Case
    unit: Unit
    order: WorkOrder
    has_number: bool
    rating: Rating | None  # of this round
    before: CallBack | None  # of this round
    left: Sequence[tuple[CallBack, bool]]  # of earlier rounds, still to be rung; was that round answered?

    @property
    def closed(self) -> bool:
        return self.lead.state == State.CLOSED


def asked_of(case_ids: Collection[int]) -> Iterator[Asked]:
    """The callers of these matters that have or had a unit, merged ones included. Six statements."""
    leads = _leads(case_ids)
    orders = _last_orders(leads)
    own = [*leads.values(), *_merged(leads)]
    ids = [case.pk for case in own]
    numbers = dict(Caller.objects.filter(pk__in=ids, left_at=None).exclude(pin="").values_list("pk", "phone"))
    ratings, before = _ratings(ids), _before(ids)
    for case in own:
        lead = leads[case.merged_into_id or case.pk]
        order = orders.get(lead.pk)
        if order is None or case.pk not in numbers or case.origin in NOT_ASKED:
            continue
        rows = before[case.pk]
        yield Asked(
            case=case,
            lead=lead,
            unit=order.unit,
            order=order,
            has_number=bool(numbers[case.pk]),
            rating=ratings.get((case.pk, lead.rounds)),
            before=next((row for row in rows if row.round == lead.rounds), None),
            left=[
                (row, (case.pk, row.round) in ratings)
                for row in rows
                if row.round < lead.rounds and row.state == CallState.WAITING
            ],
        )


def _leads(case_ids: Collection[int]) -> dict[int, Case]:
    """The matters themselves: of a merged case, the one it was merged into."""
    pairs = Case.objects.filter(pk__in=case_ids).values_list("pk", "merged_into_id")
    ids = {lead_id or pk for pk, lead_id in pairs}
    found = Case.objects.filter(pk__in=ids).select_related("category").defer("text")
    return {case.pk: case for case in found}


def _merged(leads: Collection[int]) -> list[Case]:
    return list(Case.objects.filter(merged_into__in=leads, state=State.MERGED).defer("text"))


def _last_orders(leads: Collection[int]) -> dict[int, WorkOrder]:
    rows = WorkOrder.objects.filter(case__in=leads, lead=True).select_related("unit").order_by("id")
    return {order.case_id: order for order in rows}


def _ratings(ids: Collection[int]) -> dict[tuple[int, int], Rating]:
    return {(one.case_id, one.round): one for one in Rating.objects.filter(case__in=ids)}


def _before(ids: Collection[int]) -> dict[int, list[CallBack]]:
    found: dict[int, list[CallBack]] = defaultdict(list)
    for one in CallBack.objects.filter(case__in=ids):
        found[one.case_id].append(one)
    return found
