"""At which level a matter was solved."""

from linli.cases import rules
from linli.cases.models import Case
from linli.cases.terms import OrderState
from linli.core.actors import Level


def solved_level(case: Case) -> Level:
    """The widest of the level that led it and of the areas its units serve: the lead, and who helped."""
    worked = case.orders.filter(state=OrderState.FINISHED)
    areas = worked.values_list("unit__place__level", flat=True)
    return rules.solved_at(case.level, [level_of_area(area) for area in areas])


def level_of_area(area: str | None) -> str:
    """A unit without a place serves the whole district; a property company its estate, which is in a grid."""
    return area or Level.DISTRICT
