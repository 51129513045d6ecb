"""The 12-digit division list: one code and name a line, or a line with district, subdistrict and
community.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from linli.core.actors import Actor, Level
from linli.core.sheets.reading import read_rows
from linli.core.sheets.reports import ImportReport
from linli.places.actions import PlaceLoader
from linli.places.imports.columns import (
    DIVISIONS,
    HOUSEHOLDS,
    BadCellError,
    degrees,
    not_slipped,
    text,
    whole_number,
)
from linli.places.rules.codes import PARENT_DIGITS, division_level, plain_code
from linli.places.rules.rows import PlaceRow
from linli.places.rules.tree import kind_by_name
from linli.places.terms import AREAS

# The columns of a line that names three levels, widest first.
NESTED = (("area_code", "area"), ("street_code", "street"), ("village_code", "village"))


def import_divisions(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """Districts, subdistricts and communities by their codes, in any order; provinces and cities are
    refused.
    """
    loader = PlaceLoader(actor, now=now, dry_run=dry_run)
    return loader.load(_rows(path, loader.report))


def _rows(path: Path, report: ImportReport) -> Iterator[PlaceRow]:
    for row in read_rows(path, renames=DIVISIONS):
        try:
            values = not_slipped(row)
            yield from _nested(row.line, values) if "village_code" in values else _single(row.line, values)
        except BadCellError as bad:
            report.read += 1
            report.refuse(row.line, str(bad))


def _single(line: int, values: Mapping[str, str]) -> Iterator[PlaceRow]:
    yield _place(line, text(values, "code"), text(values, "name"), values)


def _nested(line: int, values: Mapping[str, str]) -> Iterator[PlaceRow]:
    for code, name in NESTED[:-1]:
        if text(values, code) and text(values, name):
            yield _place(line, text(values, code), text(values, name), {}, implied=True)
    code, name = NESTED[-1]
    yield _place(line, text(values, code), text(values, name), values)


def _place(line: int, code: str, name: str, values: Mapping[str, str], *, implied: bool = False) -> PlaceRow:
    level = division_level(code)
    if level is None:
        raise BadCellError(
            _("“%(code)s”不是区县、街道或社区的区划代码（6、9 或 12 位数字）") % {"code": code[:20]}
        )
    if not name or len(name) > 80:
        raise BadCellError(_("名称是空的，或超过 80 个字"))
    code = plain_code(code)
    lon, lat = degrees(values) or (None, None)
    above = code[: PARENT_DIGITS.get(level, 0)]
    return PlaceRow(
        line,
        level,
        code,
        name,
        parent_level=AREAS[AREAS.index(level) - 1] if above else None,
        parent_code=above,
        kind=kind_by_name(name) if level == Level.SUBDISTRICT else None,
        number=int(code[-3:]),
        lon=lon,
        lat=lat,
        households=whole_number(values, "households", HOUSEHOLDS),
        phone=text(values, "phone")[:20],
        implied=implied,
    )
