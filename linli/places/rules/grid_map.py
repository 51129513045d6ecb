"""A map of grids that can be trusted: each point of a community lies in exactly one grid, each building in
one.

Source: domain.md N-1.2 (Xi'an DB6101/T 3185-2024): a grid lies in exactly one community; closed, no gap, no
overlap. A map that breaks this is refused with every offender named, so that whoever drew it can go and
mend it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely import STRtree

from linli.places.rules.codes import short_codes
from linli.places.rules.shapes import in_metres

OVERLAP_M2 = 20.0  # what two drawers may disagree about along a common edge
GAP_M2 = 150.0
SLIVER_M = 0.5  # overlaps and gaps thinner than this are rounding of coordinates, not drawing
SLIT_M = 5.0  # two grids are meant to touch when they come as close as this


@dataclass(frozen=True, slots=True)
class Drawn:
    """One grid as drawn: its code, the code of its community, its shape in WGS-84."""

    code: str
    community: str
    shape: Any


@dataclass(frozen=True, slots=True)
class Community:
    code: str
    name: str
    shape: Any = None  # None: nobody has drawn it yet


@dataclass(frozen=True, slots=True)
class Dot:
    """A building: what people call it, and where it is."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Offence:
    kind: str  # invalid, overlap, outside, gap, orphan
    sentence: str
    codes: tuple[str, ...] = field(default=())
    area_m2: float = 0.0


def offences(
    grids: Sequence[Drawn],
    communities: Sequence[Community] = (),
    buildings: Sequence[Dot] = (),
    *,
    overlap_m2: float = OVERLAP_M2,
    gap_m2: float = GAP_M2,
) -> list[Offence]:
    """Everything wrong with a set of grids, in the order of the input; an empty list is a good map.

    A grid whose outline crosses itself is named and left out of the other checks.
    """
    found = [offence for grid in grids if (offence := _broken(grid))]
    broken = {offence.codes[0] for offence in found}
    whole = [grid for grid in grids if grid.code not in broken]
    if not whole:
        return found
    shapes = np.array([grid.shape for grid in whole], dtype=object)
    lat = float(np.mean(shapely.bounds(shapes)[:, (1, 3)]))
    flat = in_metres(shapes, lat)
    drawn = {c.code: c for c in communities}
    outlines = {c.code: in_metres(np.array([c.shape]), lat)[0] for c in communities if c.shape is not None}
    found += _overlaps(whole, flat, overlap_m2)
    found += _crossings(whole, flat, outlines, drawn, overlap_m2)
    found += _gaps(whole, flat, outlines, drawn, gap_m2)
    found += _orphans(shapes, buildings)
    return found


def _broken(grid: Drawn) -> Offence | None:
    if shapely.get_type_id(grid.shape) not in {3, 6} or shapely.is_empty(grid.shape):
        return Offence(
            "invalid", _("%(grid)s 不是一个面，请画成闭合的多边形") % {"grid": grid.code}, (grid.code,)
        )
    if shapely.is_valid(grid.shape):
        return None
    why = shapely.is_valid_reason(grid.shape)
    spot = why[why.find("[") + 1 : why.rfind("]")].replace(" ", ", ") if "[" in why else "?"
    words = {"grid": grid.code, "spot": spot}
    return Offence("invalid", _("网格 %(grid)s 的边界自相交，位置在 %(spot)s 附近") % words, (grid.code,))


