"""Estates and buildings from CSV or Excel, headed in Chinese; buildings find their grid by their point."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import batched
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from linli.core.actors import Actor, Level
from linli.core.sheets.reading import Row, read_rows
from linli.core.sheets.reports import ImportReport
from linli.places import locator
from linli.places.actions import PlaceLoader
from linli.places.actions.loading import BATCH, Scope
from linli.places.imports.columns import (
    ADDRESSES,
    HOUSEHOLDS,
    NUMBER,
    BadCellError,
    datum_named,
    degrees,
    not_slipped,
    whole_number,
)
from linli.places.rules.codes import plain_code
from linli.places.rules.datum import to_wgs84
from linli.places.rules.rows import PlaceRow
from linli.places.rules.tree import building_code, estate_code, number_in
from linli.places.terms import Datum


@dataclass(slots=True)
class Address:
    """One line, its cells read; what it says about its place in the tree is still codes."""

    line: int
    estate: str
    estate_code: str
    building: str
    building_code: str
    community_code: str
    grid_code: str
    point: tuple[float, float] | None
    households: int | None
    number: int | None
    phone: str
    grid_id: int | None = None


def import_estates(
    actor: Actor, path: Path, *, now: datetime, dry_run: bool, datum: str | None = None
) -> ImportReport:
    loader = PlaceLoader(actor, now=now, dry_run=dry_run)
    addresses = _addresses(path, ("estate", "community_code"), datum_named(datum), loader.report)
    rows = (row for part in addresses for address in part for row in _estate_rows(address, loader.report))
    return loader.load(rows)


def import_buildings(
    actor: Actor, path: Path, *, now: datetime, dry_run: bool, datum: str | None = None
) -> ImportReport:
    """Lines without a building are estates. A building whose point contradicts its community is refused."""
    loader = PlaceLoader(actor, now=now, dry_run=dry_run)
    rows = _building_rows(path, datum_named(datum), loader)
    return loader.load(rows)


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines of one part may refer to."""

    index: locator.MapIndex
    communities: Mapping[str, Scope]
    grids: Mapping[str, Scope]


def _building_rows(path: Path, datum: Datum, loader: PlaceLoader) -> Iterator[PlaceRow]:
    index, estates = locator.current(), set[str]()
    for part in _addresses(path, ("building",), datum, loader.report):
        located = _located(part, index)
        communities = loader.scopes(Level.COMMUNITY, {a.community_code for a in part if a.community_code})
        grids = loader.scopes(Level.GRID, {a.grid_code for a in part if a.grid_code})
        known = Known(index, communities, grids)
        for address, (community_id, grid_id) in zip(part, located, strict=True):
            try:
                _name_scopes(address, known, community_id)
                _check_point(address, known, community_id, grid_id)
                yield from _place(address, estates)
            except BadCellError as bad:
                _refuse(loader.report, address.line, bad)


def _addresses(
    path: Path, required: tuple[str, ...], datum: Datum, report: ImportReport
) -> Iterator[list[Address]]:
    for rows in batched(read_rows(path, required=required, renames=ADDRESSES), BATCH):
        part: list[Address] = []
        for row in rows:
            try:
                part.append(_address(row))
            except BadCellError as bad:
                _refuse(report, row.line, bad)
        _convert(part, datum)
        yield part


def _address(row: Row) -> Address:
    values = not_slipped(row)
    get = values.get  # cells come stripped; a column the file does not have is empty
    estate, own_code = get("estate", ""), get("estate_code", "")
    building, its_code = get("building", ""), get("building_code", "")
    if not estate and not building:
        raise BadCellError(_("小区和楼栋都是空的"))
    if max(len(estate), len(building)) > 80 or max(len(own_code), len(its_code)) > 40:
        raise BadCellError(_("名称不能超过 80 个字，编码不能超过 40 个字"))
    return Address(
        row.line,
        estate,
        own_code,
        building,
        its_code,
        plain_code(get("community_code", "")),
        get("grid_code", ""),
        degrees(values),
        whole_number(values, "households", HOUSEHOLDS),
        whole_number(values, "number", NUMBER),
        get("phone", "")[:20],
    )


