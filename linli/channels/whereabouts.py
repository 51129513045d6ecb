"""Where somebody means, by the names in the words: community, estate, building."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from linli.core.actors import Level
from linli.places import locator
from linli.places.locator import Spot
from linli.places.models import Place
from linli.places.queries import public_places
from linli.places.terms import SCOPES

LEVELS = (Level.SUBDISTRICT, Level.COMMUNITY, Level.ESTATE)
RANK = {Level.ESTATE: 0, Level.COMMUNITY: 1, Level.SUBDISTRICT: 2}


class Named(NamedTuple):
    id: int
    level: str
    name: str
    code: str
    community_id: int | None


class Whereabouts:
    """The names of an area, read once; buildings of an estate when it is first named."""

    def __init__(self, area: Place | None) -> None:
        self._area = area
        found = _within(area).filter(level__in=LEVELS).order_by("pk")
        names = [Named(*row) for row in found.values_list("pk", "level", "name", "code", "community_id")]
        self._by_start: dict[str, list[Named]] = {}
        self._communities: dict[str, list[Named]] = {}
        for one in names:
            self._by_start.setdefault(one.name[:2], []).append(one)
            if one.level == Level.COMMUNITY:
                for word in {one.name, one.name.removesuffix("社区"), one.code}:
                    self._communities.setdefault(word, []).append(one)
        self._buildings: dict[int, list[tuple[int, str]]] = {}
        self._spots: dict[int, Spot] = {}

    def community(self, word: str) -> Named | None:
        """The one community of the area with this name or code."""
        found = self._communities.get(word, self._communities.get(word.removesuffix("社区"), []))
        return found[0] if len(found) == 1 else None

    def spot(self, text: str, community: Named | None = None) -> Spot | None:
        """The narrowest place that is named without doubt; the area itself when it is a subdistrict."""
        named = self._named(text, community)
        if named is not None and named.level == Level.ESTATE:
            return self._located(self._building(named.id, text) or named.id)
        if named is None or (community is not None and named.level == Level.SUBDISTRICT):
            named = community
        if named is not None:
            return self._located(named.id)
        if self._area is not None and self._area.level in SCOPES:
            return self._located(self._area.pk)
        return None

    def _located(self, place_id: int) -> Spot:
        if place_id not in self._spots:
            self._spots[place_id] = locator.locate_place(place_id)
        return self._spots[place_id]

    def _named(self, text: str, community: Named | None) -> Named | None:
        found = {one.id: one for one in self._in(text)}.values()
        if community is not None:
            found = [one for one in found if one.community_id == community.id]  # type: ignore[assignment]
        best = sorted(found, key=lambda one: (RANK[Level(one.level)], -len(one.name)))
        if len(best) > 1 and _as_good(best[0], best[1]):
            return None
        return best[0] if best else None

    def _in(self, text: str) -> Iterable[Named]:
        for at in range(len(text) - 1):
            for one in self._by_start.get(text[at : at + 2], ()):
                if text.startswith(one.name, at):
                    yield one

    def _building(self, estate_id: int, text: str) -> int | None:
        if estate_id not in self._buildings:
            rows = public_places().filter(parent_id=estate_id, level=Level.BUILDING).order_by("pk")
            self._buildings[estate_id] = list(rows.values_list("pk", "name"))
        packed = text.replace(" ", "")
        found = [pk for pk, name in self._buildings[estate_id] if _says(packed, name.replace(" ", ""))]
        return found[0] if len(found) == 1 else None


def _as_good(one: Named, other: Named) -> bool:
    return (one.level, len(one.name)) == (other.level, len(other.name))


def _says(text: str, name: str) -> bool:
    """
    >>> _says("幸福里13号楼", "3号楼"), _says("幸福里3号楼", "3号楼")
    (False, True)
    """
    return re.search(rf"(?<!\d){re.escape(name)}", text) is not None


def _within(area: Place | None) -> QuerySet[Place]:
    if area is None or area.level not in SCOPES:
        return public_places()
    return public_places().filter(Q(**{f"{area.level}_id": area.pk}))
