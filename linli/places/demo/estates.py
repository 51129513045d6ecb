"""Estates and buildings in a grid: rows of slabs, towers, houses along a street, each with its footprint."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from random import Random
from typing import Any

import numpy as np
import shapely

from linli.places.rules.numbering import reading_order

ROAD_M = 17  # from the middle of the road to the first wall
GAP_M = 14  # between the short sides of two houses


@dataclass(frozen=True, slots=True)
class House:
    name: str
    shape: Any
    share: float  # of the grid's households


@dataclass(frozen=True, slots=True)
class Estate:
    name: str
    kind: str  # old, middle, tower
    ground: Any
    houses: Sequence[House]


@dataclass(frozen=True, slots=True)
class Kind:
    """Length, depth and distance of the rows in metres; how many houses; what one holds in comparison."""

    long_m: tuple[float, float]
    deep_m: float
    row_m: float
    houses: tuple[int, int]
    share: float


KINDS = {
    "old": Kind((46, 68), 12, 31, (6, 11), 1.0),
    "middle": Kind((48, 62), 14, 40, (5, 9), 1.4),
    "tower": Kind((26, 34), 22, 48, (4, 7), 2.6),
    "street": Kind((22, 44), 11, 26, (4, 8), 0.6),
    "works": Kind((50, 80), 26, 52, (2, 4), 0.0),
}


def buildable(grid: Any, river: Any, river_m: float) -> Any:
    """The largest part of a grid off its roads and off the water."""
    dry = shapely.difference(grid.buffer(-ROAD_M), river.buffer(river_m))
    parts = shapely.get_parts(dry)
    return max(parts, key=lambda part: part.area) if len(parts) else grid.centroid.buffer(5)


def estate(ground: Any, kind: str, name: str, rng: Random) -> Estate:
    """An estate somewhere on the ground; its houses are numbered as one reads: 1号楼, 2号楼 …"""
    shapes = rows(ground, KINDS[kind], rng)
    houses = [
        House(f"{n}号楼", shape, KINDS[kind].share * rng.uniform(0.8, 1.2)) for n, shape in numbered(shapes)
    ]
    plot = shapely.union_all(shapes).buffer(16, join_style="mitre").convex_hull
    return Estate(name, kind, shapely.intersection(plot, ground), houses)


def loose_houses(ground: Any, kind: str, call: Callable[[int], str], rng: Random) -> list[House]:
    """Houses that belong to no estate."""
    shapes = rows(ground, KINDS[kind], rng)
    return [House(call(n), shape, KINDS[kind].share * rng.uniform(0.8, 1.2)) for n, shape in numbered(shapes)]


def numbered(shapes: Sequence[Any]) -> list[tuple[int, Any]]:
    centres = [(shape.centroid.x, shape.centroid.y) for shape in shapes]
    order = reading_order(centres, row_height=18)
    return [(n, shapes[i]) for n, i in enumerate(order, start=1)]


def rows(ground: Any, kind: Kind, rng: Random) -> list[Any]:
    """Rectangles in rows that face nearly south, side by side around some spot; never none."""
    angle = radians(rng.uniform(-9, 9))
    long_m = rng.uniform(*kind.long_m)
    wanted = rng.randint(*kind.houses)
    while True:
        found = _fitting(ground, long_m, kind.deep_m, kind.row_m, angle)
        if len(found) >= min(wanted, 3) or long_m < 12:
            break
        long_m *= 0.8
    if not found:
        return [ground.centroid.buffer(6, cap_style="square")]
    spot = rng.choice(found).centroid
    return sorted(found, key=lambda shape: shape.centroid.distance(spot))[:wanted]


def _fitting(ground: Any, long_m: float, deep_m: float, row_m: float, angle: float) -> list[Any]:
    """All rectangles of a turned raster that lie wholly on the ground."""
    west, south, east, north = ground.bounds
    reach = max(east - west, north - south) * 0.75
    x, y = np.meshgrid(np.arange(-reach, reach, long_m + GAP_M), np.arange(-reach, reach, row_m))
    corners = np.array([(0, 0), (long_m, 0), (long_m, deep_m), (0, deep_m)])
    flat = np.stack([x.ravel(), y.ravel()], axis=1)[:, None, :] + corners
    turn = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])
    houses = shapely.polygons(flat @ turn + ((west + east) / 2, (south + north) / 2))
    shapely.prepare(ground)
    return list(houses[shapely.contains_properly(ground, houses)])