def _convert(part: list[Address], datum: Datum) -> None:
    """All points of a part at once: one by one the conversion would be the slowest step."""
    placed = [address for address in part if address.point]
    if datum is Datum.WGS84 or not placed:
        return
    lon, lat = to_wgs84(
        [a.point[0] for a in placed if a.point], [a.point[1] for a in placed if a.point], datum
    )
    for address, x, y in zip(placed, lon.round(7).tolist(), lat.round(7).tolist(), strict=True):
        address.point = (x, y)


def _located(part: list[Address], index: locator.MapIndex) -> list[tuple[int, int]]:
    """Community and grid keys by point; zeros where there is no point or nothing drawn."""
    points = np.array([a.point or (np.nan, np.nan) for a in part], dtype=float).reshape(-1, 2)
    found = index.points(points[:, 0].copy(), points[:, 1].copy())
    return list(zip(found.community_ids.tolist(), found.grid_ids.tolist(), strict=True))


def _name_scopes(address: Address, known: Known, community_id: int) -> None:
    """Community and grid by what the line says; the community by its grid or its point when it says
    nothing.
    """
    if address.grid_code:
        named = known.grids.get(address.grid_code)
        if named is None:
            raise BadCellError(_("没有找到网格 %(code)s") % {"code": address.grid_code})
        address.grid_id = named.id
        address.community_code = address.community_code or known.index.code_of(named.community_id)
    address.community_code = address.community_code or known.index.code_of(community_id)
    if not address.community_code:
        raise BadCellError(_("没有所属社区代码，经纬度也不在任何已画出的社区里"))


def _check_point(address: Address, known: Known, community_id: int, grid_id: int) -> None:
    """A point that contradicts the named community is refused, one in a grid decides the grid."""
    scope = known.communities.get(address.community_code)
    if scope and community_id and scope.id != community_id:
        words = {"there": known.index.name_of(community_id)}
        raise BadCellError(_("经纬度落在%(there)s，与所属社区代码不符，请核对") % words)
    if scope and address.point and not grid_id and known.index.has_grids_in(scope.id):
        raise BadCellError(_("经纬度不在该社区的任何网格里，请核对"))
    address.grid_id = address.grid_id or grid_id or None


def _place(address: Address, estates: set[str]) -> Iterator[PlaceRow]:
    """The building, behind its estate when that was not named before."""
    if not address.building:
        yield _estate(address)
        return
    holder, level = address.community_code, Level.COMMUNITY
    if address.estate:
        holder, level = _code_of_estate(address), Level.ESTATE
        if holder not in estates:
            estates.add(holder)
            yield _estate(replace(address, point=None, households=None, number=None, phone=""), implied=True)
    lon, lat = address.point or (None, None)
    yield PlaceRow(
        address.line,
        Level.BUILDING,
        address.building_code or building_code(holder, address.building),
        address.building,
        parent_level=level,
        parent_code=holder,
        number=number_in(address.building) if address.number is None else address.number,
        lon=lon,
        lat=lat,
        households=address.households,
        phone=address.phone,
        grid_id=address.grid_id,
    )


def _code_of_estate(address: Address) -> str:
    return address.estate_code or estate_code(address.community_code, address.estate)


def _estate_rows(address: Address, report: ImportReport) -> Iterator[PlaceRow]:
    if not address.estate or not address.community_code:
        _refuse(report, address.line, BadCellError(_("小区名称或所属社区代码是空的")))
        return
    yield _estate(address)


def _estate(address: Address, *, implied: bool = False) -> PlaceRow:
    lon, lat = address.point or (None, None)
    return PlaceRow(
        address.line,
        Level.ESTATE,
        _code_of_estate(address),
        address.estate,
        parent_level=Level.COMMUNITY,
        parent_code=address.community_code,
        number=address.number,
        lon=lon,
        lat=lat,
        households=address.households,
        phone=address.phone,
        implied=implied,
    )


def _refuse(report: ImportReport, line: int, bad: BadCellError) -> None:
    report.read += 1
    report.refuse(line, str(bad))
