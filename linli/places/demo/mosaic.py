"""The whole map of areas: cut in three depths, then laid out anew from the border lines alone.

Laying it out from the lines is what makes it exact: neighbours share their border's very points, so that
there is no gap and no overlap, however small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import shapely

from linli.places.demo.cutting import Cut, Piece, cut_up, outline, parted, people_in, river
from linli.places.demo.figures import GRIDS_LEAST, GRIDS_MOST, HEIGHT_M, WIDTH_M, Figures, shared_out

STEP_M = 0.01  # borders are drawn to the centimetre
PEOPLE_DOTS = 400  # for each grid


@dataclass(frozen=True, slots=True)
class Mosaic:
    """Metres around the middle. `subdistricts[i][j]` is the list of the grids of a community."""

    outline: Any
    river: Any
    cuts: Sequence[Cut]
    subdistricts: Sequence[Sequence[Sequence[Any]]]


def mosaic(figures: Figures, rng: Random) -> Mosaic:
    width, height = WIDTH_M * figures.size, HEIGHT_M * figures.size
    ground = outline(rng, width, height)
    water = river(rng, width, height)
    people = people_in(ground, rng, PEOPLE_DOTS * figures.grids, 0.3 * width)
    banks = parted(Piece(ground, people), water)
    assert banks is not None, "the river crosses the district once"
    north, south = sorted(banks, key=lambda bank: -bank.shape.centroid.y)
    plan = _plan(figures, rng)
    here = _north_of_river(plan, len(north.people) / len(people))
    cuts: list[Cut] = []
    drafts = _deeper(north, plan[:here], rng, cuts) + _deeper(south, plan[here:], rng, cuts)
    borders = [ground.exterior, water.intersection(ground), *(cut.line for cut in cuts)]
    faces = _faces(borders, [grid for sub in drafts for community in sub for grid in community])
    filled = iter(faces)
    return Mosaic(
        ground,
        water.intersection(ground),
        cuts,
        [[[next(filled) for _ in community] for community in sub] for sub in drafts],
    )


def _plan(figures: Figures, rng: Random) -> list[list[int]]:
    """The number of grids of each community of each subdistrict."""
    grids = shared_out(figures.grids, figures.communities, rng, GRIDS_LEAST, GRIDS_MOST)
    least = max(1, figures.communities // figures.subdistricts - 2)
    sizes = shared_out(figures.communities, figures.subdistricts, rng, least, least + 5)
    rest = iter(grids)
    return [[next(rest) for _ in range(size)] for size in sizes]


def _north_of_river(plan: Sequence[Sequence[int]], share: float) -> int:
    """How many subdistricts lie on the north bank, so that grids are about as large on both."""
    weights = [sum(communities) for communities in plan]
    return min(range(1, len(plan)), key=lambda n: abs(sum(weights[:n]) / sum(weights) - share))


def _deeper(
    bank: Piece, plan: Sequence[Sequence[int]], rng: Random, cuts: list[Cut]
) -> list[list[list[Any]]]:
    made = []
    subdistricts, roads = cut_up(bank, [sum(communities) for communities in plan], "subdistrict", rng)
    cuts += roads
    for (subdistrict, _weight), communities in zip(subdistricts, plan, strict=True):
        parts, streets = cut_up(subdistrict, communities, "community", rng)
        cuts += streets
        own = []
        for community, grids in parts:
            pieces, lanes = cut_up(community, [1] * grids, "grid", rng)
            cuts += lanes
            own.append([piece.shape for piece, _one in pieces])
        made.append(own)
    return made


def _faces(borders: Sequence[Any], drafts: Sequence[Any]) -> list[Any]:
    """The drafts again, in order, bounded by shared points."""
    noded = shapely.union_all(np.array(borders, dtype=object), grid_size=STEP_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    tree = shapely.STRtree(drafts)
    inner, found = tree.query(shapely.point_on_surface(faces), predicate="within")
    by_draft = {int(draft): faces[int(face)] for face, draft in zip(inner, found, strict=True)}
    assert len(faces) == len(drafts) == len(by_draft), "every piece has exactly one face"
    return [by_draft[n] for n in range(len(drafts))]