def _overlaps(grids: Sequence[Drawn], flat: NDArray[np.object_], tolerance_m2: float) -> Iterator[Offence]:
    first, second = STRtree(flat).query(flat, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    common = shapely.intersection(flat[first], flat[second])
    for a, b, shape in zip(first, second, common, strict=True):
        if _counts(shape, tolerance_m2):
            codes = (grids[a].code, grids[b].code)
            one, other = short_codes(*codes)
            words = {"one": one, "other": other, "area": people_m2(shape.area)}
            sentence = _("网格 %(one)s 与 %(other)s 重叠 %(area)s m²") % words
            yield Offence("overlap", sentence, codes, float(shape.area))


def _crossings(
    grids: Sequence[Drawn],
    flat: NDArray[np.object_],
    outlines: dict[str, Any],
    communities: dict[str, Community],
    tolerance_m2: float,
) -> Iterator[Offence]:
    for grid, shape in zip(grids, flat, strict=True):
        outline = outlines.get(grid.community)
        if outline is None:
            continue
        outside = shapely.difference(shape, outline)
        if _counts(outside, tolerance_m2):
            name = communities[grid.community].name
            words = {
                "grid": short_codes(grid.code, grid.community)[0],
                "community": name,
                "area": people_m2(outside.area),
            }
            sentence = _("网格 %(grid)s 超出%(community)s边界 %(area)s m²") % words
            yield Offence("outside", sentence, (grid.code,), float(outside.area))


def _gaps(
    grids: Sequence[Drawn],
    flat: NDArray[np.object_],
    outlines: dict[str, Any],
    communities: dict[str, Community],
    tolerance_m2: float,
) -> Iterator[Offence]:
    """Ground of a community that lies in no grid: within its outline, or, undrawn, holes and slits between
    its grids.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for i, grid in enumerate(grids):
        members[grid.community].append(i)
    tree = STRtree(flat)
    for code, own in members.items():
        together = shapely.union_all(flat[own])
        ground = outlines[code] if code in outlines else _filled(together)
        rest = shapely.difference(ground, together)
        if shapely.is_empty(rest):
            continue
        if code not in outlines:  # a hole may be somebody else's ground
            others = flat[tree.query(rest, predicate="intersects")]
            rest = shapely.difference(rest, shapely.union_all(others))
        for part in shapely.get_parts(rest):
            if _counts(part, tolerance_m2):
                yield _gap(part, grids, flat, own, communities.get(code))


def _gap(
    part: Any, grids: Sequence[Drawn], flat: NDArray[np.object_], own: list[int], community: Community | None
) -> Offence:
    near = [i for i in own if shapely.dwithin(flat[i], part, 1.0)]
    codes = tuple(grids[i].code for i in near)
    words = {
        "community": community.name if community else _("社区"),
        "area": people_m2(part.area),
        "grids": _("、").join(short_codes(*codes)) if codes else "–",
    }
    sentence = _("%(community)s有 %(area)s m² 不在任何网格里，紧邻网格 %(grids)s") % words
    return Offence("gap", sentence, codes, float(part.area))


def _orphans(shapes: NDArray[np.object_], buildings: Sequence[Dot]) -> Iterator[Offence]:
    if not buildings:
        return
    points = shapely.points([(b.lon, b.lat) for b in buildings])
    held = np.zeros(len(buildings), dtype=bool)
    held[STRtree(shapes).query(points, predicate="intersects")[0]] = True
    for building, inside in zip(buildings, held, strict=True):
        if not inside:
            yield Offence("orphan", _("%(building)s 不在任何网格里") % {"building": building.name})


def _filled(shape: Any) -> Any:
    """The shape with its holes filled and slits under SLIT_M closed; corners stay as they are."""
    closed = shape.buffer(SLIT_M / 2, join_style="mitre").buffer(-SLIT_M / 2, join_style="mitre")
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(closed)]
    return shapely.union_all(parts)


def _counts(shape: Any, tolerance_m2: float) -> bool:
    """Is this piece of ground large enough, and broad enough, to be somebody's mistake?"""
    area = shapely.area(shape)
    return bool(area > tolerance_m2 and 2 * area / shapely.length(shape) > SLIVER_M)


def people_m2(area: float) -> str:
    """
    >>> people_m2(1240.4), people_m2(83.2)
    ('1 240', '83')
    """
    return f"{area:,.0f}".replace(",", " ")
