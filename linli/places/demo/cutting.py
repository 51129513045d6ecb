"""Cutting ground into areas by bent roads: no two look alike, every border is a road or the river."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin
from random import Random
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import split

type Points = NDArray[np.float64]

TURN = radians(7)  # how far the town's main directions are turned from north
TRIES = 60
ROUND_ENOUGH = 0.34  # 4 pi area / length², 1 is a circle; below it a piece is a strip


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of ground, with people as dots: where there are more, areas are smaller."""

    shape: Any
    people: Points


@dataclass(frozen=True, slots=True)
class Cut:
    line: Any
    depth: str  # which areas it parts: subdistrict, community, grid
    upright: bool  # it runs north and south


def outline(rng: Random, width_m: float, height_m: float) -> Any:
    """A closed, uneven line around the origin."""
    waves = [(k, rng.uniform(0.01, 0.035), rng.uniform(0, 2 * pi)) for k in (2, 3, 4, 5, 7, 9)]
    points = []
    for step in range(96):
        angle = 2 * pi * step / 96
        c, s = cos(angle), sin(angle)
        radius = (abs(c) ** 3.2 + abs(s) ** 3.2) ** (-1 / 3.2)
        radius *= 0.93 + sum(size * sin(k * angle + phase) for k, size, phase in waves)
        points.append((c * radius * width_m / 2, s * radius * height_m / 2))
    return shapely.Polygon(points)


def people_in(shape: Any, rng: Random, count: int, middle_m: float) -> Points:
    """Dots, dense in the middle and thin at the edge."""
    west, south, east, north = shape.bounds
    dice = np.random.default_rng(rng.getrandbits(63))
    xy = dice.uniform((west, south), (east, north), (count, 2))
    dense = 0.22 + np.exp(-(xy[:, 0] ** 2 + xy[:, 1] ** 2) / (2 * middle_m**2))
    xy = xy[dice.uniform(0, 1.22, count) < dense]
    inside: Points = xy[shapely.contains_xy(shape, xy[:, 0], xy[:, 1])]
    return inside


def river(rng: Random, width_m: float, height_m: float) -> Any:
    """A line from west to east that winds, south of the middle."""
    base, phase = -0.16 * height_m, rng.uniform(0, pi)
    steps = 40
    points = []
    for step in range(steps + 1):
        x = -0.6 * width_m + 1.2 * width_m * step / steps
        y = base + 0.05 * height_m * sin(x / width_m * 7 + phase) + 0.018 * height_m * sin(x / width_m * 17)
        points.append((x, y))
    return shapely.LineString(points)


def parted(piece: Piece, line: Any) -> tuple[Piece, Piece] | None:
    """The two sides of a line that crosses the piece once, or nothing."""
    sides = list(split(piece.shape, line).geoms)
    if len(sides) != 2:
        return None
    first = shapely.contains_xy(sides[0], piece.people[:, 0], piece.people[:, 1])
    return Piece(sides[0], piece.people[first]), Piece(sides[1], piece.people[~first])


def cut_up(
    piece: Piece, weights: Sequence[int], depth: str, rng: Random
) -> tuple[list[tuple[Piece, int]], list[Cut]]:
    """One piece per weight, each with about its share of the people; and the cuts that were made."""
    if len(weights) == 1:
        return [(piece, weights[0])], []
    half = _halfway(weights)
    first, second, cut = _halves(piece, sum(weights[:half]) / sum(weights), depth, rng)
    left, left_cuts = cut_up(first, weights[:half], depth, rng)
    right, right_cuts = cut_up(second, weights[half:], depth, rng)
    return left + right, [cut, *left_cuts, *right_cuts]


def _halfway(weights: Sequence[int]) -> int:
    """Where the list is cut so that both sides weigh about the same."""
    total = sum(weights)
    return min(range(1, len(weights)), key=lambda n: abs(2 * sum(weights[:n]) - total))


def _halves(piece: Piece, share: float, depth: str, rng: Random) -> tuple[Piece, Piece, Cut]:
    best: tuple[float, tuple[Piece, Piece, Cut]] | None = None
    for attempt in range(TRIES):
        upright = _is_wide(piece.shape) != (attempt % 5 == 4)
        line = _road(piece, share, upright, rng, bend=0.05 * (1 - attempt / TRIES))
        sides = parted(piece, line)
        if sides is None:
            continue
        a, b = sides if _comes_first(sides[0], sides[1], upright) else sides[::-1]
        drawn = shapely.intersection(line, piece.shape)
        good = min(roundness(a.shape), roundness(b.shape))
        if best is None or good > best[0]:
            best = good, (a, b, Cut(drawn, depth, upright))
        if good > ROUND_ENOUGH and attempt >= 2:
            break
    assert best is not None, "a straight cut always parts a piece"
    return best[1]


def _comes_first(a: Piece, b: Piece, upright: bool) -> bool:
    """Along the direction the share was measured in: west first, or south first."""
    one, other = a.shape.centroid, b.shape.centroid
    return bool(one.x < other.x) if upright else bool(one.y < other.y)


def _is_wide(shape: Any) -> bool:
    """Longer from west to east than from south to north: then the next road runs upright."""
    west, south, east, north = shape.bounds
    return bool(east - west > north - south)


def _road(piece: Piece, share: float, upright: bool, rng: Random, bend: float) -> Any:
    """A line across the piece with `share` of the people on its west or south side; bent a little."""
    angle = TURN + rng.gauss(0, 0.06)
    along = (-sin(angle), cos(angle)) if upright else (cos(angle), sin(angle))
    across = (cos(angle), sin(angle)) if upright else (-sin(angle), cos(angle))
    dots = piece.people if len(piece.people) >= 8 else _own_dots(piece.shape)
    place = float(np.quantile(dots @ np.array(across), share))
    west, south, east, north = piece.shape.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    reach = hypot(east - west, north - south)
    from_origin = middle[0] * along[0] + middle[1] * along[1]
    points = []
    for step in range(-4, 5):
        off = place + rng.gauss(0, bend * min(east - west, north - south))
        t = from_origin + reach * step / 6
        points.append((across[0] * off + along[0] * t, across[1] * off + along[1] * t))
    return shapely.LineString(points)


def _own_dots(shape: Any) -> Points:
    dots: Points = shapely.get_coordinates(shape)
    return dots


def roundness(shape: Any) -> float:
    return float(4 * pi * shape.area / shape.length**2)
