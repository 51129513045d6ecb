"""Past orders from a table: which unit really had which matter."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.mapping import load_mapping
from linli.core.sheets.reading import Row, read_rows
from linli.solvers.dispatching import Facts
from linli.triage.rules.evaluation import Past

REQUIRED = ("unit", "category")
DATED = (*REQUIRED, "received_at")


def past_orders(file: Path, mapping: Path, *, dated: bool = False) -> list[Past]:
    """The fields unit and category, and where there are such columns unit_name, group, type, subdistrict,
    community, channel, received_at (asked for by `dated`). Cells in the mapping's `nothing` are empty."""
    told = load_mapping(mapping)
    nothing = told.tables.get("nothing", ["-"])
    rows = read_rows(file, required=DATED if dated else REQUIRED, renames=told.columns)
    return [_past(row, nothing, dated) for row in rows]


def _past(row: Row, nothing: Collection[str], dated: bool) -> Past:
    def cell(name: str) -> str:
        value = row.values.get(name, "")
        return "" if value in nothing else value

    levels = [cell(name) for name in ("type", "group", "category")]
    paths = [">".join(levels[: depth + 1]) for depth in range(3) if levels[depth]]
    return Past(
        unit=cell("unit"),
        unit_name=cell("unit_name"),
        facts=Facts(tuple(reversed(paths)) or ("",), cell("subdistrict"), cell("community"), cell("channel")),
        day=_day(row, cell("received_at"), dated),
    )


def _day(row: Row, text: str, dated: bool) -> str:
    try:
        return datetime.fromisoformat(text.replace("/", "-")).date().isoformat()
    except ValueError:
        if not dated:
            return ""
    raise RuleBroken(
        "date_unreadable",
        _("第 %(line)d 行的时间“%(text)s”读不懂，请写成 2026-05-08 10:00:00 的样子。")
        % {"line": row.line, "text": text},
    )
