"""Which buildings stand in which grid, when grids are drawn anew."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db.models import F, Q

from linli.core import audit
from linli.core.actors import Actor, Level
from linli.places.actions._common import new_map_version
from linli.places.models import Place
from linli.places.rules.finder import PolygonFinder
from linli.places.rules.grid_map import Drawn
from linli.places.rules.shapes import shape_of


class Standing(NamedTuple):
    """A building that has a point."""

    id: int
    holder: str
    name: str
    lon: float
    lat: float
    grid_id: int | None

    def __str__(self) -> str:
        return f"{self.holder} {self.name}".strip()


def drawn_grids(communities: Collection[str], near: Collection[Any] = ()) -> list[Drawn]:
    """The stored grids of these communities and those whose box touches the box around the shapes `near`."""
    wanted = Q(community__code__in=communities)
    if near:
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(near)))
        wanted |= Q(min_lon__lte=east, max_lon__gte=west, min_lat__lte=north, max_lat__gte=south)
    grids = Place.objects.filter(wanted, level=Level.GRID, valid_to=None).select_related("community")
    return [
        Drawn(grid.code, grid.community.code if grid.community else "", shape_of(grid.shape))
        for grid in grids.order_by("code")
        if grid.shape is not None
    ]


def standing_buildings(communities: Collection[str]) -> list[Standing]:
    rows = Place.objects.filter(level=Level.BUILDING, community__code__in=communities, valid_to=None)
    fields = ("id", "parent__name", "name", "lon", "lat", "grid_id")
    found = rows.order_by("pk").values_list(*fields)
    return [Standing(*row) for row in found if row[3] is not None and row[4] is not None]


def relocate_buildings(actor: Actor, communities: Collection[str], *, now: datetime) -> int:
    """Buildings of these communities get the grid their point lies in; gives how many moved."""
    grids = drawn_grids(communities)
    keys = dict(Place.objects.filter(level=Level.GRID, valid_to=None).values_list("code", "pk"))
    buildings = standing_buildings(communities)
    lon = np.array([building.lon for building in buildings], dtype=float)
    lat = np.array([building.lat for building in buildings], dtype=float)
    at = PolygonFinder([grid.shape for grid in grids]).at_many(lon, lat).tolist()
    moved = [
        Place(pk=building.id, grid_id=keys[grids[i].code])
        for building, i in zip(buildings, at, strict=True)
        if i >= 0 and keys[grids[i].code] != building.grid_id
    ]
    if moved:
        Place.objects.bulk_update(moved, ["grid"], batch_size=1_000)
        in_grids = Place.objects.filter(pk__in=[place.pk for place in moved], parent__level=Level.GRID)
        in_grids.update(parent_id=F("grid_id"))
        audit.record(actor, "places.relocated", ("place", 0), now=now, buildings=len(moved))
        new_map_version()
    return len(moved)
