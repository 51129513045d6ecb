"""Files to places: `linli import places FILE`, or by name divisions, estates, buildings, grids."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.actors import Actor
from linli.core.errors import RuleBroken
from linli.core.sheets.importers import Importer, Option
from linli.core.sheets.reports import ImportReport
from linli.places.imports.addresses import import_buildings, import_estates
from linli.places.imports.detect import kind_of
from linli.places.imports.divisions import import_divisions
from linli.places.imports.grids import import_grids
from linli.places.terms import Datum

type Run = Callable[..., ImportReport]

RUNS: dict[str, Run] = {
    "divisions": import_divisions,
    "estates": import_estates,
    "buildings": import_buildings,
    "grids": import_grids,
}


def import_places(
    actor: Actor,
    path: Path,
    *,
    now: datetime,
    dry_run: bool,
    kind: str | None = None,
    datum: str | None = None,
) -> ImportReport:
    """The kind of file is seen by its content unless it is named."""
    kind = kind or kind_of(path)
    if kind not in RUNS:
        words = {"kind": kind, "known": _("、").join(RUNS)}
        raise RuleBroken("kind_unknown", _("不认识的类型 %(kind)s，可用：%(known)s。") % words)
    given: dict[str, Any] = {} if kind == "divisions" else {"datum": datum}
    return RUNS[kind](actor, path, now=now, dry_run=dry_run, **given)


_DATUM = Option("datum", gettext_lazy("坐标系：wgs84（默认，天地图、GPS）或 gcj02（高德、腾讯）"))
_KIND = Option("kind", gettext_lazy("文件类型：divisions、estates、buildings、grids；不写则看内容"))

IMPORTS: dict[str, Importer] = {
    "places": Importer(
        "places", gettext_lazy("区划、小区、楼栋或网格，按内容识别"), import_places, (_KIND, _DATUM)
    ),
    "divisions": Importer("divisions", gettext_lazy("12 位区划代码表（CSV、Excel）"), import_divisions),
    "estates": Importer("estates", gettext_lazy("小区表（CSV、Excel）"), import_estates, (_DATUM,)),
    "buildings": Importer("buildings", gettext_lazy("楼栋表（CSV、Excel）"), import_buildings, (_DATUM,)),
    "grids": Importer("grids", gettext_lazy("网格或辖区边界（GeoJSON）"), import_grids, (_DATUM,)),
}

__all__ = ["IMPORTS", "RUNS", "Datum", "import_places"]
