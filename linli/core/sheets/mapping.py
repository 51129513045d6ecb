"""A mapping file says which column of somebody else's table is which of our fields."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """`columns`: the file's heading to our field, as `read_rows` takes it. `tables`: all else in the file."""

    columns: dict[str, str]
    tables: dict[str, Any] = field(default_factory=dict)


def load_mapping(path: str | Path) -> SheetMapping:
    """From TOML: `[columns]` with `field = "heading"`, or a list where several headings are in use.

    The rest of the file belongs to whoever imports: values to be renamed, formats of dates, a fixed place.
    """
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as failure:
        raise RuleBroken(
            "mapping_unreadable",
            _("读不懂对应表 %(path)s：%(why)s。请按 TOML 格式改正后再试。") % {"path": path, "why": failure},
        ) from None
    columns = content.pop("columns", None)
    if not isinstance(columns, dict) or not columns:
        raise RuleBroken(
            "mapping_without_columns",
            _('对应表 %(path)s 里没有 [columns]。请逐行写明：字段 = "表头"。') % {"path": path},
        )
    return SheetMapping(_headings(columns), content)


def _headings(columns: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, headings in columns.items():
        for heading in [headings] if isinstance(headings, str) else headings:
            if not isinstance(heading, str) or found.setdefault(heading, name) != name:
                raise RuleBroken(
                    "mapping_not_clear",
                    _("对应表 [columns] 里的“%(heading)s”不清楚：每个表头只能对应一个字段，请改正。")
                    % {"heading": heading},
                )
    return found
