"""Roll-ups say what the cases say, however often and in whatever order they are counted."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from django.utils import timezone

from linli.cases.actions import clock
from linli.cases.models import Case, CaseStep, Rating
from linli.cases.terms import Queue
from linli.cockpit import actions
from linli.cockpit.models import PlaceDay, PlaceNow
from linli.cockpit.terms import MEASURES, OPEN_QUEUES, WHOLE
from linli.cockpit.tests.town import Town
from linli.core.actors import SYSTEM
from linli.core.tasks import declare, run_all

declare.discover()  # else nobody would be told of anything
ENDINGS = ("decline", "redirect", "merge", "withdraw", "terminate")


def day_of(moment) -> str:
    return timezone.localtime(moment).date().isoformat()


NAMES = {
    "return": "returned", "rework": "reworked", "not_solved": "reworked", "finish": "finished",
    "late": "late", "verify": "asked", "close": "closed", "reopen": "reopened", "unmerge": "reopened",
    **dict.fromkeys(ENDINGS, "ended"),
}  # fmt: skip


def keys_of(case: Case) -> set[int]:
    return {WHOLE, case.subdistrict_id, case.community_id, case.grid_id} - {None}


def happenings():
    """(case, when, measure, how often), straight from the rows."""
    for case in Case.objects.all():
        yield case, case.received_at, "received", 1
        steps = case.steps.filter(step__in=("dispatch", "redispatch", "undo_dispatch")).order_by("id")
        undone = [(one.step, two.step) == ("dispatch", "undo_dispatch") for one, two in pairwise(steps)]
        pairs = zip(steps, [*undone, False], strict=False)
        kept = [one for one, undone in pairs if one.step == "dispatch" and not undone]
        if kept:
            yield case, kept[0].at, "dispatched", 1
        if case.solved_level and case.closed_at:
            yield case, case.closed_at, f"solved_{case.solved_level}", 1
    for step in CaseStep.objects.filter(step__in=NAMES).select_related("case"):
        yield step.case, step.at, NAMES[step.step], 1
    for rating in Rating.objects.select_related("case__merged_into"):
        lead = rating.case.merged_into or rating.case
        yield lead, rating.at, "rated", 1
        yield lead, rating.at, "solved", int(rating.solved)
        yield lead, rating.at, "graded", 1
        yield lead, rating.at, "content", int(rating.satisfaction in {"satisfied", "mostly"})


def truth() -> tuple[dict, dict]:
    """Computed straight from the cases, written apart from the code under test."""
    days: dict[tuple[int, str], Counter] = {}
    nows: dict[int, Counter] = {}
    for case, at, measure, by in happenings():
        for key in keys_of(case):
            days.setdefault((key, day_of(at)), Counter())[measure] += by
    for case in Case.objects.exclude(queue=Queue.DONE):
        for key in keys_of(case):
            nows.setdefault(key, Counter())[case.queue] += 1
    return days, nows


def rolled() -> tuple[dict, dict]:
    days = {
        (row.place_id, row.day.isoformat()): Counter({name: getattr(row, name) for name in MEASURES})
        for row in PlaceDay.objects.all()
    }
    nows = {
        row.pk: Counter({q.value: getattr(row, q) for q in OPEN_QUEUES}) for row in PlaceNow.objects.all()
    }
    return days, nows


def only(counters: dict, names) -> dict:
    found = {key: {name: n for name, n in c.items() if name in names and n} for key, c in counters.items()}
    return {key: counts for key, counts in found.items() if counts}


TOLD = set(MEASURES) - {"timed", "on_time", "handling_min"}  # those have their own tests


def sums() -> list[dict]:
    return [only(part, {*MEASURES, *OPEN_QUEUES}) for part in rolled()]


def walked(seed: int, turns: int) -> Town:
    town = Town(Random(seed))
    for turn in range(turns):
        town.act()
        if turn % 7 == 0:
            clock.mark_late(SYSTEM, now=town.now)
        if turn % 3 == 0:
            run_all(town.now)
    run_all(town.now)
    actions.keep_up(now=town.now)
    return town


@pytest.mark.parametrize(("seed", "turns"), [pytest.param(11, 260, marks=pytest.mark.slow), (2, 60)])
def test_roll_ups_are_the_truth_after_a_random_walk(db, seed, turns):
    town = walked(seed, turns)
    days, nows = truth()
    assert only(rolled()[0], TOLD) == only(days, TOLD)
    assert only(rolled()[1], OPEN_QUEUES) == only(nows, OPEN_QUEUES)

    before = sums()
    actions.count_cases(Case.objects.values_list("pk", flat=True), now=town.now)
    assert sums() == before, "counting again changes nothing"
    assert actions.rebuild(now=town.now) == Case.objects.count()
    assert sums() == before, "counted anew it is the same"

    whole: Counter = Counter()
    for (place_id, _day), counts in rolled()[0].items():
        whole.update(counts if place_id == WHOLE else {})
    still_open = whole["received"] + whole["reopened"] - whole["closed"] - whole["ended"]
    assert still_open == Case.objects.exclude(queue=Queue.DONE).count()
    if turns > 200:  # else the test would prove little
        seen = set(CaseStep.objects.values_list("step", flat=True))
        assert seen >= {*NAMES, "dispatch", "redispatch", "correct", "joined", "undo_dispatch"} - {
            "redirect",
            "terminate",
        }
        assert Rating.objects.filter(case__merged_into__isnull=False).exists()
