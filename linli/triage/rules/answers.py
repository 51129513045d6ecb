"""Who had a case, seen from the case; and back: which unit answers to that here."""

from collections.abc import Iterable, Mapping

from linli.cases.models import Case
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.solvers.dispatching import Facts
from linli.triage.rules.roles import role_of

# Levels on which sister units stand beside each other: what one learns, the other is believed to do.
SISTER_LEVELS = ("building", "estate", "grid", "community", "subdistrict")
# Of these a place has one, whatever it is called.
ONE_A_PLACE = frozenset({UnitKind.GRID_TEAM, UnitKind.COMMUNITY_OFFICE, UnitKind.PROPERTY_COMPANY})


def facts_of(case: Case) -> Facts:
    """What the learner may know of a case."""
    category = case.category.code if case.category else ""
    group = category.rpartition(".")[0]
    return Facts(
        categories=(category, group) if group else (category,),
        area=str(case.subdistrict_id or ""),
        spot=str(case.community_id or ""),
        channel=case.channel,
    )


def answer_of(unit: Unit, case: Case) -> str:
    """The unit as a role at one of the case's places, else the unit itself.

    "subdistrict subdistrict_team city_management" in one street is the sister team in the next.
    """
    level = unit.place.level if unit.place else ""
    if level in SISTER_LEVELS and getattr(case, f"{level}_id") == unit.place_id:
        return f"{level} {unit.kind} {_role(unit)}".strip()
    return f"unit {unit.pk}"


def _role(unit: Unit) -> str:
    if unit.trade or unit.kind in ONE_A_PLACE:
        return unit.trade
    where = [unit.place.name] if unit.place else []
    return role_of(unit.name, where, where).name


def units_by_answer(units: Iterable[Unit], case: Case) -> Mapping[str, Unit]:
    """Which of these units each answer means for this case; of two in one role, the one of lower code."""
    found: dict[str, Unit] = {}
    for unit in sorted(units, key=lambda unit: unit.code, reverse=True):
        found[answer_of(unit, case)] = unit
        found[f"unit {unit.pk}"] = unit
    return found


def level_of(answer: str) -> str:
    """The level of places where sister units share this answer; "" for one unit alone."""
    level = answer.partition(" ")[0]
    return level if level in SISTER_LEVELS else ""
