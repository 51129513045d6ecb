"""How fast a point finds its grid among 10 000 polygons: `python bench/locate.py [--quick]`.

Needs no database: the polygons are a seeded, crooked chessboard over a district. One line a figure,
tab-separated: metric, value, unit, budget, ok or short. Budgets: docs of the design, "point -> grid among
10 000 polygons".
"""

import argparse
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import shapely

sys.path.pop(0)  # this folder, whose queue.py is not the library of that name
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from linli.places.rules.finder import NearFinder, PolygonFinder

SIDE = 100  # squares a side: 10 000 polygons
WEST, SOUTH, SPAN = 110.0, 35.0, 0.5
BUDGET_ONE_US = 15.0
BUDGET_BULK = 300_000.0


def crooked_chessboard(side: int, rng: np.random.Generator) -> list[shapely.Polygon]:
    """Polygons without gap or overlap; every edge has a knee, so that none is a rectangle."""
    step = SPAN / side
    knots = np.stack(np.meshgrid(np.arange(2 * side + 1), np.arange(2 * side + 1), indexing="ij"), axis=-1)
    knots = knots * (step / 2) + np.array([WEST, SOUTH]) + rng.uniform(-step / 8, step / 8, knots.shape)
    ring = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)]
    return [
        shapely.Polygon([knots[2 * i + di, 2 * j + dj] for di, dj in ring])
        for i in range(side)
        for j in range(side)
    ]


def row(metric: str, value: float, unit: str, budget: float | None, *, at_most: bool = True) -> None:
    good = budget is None or (value <= budget if at_most else value >= budget)
    told = "" if budget is None else f"{budget:g}"
    print(f"{metric}\t{value:.6g}\t{unit}\t{told}\t{'ok' if good else 'short'}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer points, a few seconds")
    quick = parser.parse_args().quick
    rng = np.random.default_rng(20260508)
    shapes = crooked_chessboard(SIDE, rng)
    wall = perf_counter()
    finder = PolygonFinder(shapes)
    row("locate.build_index", perf_counter() - wall, "s", None)
    points = rng.uniform((WEST, SOUTH), (WEST + SPAN, SOUTH + SPAN), (20_000 if quick else 200_000, 2))
    one_by_one(finder, points)
    in_bulk(finder, rng.uniform((WEST, SOUTH), (WEST + SPAN, SOUTH + SPAN), (10**5 if quick else 10**6, 2)))
    nearest(rng, points)


def one_by_one(finder: PolygonFinder, points: np.ndarray) -> None:
    pairs = points.tolist()
    wall, cpu = perf_counter(), process_time()
    for lon, lat in pairs:
        finder.at(lon, lat)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    row("locate.one_point", wall / len(pairs) * 1e6, "us", BUDGET_ONE_US)
    row("locate.one_point_cpu", cpu / len(pairs) * 1e6, "us", BUDGET_ONE_US)


def in_bulk(finder: PolygonFinder, points: np.ndarray) -> None:
    wall, cpu = perf_counter(), process_time()
    found = finder.at_many(points[:, 0], points[:, 1])
    wall, cpu = perf_counter() - wall, process_time() - cpu
    row("locate.bulk", len(points) / wall, "points/s", BUDGET_BULK, at_most=False)
    row("locate.bulk_cpu", cpu / len(points) * 1e6, "us/point", None)
    row("locate.inside_share", float((found >= 0).mean()), "share", None)


def nearest(rng: np.random.Generator, points: np.ndarray) -> None:
    """The building within 60 m of a point, 100 000 buildings."""
    dots = rng.uniform((WEST, SOUTH), (WEST + SPAN, SOUTH + SPAN), (100_000, 2))
    finder = NearFinder(dots[:, 0].tolist(), dots[:, 1].tolist(), 60.0)
    pairs = points.tolist()
    wall = perf_counter()
    for lon, lat in pairs:
        finder.nearest(lon, lat)
    row("locate.nearest_building", (perf_counter() - wall) / len(pairs) * 1e6, "us", None)


if __name__ == "__main__":
    main()
