"""The map of one version, ready to be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from linli.core.actors import Level
from linli.places.locator.spot import Spot
from linli.places.rules.finder import NearFinder, PolygonFinder
from linli.places.rules.shapes import shape_of
from linli.places.terms import FINENESS

REACH_M = 60.0  # how far a building may be from the point that names it


@dataclass(frozen=True, slots=True)
class SpotColumns:
    """Many located points, as columns of row keys; 0 where there is none."""

    place_ids: NDArray[np.int64]
    subdistrict_ids: NDArray[np.int64]
    community_ids: NDArray[np.int64]
    grid_ids: NDArray[np.int64]


class MapIndex:
    """The map of one version. Immutable, so threads share it."""

    def __init__(self, areas: list[dict[str, Any]], buildings: Iterable[tuple[Any, ...]]) -> None:
        named = {area["id"]: area for area in areas}
        drawn = [area for area in areas if area["shape"] is not None]
        inner = _covered(drawn)
        leaves = [area for area in drawn if area["id"] not in inner]
        wide = [area for area in drawn if area["id"] in inner]
        wide.sort(key=lambda area: -FINENESS[area["level"]])
        self.has_map = bool(drawn)
        self._named: dict[int, tuple[str, str]] = {key: (a["code"], a["name"]) for key, a in named.items()}
        self._gridded = {area["community_id"] for area in drawn if area["level"] == Level.GRID}
        self._leaf_spots = [_area_spot(area, named) for area in leaves]
        self._wide_spots = [_area_spot(area, named) for area in wide]
        self._leaves = PolygonFinder([shape_of(area["shape"]) for area in leaves])
        self._wide = PolygonFinder([shape_of(area["shape"]) for area in wide])
        self._spot_of = {spot.place_id: spot for spot in self._leaf_spots + self._wide_spots}
        rows = list(buildings)
        self._buildings = rows
        self._near = NearFinder([r[2] for r in rows], [r[3] for r in rows], REACH_M)
        columns = [
            (s.place_id, s.subdistrict_id, s.community_id, s.grid_id)
            for s in self._leaf_spots + self._wide_spots
        ]
        table = np.array([[key or 0 for key in row] for row in columns], dtype=np.int64).reshape(-1, 4)
        self._columns = np.vstack([table, np.zeros((1, 4), dtype=np.int64)])  # the last row: nowhere

    def point(self, lon: float, lat: float) -> Spot | None:
        """The finest area that holds the point, with the building nearest to it in the same grid; None:
        outside.
        """
        area = self._area_at(lon, lat)
        if area is None:
            return None
        near = self._near.nearest(lon, lat)
        if near >= 0 and self._buildings[near][4] == area.grid_id:
            return _with_building(area, self._buildings[near], lon, lat)
        return msgspec.structs.replace(area, lon=lon, lat=lat)

    def points(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> SpotColumns:
        """The areas only, buildings left out."""
        found = self._leaves.at_many(lon, lat)
        missed = np.flatnonzero(found < 0)
        if len(missed) and self._wide_spots:
            wider = self._wide.at_many(lon[missed], lat[missed])
            found[missed] = np.where(wider >= 0, wider + len(self._leaf_spots), -1)
        table = self._columns[found]  # -1 takes the last row
        return SpotColumns(table[:, 0], table[:, 1], table[:, 2], table[:, 3])

    def code_of(self, area_id: int | None) -> str:
        return self._named.get(area_id or 0, ("", ""))[0]

    def name_of(self, area_id: int | None) -> str:
        return self._named.get(area_id or 0, ("", ""))[1]

    def has_grids_in(self, community_id: int) -> bool:
        """Has anybody drawn this community's grids?"""
        return community_id in self._gridded

    def _area_at(self, lon: float, lat: float) -> Spot | None:
        at = self._leaves.at(lon, lat)
        if at >= 0:
            return self._leaf_spots[at]
        at = self._wide.at(lon, lat)
        return self._wide_spots[at] if at >= 0 else None


def _covered(drawn: list[dict[str, Any]]) -> set[int]:
    """The areas inside which finer ones are drawn: they only catch what falls between those."""
    covered: set[int] = set()
    for area in drawn:
        own = area["id"]
        covered |= {area[column] for column in ("subdistrict_id", "community_id", "grid_id", "parent_id")} - {
            own
        }
    covered |= {area["id"] for area in drawn if area["level"] == Level.DISTRICT and len(drawn) > 1}
    return covered


def _area_spot(area: dict[str, Any], named: dict[int, dict[str, Any]]) -> Spot:
    subdistrict, community, grid = (
        named.get(area[f"{level}_id"]) for level in ("subdistrict", "community", "grid")
    )
    above = community["name"] if community and community is not area else ""
    return Spot(
        place_id=area["id"],
        how="point",
        name=f"{above} {area['name']}".strip(),
        subdistrict_id=area["subdistrict_id"],
        community_id=area["community_id"],
        grid_id=area["grid_id"],
        subdistrict_name=subdistrict["name"] if subdistrict else "",
        community_name=community["name"] if community else "",
        grid_name=grid["name"] if grid else "",
        phone=community["phone"] if community else area["phone"],
    )


def _with_building(area: Spot, building: tuple[Any, ...], lon: float, lat: float) -> Spot:
    building_id, name, _lon, _lat, _grid_id, parent_level, estate_id, estate_name = building
    if parent_level != Level.ESTATE:
        estate_id, estate_name = None, ""
    return msgspec.structs.replace(
        area,
        place_id=building_id,
        name=f"{estate_name or area.community_name} {name}".strip(),
        building_id=building_id,
        building_name=name,
        estate_id=estate_id,
        estate_name=estate_name,
        lon=lon,
        lat=lat,
    )
