"""Areas as an SVG drawing: paths in whole units, small enough to be sent with the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

WIDTH = 1000
TALLEST = 1100
SLACK = 1.2  # units a border may be off: below one pixel on every screen but a wall
MARGIN = 6


@dataclass(frozen=True, slots=True)
class Shape:
    key: int
    name: str
    shape: Any  # WGS-84
    within: tuple[int, ...]  # keys of the areas it lies in, itself included


@dataclass(frozen=True, slots=True)
class Path:
    key: int
    name: str
    d: str
    x: int  # where its name is written
    y: int
    parts: tuple["Path", ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    paths: tuple[Path, ...]  # the parts, each with the areas to be shaded in it


def draw(outer: Sequence[Shape], inner: Sequence[Shape]) -> Drawing:
    """Outer areas, each with the inner areas that lie in it; a part of its own when none does.

    Borders are simplified together, so that neighbours still meet.
    """
    fit = _Fit([shape.shape for shape in outer])
    lines = dict(zip([s.key for s in inner], fit.paths(inner), strict=True))
    paths = []
    for shape, outline in zip(outer, fit.paths(outer), strict=True):
        own = tuple(lines[s.key] for s in inner if shape.key in s.within and s.key != shape.key)
        paths.append(Path(outline.key, outline.name, outline.d, outline.x, outline.y, own or (outline,)))
    return Drawing(WIDTH, fit.height, tuple(paths))


class _Fit:
    """From degrees to units of the drawing, north on top."""

    def __init__(self, shapes: Sequence[Any]) -> None:
        self.west, south, east, self.north = shapely.total_bounds(np.array(shapes, dtype=object))
        self.squeeze = float(np.cos(np.radians((south + self.north) / 2)))  # a degree of longitude is shorter
        wide = max((east - self.west) * self.squeeze, 1e-9)
        high = max(self.north - south, 1e-9)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
        self.left = (WIDTH - wide * self.scale) / 2
        self.height = round(high * self.scale) + 2 * MARGIN

    def _flat(self, points: Any) -> Any:
        x = (points[:, 0] - self.west) * self.squeeze * self.scale + self.left
        y = (self.north - points[:, 1]) * self.scale + MARGIN
        return np.stack([x, y], axis=1)

    def paths(self, shapes: Sequence[Shape]) -> list[Path]:
        flat = shapely.transform(np.array([s.shape for s in shapes], dtype=object), self._flat)
        flat = shapely.coverage_simplify(flat, SLACK)
        return [self._path(shape, area) for shape, area in zip(shapes, flat, strict=True)]

    def _path(self, shape: Shape, area: Any) -> Path:
        label = shapely.point_on_surface(area)
        return Path(shape.key, shape.name, path_of(area), round(label.x), round(label.y))


def path_of(area: Any) -> str:
    """
    >>> path_of(shapely.box(0, 0, 10, 5))
    'M10 0 10 5 0 5 0 0z'
    """
    rings = []
    for polygon in shapely.get_parts(area):
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.round(shapely.get_coordinates(ring)[:-1]).astype(int).tolist()
            rings.append("M" + " ".join(f"{x} {y}" for x, y in points) + "z")
    return "".join(rings)
