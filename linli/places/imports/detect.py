"""What a file holds, seen by its first bytes and its headings."""

from pathlib import Path

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.reading import read_rows
from linli.places.imports.columns import ADDRESSES, DIVISIONS


def kind_of(path: Path) -> str:
    """divisions, estates, buildings or grids."""
    with path.open("rb") as file:
        start = file.read(200).lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"{"):
        return "grids"
    row = next(iter(read_rows(path, renames=DIVISIONS | ADDRESSES)), None)
    headings = set(row.values) if row else set()
    if "building" in headings:
        return "buildings"
    if "estate" in headings:
        return "estates"
    if headings & {"code", "village_code", "street_code", "area_code"}:
        return "divisions"
    sentence = _(
        "看不出这是哪种表。区划表要有“代码、名称”，小区表要有“小区、所属社区代码”，楼栋表要有“楼栋”。"
    )
    raise RuleBroken("kind_unclear", sentence)
