"""What the cases app knows of some cases, gathered for counting. Five statements for any number of cases."""

from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from linli.cases.actions.history.rows import LIMIT_UNKNOWN
from linli.cases.actions.history.rows import LOCATED_BY as FROM_FILE
from linli.cases.models import Case, CaseStep, Rating, WorkOrder
from linli.cases.terms import Satisfaction
from linli.cockpit.models import CaseTally
from linli.cockpit.rules.counting import (
    LEFT_HAND,
    ONE_EACH,
    REOPENS,
    STARTS_WORK,
    TAKEN_IN_HAND,
    Answer,
    Line,
    Past,
    tally_of,
)

STEPS = sorted({*ONE_EACH, *STARTS_WORK, *TAKEN_IN_HAND, *LEFT_HAND, *REOPENS, "undo_dispatch"})
COLUMNS = ("received_at", "state", "closed_at", "solved_level")
CONTENT = {Satisfaction.SATISFIED.value, Satisfaction.MOSTLY.value}


def tallies_of(case_ids: Collection[int]) -> dict[int, CaseTally]:
    """What these cases count for now, by key; unsaved rows."""
    lines, orders, answers = _lines(case_ids), _orders(case_ids), _answers(case_ids)
    zone = timezone.get_default_timezone()
    fields = ("subdistrict_id", "community_id", "grid_id", "queue", "late_since")
    tallies = {}
    for case in Case.objects.filter(pk__in=case_ids).only(*COLUMNS, *fields):
        led = orders[case.pk]
        past = Past(
            received_at=case.received_at,
            state=case.state,
            queue=case.queue,
            closed_at=case.closed_at,
            lines=lines[case.pk],
            dispatched_at=led[0].dispatched_at if led else None,
            finished_at=led[-1].finished_at if led else None,
            due_at=led[-1].due_at if led and led[-1].limit_text != LIMIT_UNKNOWN else None,
            answers=answers[case.pk],
            solved_level=case.solved_level,
        )
        where = {name: getattr(case, name) for name in fields}
        tallies[case.pk] = CaseTally(case_id=case.pk, days=tally_of(past, zone), **where)
    return tallies


def _lines(case_ids: Collection[int]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    steps = CaseStep.objects.filter(case_id__in=case_ids, step__in=STEPS).order_by("case_id", "id")
    for case_id, at, step in steps.values_list("case_id", "at", "step"):
        found[case_id].append(Line(at, step))
    return found


def _orders(case_ids: Collection[int]) -> dict[int, list[WorkOrder]]:
    found: dict[int, list[WorkOrder]] = defaultdict(list)
    orders = WorkOrder.objects.filter(case_id__in=case_ids, lead=True).order_by("id")
    for order in orders.only("case_id", "dispatched_at", "finished_at", "due_at", "limit_text"):
        found[order.case_id].append(order)
    return found


def _answers(case_ids: Collection[int]) -> dict[int, list[Answer]]:
    """Of the case's own caller and of those whose cases were merged into it: all speak about one matter."""
    found: dict[int, list[Answer]] = defaultdict(list)
    columns = ("at", "solved", "satisfaction", "asked_by")
    own = Rating.objects.filter(case_id__in=case_ids, case__merged_into=None)
    joined = Rating.objects.filter(case__merged_into__in=case_ids)
    for rows in (own.values_list("case_id", *columns), joined.values_list("case__merged_into_id", *columns)):
        for case_id, at, solved, degree, asked_by in rows:
            graded = bool(degree) or asked_by != FROM_FILE
            found[case_id].append(Answer(at, solved, degree in CONTENT, graded))
    return found
