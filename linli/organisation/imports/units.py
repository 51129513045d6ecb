"""Units by their code; a parent may stand further down in the file."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.core.actors import Actor
from linli.core.sheets.reading import read_rows
from linli.core.sheets.reports import ImportReport
from linli.organisation import actions
from linli.organisation.imports.cells import Values, bad, named, place_of, places_named
from linli.organisation.imports.running import CHANGED, CREATED, UNCHANGED, Run, in_one_or_none
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.models import Place

UNITS = {
    "单位代码": "code", "代码": "code", "code": "code",
    "单位名称": "name", "名称": "name", "name": "name",
    "类别": "kind", "单位类别": "kind", "kind": "kind",
    "行业代码": "trade", "行业": "trade", "trade": "trade",
    "上级单位代码": "parent", "parent": "parent",
    "所在地代码": "place", "地方代码": "place", "place": "place",
    "电话": "phone", "phone": "phone",
}  # fmt: skip


def import_units(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """Units by their code; a parent may stand further down in the file."""
    run = Run(actor, now)
    rows = list(read_rows(path, required=("code", "name", "kind"), renames=UNITS))
    run.report.read = len(rows)
    places = places_named(rows)

    def all_rows() -> ImportReport:
        good = run.each(rows, lambda values: _put_unit(run, values, places, with_parent=False))
        run.each(good, lambda values: _put_unit(run, values, places, with_parent=True))
        return run.finish()

    return in_one_or_none(all_rows, dry_run)


def _put_unit(run: Run, values: Values, places: Mapping[str, Place], *, with_parent: bool) -> str:
    code = values["code"][:40]
    unit = Unit.objects.select_related("place", "parent").filter(code=code).first()
    parent_code = values.get("parent", "")
    parent = unit.parent if unit else None
    if with_parent and parent_code:
        parent = Unit.objects.filter(code=parent_code).exclude(code=code).first()
        if parent is None:
            raise bad(_("没有代码为 %(code)s 的上级单位") % {"code": parent_code})
    row: dict[str, Any] = {
        "name": values["name"][:80],
        "kind": named(values["kind"], UnitKind.choices, _("单位类别")),
        "trade": values.get("trade", "")[:40],
        "phone": values.get("phone", "")[:20],
        "place": place_of(values, places),
        "parent": parent,
    }
    if unit is None:
        actions.add_unit(run.actor, code=code, **row, now=run.now)
        return CREATED
    return CHANGED if actions.change_unit(run.actor, unit, **row, now=run.now) else UNCHANGED
