"""Outlines of areas from a map file: refused as a whole when the map cannot be trusted."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

import shapely
from django.db import transaction
from django.utils.translation import gettext as _

from linli.core.actors import Actor, Level
from linli.core.sheets.reports import ImportReport
from linli.places.actions._common import check_may_manage
from linli.places.actions.loading import PlaceLoader
from linli.places.actions.standing import drawn_grids, relocate_buildings, standing_buildings
from linli.places.models import Place
from linli.places.rules.geojson import Area
from linli.places.rules.grid_map import Community, Dot, Drawn, Offence, offences
from linli.places.rules.rows import PlaceRow
from linli.places.rules.shapes import outline_of, shape_of
from linli.places.terms import AREAS

# Published outlines of wider areas are simplified: they differ by a hectare along a common border.
WIDE_OVERLAP_M2 = 20_000.0
WIDER = dict(zip(AREAS[1:], AREAS, strict=False))


def load_areas(actor: Actor, areas: Sequence[Area], *, now: datetime, dry_run: bool = False) -> ImportReport:
    """Make or change areas by their codes and give them outlines; then buildings learn which grid they
    stand in.

    All or nothing: with one offender (open, crossing itself, overlapping, leaving a gap, leaving its
    community, a building in no grid, no such community) nothing is written and the report names them all.
    """
    check_may_manage(actor, None, "load_areas")
    refused = _faults(areas) + _strangers(areas) + _offences(areas)
    if refused:
        report = ImportReport()
        report.read = len(areas)
        for line, sentence in refused:
            report.refuse(line, sentence)
        return report
    together: AbstractContextManager[object] = nullcontext() if dry_run else transaction.atomic()
    with together:
        report = PlaceLoader(actor, now=now, dry_run=dry_run).load(_row(area) for area in areas)
        if not dry_run and any(area.level == Level.GRID for area in areas):
            relocate_buildings(actor, {area.parent for area in areas if area.level == Level.GRID}, now=now)
    return report


def _faults(areas: Sequence[Area]) -> list[tuple[int, str]]:
    return [(area.line, (area.name or area.code) + _("：") + area.fault) for area in areas if area.fault]


def _strangers(areas: Sequence[Area]) -> list[tuple[int, str]]:
    """Areas whose parent neither exists nor comes in the same file; codes that come twice."""
    refused: list[tuple[int, str]] = []
    known: set[tuple[str, str]] = {(area.level, area.code) for area in areas}
    asked = {area.parent for area in areas}
    today = Place.objects.filter(code__in=asked, level__in=AREAS, valid_to=None)
    known |= set(today.values_list("level", "code"))
    seen: set[tuple[str, str]] = set()
    for area in areas:
        wider = WIDER.get(area.level)
        if wider and area.parent and (wider, area.parent) not in known:
            refused.append((area.line, _("没有找到上级 %(code)s，请先导入上级") % {"code": area.parent}))
        if area.code and (area.level, area.code) in seen:
            refused.append((area.line, _("编码 %(code)s 在文件里出现了两次") % {"code": area.code}))
        seen.add((area.level, area.code))
    return refused


def _offences(areas: Sequence[Area]) -> list[tuple[int, str]]:
    found: list[Offence] = []
    for level in AREAS:
        drawn = [Drawn(a.code, a.parent, a.shape) for a in areas if a.level == level and a.shape is not None]
        if drawn and level == Level.GRID:
            found += _grid_offences(drawn)
        elif drawn:
            found += offences(drawn, overlap_m2=WIDE_OVERLAP_M2, gap_m2=float("inf"))
    lines = {area.code: area.line for area in areas}
    return [(next((lines[code] for code in each.codes if code in lines), 0), each.sentence) for each in found]


def _grid_offences(drawn: list[Drawn]) -> list[Offence]:
    """Of the file's grids together with the grids that stay; trouble among the latter is not this file's."""
    ours = {grid.code for grid in drawn}
    codes = {grid.community for grid in drawn}
    whole = [grid.shape for grid in drawn if shapely.is_valid(grid.shape)]
    staying = [grid for grid in drawn_grids(codes, whole) if grid.code not in ours]
    communities = Place.objects.filter(level=Level.COMMUNITY, code__in=codes, valid_to=None)
    known = [Community(c.code, c.name, shape_of(c.shape) if c.shape else None) for c in communities]
    dots = [Dot(str(b), b.lon, b.lat) for b in standing_buildings(codes)]
    found = offences(drawn + staying, known, dots)
    return [each for each in found if not each.codes or ours.intersection(each.codes)]


def _row(area: Area) -> PlaceRow:
    digits = area.code[len(area.parent) :] if area.code.startswith(area.parent) else ""
    return PlaceRow(
        line=area.line,
        level=area.level,
        code=area.code,
        name=area.name,
        parent_level=WIDER.get(area.level),
        parent_code=area.parent,
        kind=area.kind,
        number=int(digits) if digits.isdigit() and len(digits) <= 6 else None,
        households=area.households,
        phone=area.phone,
        outline=outline_of(area.shape),
    )
