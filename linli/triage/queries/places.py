"""Where a case without a building may be, by the names in its words."""

from dataclasses import dataclass

from django.db.models import QuerySet

from linli.cases.models import Case
from linli.core.actors import Level
from linli.places.models import Place
from linli.places.queries import public_places
from linli.triage.rules.naming import Named, buildings_named, estates_named

MOST_PLACES = 2
MOST_NAMES = 5000  # estates of a district of a million residents, with room to spare


@dataclass(frozen=True, slots=True)
class NamedPlace:
    place_id: int
    name: str


def named_places(case: Case) -> list[NamedPlace]:
    """Buildings, else estates, named in its words; none when the building is known. ≤ 2 statements."""
    if case.building_id is not None:
        return []
    text = f"{case.place_name} {case.text}"
    known = _names(_around(case).filter(level=Level.ESTATE))
    estates = estates_named(text, known)
    buildings = _buildings(case, estates)
    found = buildings_named(text, buildings, estates)
    if not found and case.estate_id is None:
        found = estates
    names = {estate.place_id: estate.name for estate in known}
    return [
        NamedPlace(one.place_id, f"{names.get(one.estate_id or 0, '')} {one.name}".strip())
        for one in found[:MOST_PLACES]
    ]


def _around(case: Case) -> QuerySet[Place]:
    """The smallest area known to hold it: community, else subdistrict, else the district."""
    for level in ("community", "subdistrict"):
        if (key := getattr(case, f"{level}_id")) is not None:
            return public_places().filter(**{f"{level}_id": key})
    return public_places()


def _buildings(case: Case, estates: list[Named]) -> list[Named]:
    if not estates and case.community_id is None:
        return []
    buildings = _around(case).filter(level=Level.BUILDING)
    if estates:
        buildings = buildings.filter(parent__in=[estate.place_id for estate in estates])
    return _names(buildings)


def _names(places: QuerySet[Place]) -> list[Named]:
    rows = places.order_by("pk").values_list("pk", "name", "parent_id")[:MOST_NAMES]
    return [Named(pk, name, parent) for pk, name, parent in rows]
