"""What changes from one pack to another, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went or changed. `keys` says what changed in it: heading, before, after."""

    section: str
    code: str
    kind: str  # added, removed, changed
    name: str = ""
    keys: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        told = {"section": self.section, "code": self.code, "name": f" {self.name}" if self.name else ""}
        if self.kind == "added":
            return _("%(section)s：新增 %(code)s%(name)s") % told
        if self.kind == "removed":
            return _("%(section)s：取消 %(code)s%(name)s") % told
        parts = [
            _("%(key)s %(was)s → %(now)s") % {"key": k, "was": w or "–", "now": n or "–"}
            for k, w, n in self.keys
        ]
        return _("%(section)s：%(code)s%(name)s 改变，%(parts)s") % (told | {"parts": "；".join(parts)})


type Table = Mapping[str, Mapping[str, str]]  # code: heading: value in words


def differences(section: str, before: Table, after: Table) -> list[Change]:
    """
    >>> [str(c) for c in differences("分类", {"a": {"名称": "甲"}}, {"a": {"名称": "乙"}, "b": {}})]
    ['分类：a 改变，名称 甲 → 乙', '分类：新增 b']
    """
    changes = []
    for code, row in after.items():
        if code not in before:
            changes.append(Change(section, code, "added", row.get(_("名称"), "")))
            continue
        keys = tuple(
            (key, before[code].get(key, ""), now)
            for key, now in row.items()
            if before[code].get(key, "") != now
        )
        if keys:
            changes.append(Change(section, code, "changed", keys=keys))
    gone = [code for code in before if code not in after]
    return changes + [Change(section, code, "removed", before[code].get(_("名称"), "")) for code in gone]
