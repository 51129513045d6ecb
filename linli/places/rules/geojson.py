"""A GeoJSON FeatureCollection as areas: codes, names and outlines, whatever tool wrote it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext as _

from linli.core.actors import Level
from linli.core.errors import RuleBroken
from linli.places.rules.codes import area_level, grid_code, micro_grid_code, parent_code, plain_code
from linli.places.rules.datum import shape_to_wgs84
from linli.places.rules.numbering import reading_order
from linli.places.terms import AREAS, Datum, PlaceKind

# Properties as they are called in the field, ours first.
NAMES = {
    "code": ("code", "grid_code", "编码", "网格编码", "网格代码", "区划代码", "代码", "adcode"),
    "name": ("name", "名称", "网格名称", "网格"),
    "parent": ("community_code", "parent_code", "community", "所属社区代码", "社区代码", "上级代码"),
    "level": ("level", "层级"),
    "kind": ("kind", "类型"),
    "households": ("households", "户数"),
    "phone": ("phone", "电话"),
}
KINDS = {str(word): kind for kind in PlaceKind for word in (kind.value, kind.label)}


@dataclass(slots=True)
class Area:
    """One feature; `fault` says in a sentence why its outline cannot be used."""

    line: int  # the feature's number in the file, from 1
    level: Level
    code: str
    name: str
    parent: str  # code of the place it lies in, empty for a district
    shape: Any = None  # WGS-84
    kind: PlaceKind | None = None
    households: int | None = None
    phone: str = ""
    fault: str = ""


def read_areas(text: bytes, datum: Datum = Datum.WGS84) -> list[Area]:
    """Grids without a code are numbered in reading order within their community (domain.md N-1.1, N-1.2)."""
    areas = [_area(i, feature) for i, feature in enumerate(_features(text), start=1)]
    for area in areas:
        if area.shape is not None:
            area.shape = shape_to_wgs84(area.shape, datum)
    _number(areas)
    return areas


def _features(text: bytes) -> list[dict[str, Any]]:
    try:
        collection = json.loads(text)
        features = collection["features"]
        assert all(isinstance(feature["properties"], dict | None) for feature in features)
    except (ValueError, KeyError, TypeError, AssertionError):
        sentence = _("这个文件不是 GeoJSON 面集合（FeatureCollection）。请从地图软件里重新导出为 GeoJSON。")
        raise RuleBroken("geojson_unreadable", sentence) from None
    return list(features)


def _area(line: int, feature: Mapping[str, Any]) -> Area:
    told = feature["properties"] or {}
    values = {ours: _first(told, theirs) for ours, theirs in NAMES.items()}
    code = plain_code(values["code"])
    level = (
        next((level for level in AREAS if level == values["level"]), None) or area_level(code) or Level.GRID
    )
    households = int(values["households"]) if values["households"].isdigit() else None
    area = Area(
        line, level, code, values["name"] or code, plain_code(values["parent"]) or parent_code(code) or ""
    )
    area.kind = KINDS.get(values["kind"], PlaceKind.BASE if level == Level.GRID else None)
    area.households, area.phone = households, values["phone"]
    area.shape, area.fault = _outline(feature.get("geometry"))
    if not area.fault and level != Level.DISTRICT and not area.parent:
        area.fault = _("没有写明属于哪个社区（community_code）")
    if not area.fault and not code and level not in {Level.GRID, Level.MICRO_GRID}:
        area.fault = _("没有编码（code）")
    return area


def _first(told: Mapping[str, Any], names: Sequence[str]) -> str:
    found = (told[name] for name in names if isinstance(told.get(name), str | int))
    return next((text for value in found if (text := str(value).strip())), "")


def _outline(geometry: Any) -> tuple[Any, str]:
    """The shape, or why there is none."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        return None, _("不是一个面，请画成闭合的多边形")
    polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    if any(len(ring) < 4 or ring[0] != ring[-1] for polygon in polygons for ring in polygon):
        return None, _("边界没有闭合：最后一个点要与第一个点相同")
    shape = shapely.from_geojson(json.dumps(geometry), on_invalid="ignore")
    if shape is None or shapely.is_empty(shape):
        return None, _("边界里有读不懂的坐标")
    west, south, east, north = shapely.bounds(shape)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None, _("坐标不是经纬度，请导出为 WGS-84 或 GCJ-02 经纬度")
    return shapely.force_2d(shape), ""


def _number(areas: Sequence[Area]) -> None:
    """Codes for areas that came without one."""
    nameless: dict[tuple[Level, str], list[Area]] = defaultdict(list)
    for area in areas:
        if not area.code and not area.fault:
            nameless[area.level, area.parent].append(area)
    for (level, parent), group in nameless.items():
        make = grid_code if level == Level.GRID else micro_grid_code
        taken = {area.code for area in areas if area.parent == parent}
        labels = [shapely.point_on_surface(area.shape) for area in group]
        free = (code for n in range(1, 1_000) if (code := make(parent, n)) not in taken)
        for i in reading_order([(label.x, label.y) for label in labels]):
            group[i].code = next(free)
            group[i].name = group[i].name or group[i].code
