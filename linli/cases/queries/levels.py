"""Who leads a matter, since when, and at which level it was solved."""

from collections.abc import Sequence
from datetime import datetime

from linli.cases import rules
from linli.cases.models import Case, CaseStep
from linli.cases.terms import LEVEL_WORDS, OrderState
from linli.core.actors import Actor, Level, Right

HANDED_UP = ("raise", "take_over")  # one of them is on the timeline of whatever was handed up


def solved_level(case: Case) -> Level:
    """The widest of the level that led it and of the areas its units serve: the lead, and who helped."""
    worked = case.orders.filter(state=OrderState.FINISHED)
    areas = worked.values_list("unit__place__level", flat=True)
    return rules.solved_at(case.level, [level_of_area(area) for area in areas])


def level_of_area(area: str | None) -> str:
    """A unit without a place serves the whole district; a property company its estate, which is in a grid."""
    return area or Level.DISTRICT


def leader_of(case: Case, level: str) -> str:
    """The place that leads, as the caller knows it: 书声社区; the level's name where no place is known."""
    place = {
        Level.GRID: case.grid,
        Level.COMMUNITY: case.community,
        Level.SUBDISTRICT: case.subdistrict,
    }.get(Level(level))
    return place.name if place is not None else str(LEVEL_WORDS[level])


def handed_past(actor: Actor, case: Case) -> bool:
    """Was it handed up to a desk above all of the actor's? Then those above decide.

    What begins high because of its category may be dispatched by whoever sees it first.
    """
    if not actor.in_post or not actor.reaches(Right.CASE_DESK, case):
        return False
    if rules.leads_at(actor, case, case.level):
        return False
    return case.raised_at is not None or case.steps.filter(step__in=HANDED_UP).exists()


def led_since(steps: Sequence[CaseStep]) -> datetime | None:
    """Since when the level that leads now has had it; nothing when it never changed hands."""
    hands = [step.at for step in steps if step.step in {"take_over", "hand_down"}]
    return hands[-1] if hands else None
