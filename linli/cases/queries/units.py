"""Units a case can be given to."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.core.actors import Level
from linli.core.errors import RuleBroken
from linli.organisation.models import Unit
from linli.organisation.queries.units import light_units
from linli.organisation.terms import UnitKind

# The nearest help first.
ORDER = (
    UnitKind.GRID_TEAM,
    UnitKind.COMMUNITY_OFFICE,
    UnitKind.PROPERTY_COMPANY,
    UnitKind.SUBDISTRICT_TEAM,
    UnitKind.DEPARTMENT,
    UnitKind.UTILITY,
    UnitKind.DESK,
    UnitKind.OTHER,
)


def units_in_reach(case: Case) -> QuerySet[Unit]:
    """Working units that serve the case's place or the whole district; all teams while it is unknown."""
    return light_units().filter(_reach(case), active=True)


def _reach(case: Case) -> Q:
    places = [
        pk
        for pk in (case.grid_id, case.community_id, case.subdistrict_id, case.estate_id, case.building_id)
        if pk
    ]
    everywhere = Q(place=None) | Q(place__level=Level.DISTRICT)
    here = Q(place__in=places) if places else Q(kind__in=(UnitKind.DEPARTMENT, UnitKind.SUBDISTRICT_TEAM))
    return everywhere | here


type Choices = list[tuple[str, list[tuple[int, str]]]]


def unit_choices(case: Case) -> Choices:
    """For a select: groups by kind, the nearest help first."""
    return _choices(units_in_reach(case))


def unit_choices_for_all(cases: Sequence[Case]) -> Choices:
    """The units that reach every one of these cases."""
    if not cases:
        return []
    of_place = {(c.subdistrict_id, c.community_id, c.grid_id, c.estate_id, c.building_id): c for c in cases}
    reach = reduce(and_, (_reach(case) for case in of_place.values()))
    return _choices(light_units().filter(reach, active=True))


def _choices(found: Iterable[Unit]) -> Choices:
    units = sorted(found, key=lambda unit: unit.name)
    groups = [(UnitKind(kind).label, [(u.pk, u.name) for u in units if u.kind == kind]) for kind in ORDER]
    return [(str(label), choices) for label, choices in groups if choices]


def dispatchable_unit(case: Case, unit_id: int) -> Unit:
    unit = units_in_reach(case).filter(pk=unit_id).first()
    if unit is None:
        why = _("这个单位不负责这里，请从列表里选择。")
        raise RuleBroken("unit_out_of_reach", why, {"unit": why})
    return unit
