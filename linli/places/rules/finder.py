"""Which polygon holds a point, which dot is near it: in process, no database, no clock.

One point by one costs a few microseconds: a raster knows for each cell the polygon it lies in, or the few
that cross it. An STRtree answers the rest, and many points at once.
"""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from math import ceil, floor, isfinite, sqrt

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from linli.places.rules.shapes import degrees_for

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

CELLS_PER_SHAPE = 16
CELLS_MOST = 400_000  # built in about a second
CANDIDATES_MOST = 8  # in a cell with more, the tree is faster than asking each
NOBODY, ASK_TREE = -1, -2  # of a cell; below: the candidates of the cell, counted downwards


class PolygonFinder:
    """Answers with the index of the polygon, the lowest where two meet, or -1."""

    def __init__(self, shapes: Sequence[object]) -> None:
        self._shapes = np.array(list(shapes), dtype=object)
        shapely.prepare(self._shapes)
        # Prepared shapes finish themselves at the first question: ask now, before threads do at once.
        box = shapely.bounds(self._shapes) if len(self._shapes) else np.zeros((0, 4))
        shapely.intersects_xy(self._shapes, (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2)
        self._tree = STRtree(self._shapes)
        west, south, east, north = shapely.total_bounds(self._shapes) if len(self._shapes) else (0, 0, -1, -1)
        self._west, self._south, self._east, self._north = (
            float(west),
            float(south),
            float(east),
            float(north),
        )
        self._rule_cells()

    def __len__(self) -> int:
        return len(self._shapes)

    def at(self, lon: float, lat: float) -> int:
        if not (self._west <= lon <= self._east and self._south <= lat <= self._north):
            return -1
        column = min(int((lon - self._west) * self._per_lon), self._columns - 1)
        row = min(int((lat - self._south) * self._per_lat), self._rows - 1)
        known = self._cells[row * self._columns + column]
        if known >= NOBODY:
            return known
        if known == ASK_TREE:
            hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
            return int(hits.min()) if len(hits) else -1
        for i in self._candidates[ASK_TREE - 1 - known]:
            if shapely.intersects_xy(self._shapes[i], lon, lat):
                return i
        return -1

    def at_many(self, lon: Floats, lat: Floats) -> Ints:
        found = np.full(len(lon), -1, dtype=np.int64)
        inside = (lon >= self._west) & (lon <= self._east) & (lat >= self._south) & (lat <= self._north)
        where = np.flatnonzero(inside)
        column = np.minimum(((lon[where] - self._west) * self._per_lon).astype(np.int64), self._columns - 1)
        row = np.minimum(((lat[where] - self._south) * self._per_lat).astype(np.int64), self._rows - 1)
        found[where] = np.frombuffer(self._cells, dtype=np.int32)[row * self._columns + column]
        unsure = where[found[where] < NOBODY]
        points, polygons = self._tree.query(shapely.points(lon[unsure], lat[unsure]), predicate="intersects")
        lowest = np.full(len(unsure), len(self._shapes), dtype=np.int64)
        np.minimum.at(lowest, points, polygons)
        found[unsure] = np.where(lowest < len(self._shapes), lowest, -1)
        return found

    def _rule_cells(self) -> None:
        """Cells wholly inside one polygon carry its index, the others what is to be asked."""
        wide, high = max(self._east - self._west, 1e-9), max(self._north - self._south, 1e-9)
        wanted = min(max(len(self._shapes), 1) * CELLS_PER_SHAPE, CELLS_MOST)
        self._columns = max(1, min(wanted, ceil(sqrt(wanted * wide / high))))
        self._rows = max(1, wanted // self._columns)
        self._per_lon, self._per_lat = self._columns / wide, self._rows / high
        row, column = (part.ravel() for part in np.mgrid[: self._rows, : self._columns])
        # A hair wider than the cell, so that rounding at its edge can never name the wrong polygon.
        hair = 1e-9
        west, south = self._west + column / self._per_lon, self._south + row / self._per_lat
        boxes = shapely.box(
            west - hair, south - hair, west + 1 / self._per_lon + hair, south + 1 / self._per_lat + hair
        )
        cell, polygon = self._tree.query(boxes)
        crossing = shapely.intersects(self._shapes[polygon], boxes[cell])
        cell, polygon = cell[crossing], polygon[crossing]
        order = np.lexsort((polygon, cell))
        self._fill_cells(boxes, cell[order], polygon[order])

    def _fill_cells(self, boxes: NDArray[np.object_], cell: Ints, polygon: Ints) -> None:
        """`cell` and `polygon`: each pair that meets, sorted."""
        self._cells = array("i", [NOBODY]) * len(boxes)
        self._candidates: list[tuple[int, ...]] = []
        held = shapely.contains_properly(self._shapes[polygon], boxes[cell]).tolist()
        starts = np.flatnonzero(np.diff(cell, prepend=-1)).tolist()
        meets = polygon.tolist()
        for start, end in zip(starts, [*starts, len(meets)][1:], strict=True):
            here = int(cell[start])
            if held[start]:  # the lowest of those that meet it holds it whole
                self._cells[here] = meets[start]
            elif end - start > CANDIDATES_MOST:
                self._cells[here] = ASK_TREE
            else:
                self._cells[here] = ASK_TREE - 1 - len(self._candidates)
                self._candidates.append(tuple(meets[start:end]))


class NearFinder:
    """Answers with the index of the nearest dot within `reach_m` metres, or -1. Good for one district, not
    a continent.
    """

    def __init__(self, lon: Sequence[float], lat: Sequence[float], reach_m: float) -> None:
        self._lon, self._lat = list(lon), list(lat)
        middle = sum(self._lat) / len(self._lat) if self._lat else 0.0
        self._wide, self._high = degrees_for(reach_m, middle)
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for i, (x, y) in enumerate(zip(self._lon, self._lat, strict=True)):
            self._cells[floor(x / self._wide), floor(y / self._high)].append(i)

    def nearest(self, lon: float, lat: float) -> int:
        if not (isfinite(lon) and isfinite(lat)):
            return -1
        best, best_d2 = -1, 1.0
        column, row = floor(lon / self._wide), floor(lat / self._high)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                for i in self._cells.get((x, y), ()):
                    d2 = ((self._lon[i] - lon) / self._wide) ** 2 + ((self._lat[i] - lat) / self._high) ** 2
                    if d2 < best_d2:
                        best, best_d2 = i, d2
        return best
