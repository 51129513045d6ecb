"""How columns are headed in the files of the field; ours first."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.errors import RuleBroken
from linli.core.sheets.reading import Row
from linli.places.terms import Datum

DIVISIONS = {
    "code": "code", "区划代码": "code", "统计用区划代码": "code", "代码": "code", "编码": "code",
    "name": "name", "名称": "name", "区划名称": "name",
    "area_code": "area_code", "区县代码": "area_code", "area": "area", "区县": "area",
    "street_code": "street_code", "街道代码": "street_code", "street": "street", "街道": "street",
    "village_code": "village_code", "社区代码": "village_code", "village": "village", "社区": "village",
    "lon": "lon", "lng": "lon", "经度": "lon", "lat": "lat", "纬度": "lat",
    "phone": "phone", "电话": "phone", "households": "households", "户数": "households",
}  # fmt: skip
ADDRESSES = {
    "estate": "estate", "小区名称": "estate", "小区": "estate",
    "estate_code": "estate_code", "小区编码": "estate_code", "小区代码": "estate_code",
    "building": "building", "楼栋名称": "building", "楼号": "building", "楼栋": "building",
    "building_code": "building_code", "楼栋编码": "building_code", "楼栋代码": "building_code",
    "community_code": "community_code", "社区代码": "community_code", "所属社区代码": "community_code",
    "grid_code": "grid_code", "所属网格代码": "grid_code", "网格代码": "grid_code", "网格编码": "grid_code",
    "lon": "lon", "lng": "lon", "经度": "lon", "lat": "lat", "纬度": "lat",
    "households": "households", "户数": "households", "number": "number", "序号": "number", "电话": "phone",
}  # fmt: skip


HOUSEHOLDS, NUMBER = gettext_lazy("户数"), gettext_lazy("序号")


class BadCellError(Exception):
    """A cell cannot be read; the sentence says which and what it should be."""


def not_slipped(row: Row) -> Mapping[str, str]:
    if row.surplus:
        raise BadCellError(_("这一行的格子比表头多，可能错了一列"))
    return row.values


def text(values: Mapping[str, str], name: str) -> str:
    """Cells come stripped; a column the file does not have is empty."""
    return values.get(name, "")


def whole_number(values: Mapping[str, str], name: str, label: Promise, most: int = 1_000_000) -> int | None:
    cell = values.get(name)
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()) or int(cell) > most:
        raise BadCellError(_("%(column)s应是整数，写的是“%(cell)s”") % {"column": label, "cell": cell[:20]})
    return int(cell)


def degrees(values: Mapping[str, str]) -> tuple[float, float] | None:
    """Longitude and latitude; None when both are empty."""
    east, north = values.get("lon", ""), values.get("lat", "")
    if not east and not north:
        return None
    try:
        lon, lat = float(east), float(north)
    except ValueError:
        raise BadCellError(_("经度和纬度应是十进制度数，例如 116.404 和 39.915")) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = -180 <= lat <= 180 and -90 <= lon <= 90
        raise BadCellError(_("经度和纬度可能填反了") if swapped else _("经度和纬度超出范围"))
    return lon, lat


def datum_named(name: str | None) -> Datum:
    """
    >>> datum_named(None), datum_named("gcj02")
    (Datum.WGS84, Datum.GCJ02)
    """
    try:
        return Datum(name or Datum.WGS84)
    except ValueError:
        words = {"datum": name, "known": _("、").join(Datum.values)}
        raise RuleBroken("datum_unknown", _("不认识的坐标系 %(datum)s，可用：%(known)s。") % words) from None
