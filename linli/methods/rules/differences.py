"""What changes from one pack to another, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Described:
    """A row as people read it: what it is called, and heading to value."""

    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went or changed. `values` says what changed in it: heading, before, after."""

    section: str
    name: str
    kind: str  # added, removed, changed
    values: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        told = {"section": self.section, "name": self.name}
        if self.kind == "added":
            return _("%(section)s：新增 %(name)s") % told
        if self.kind == "removed":
            return _("%(section)s：取消 %(name)s") % told
        parts = (_("%(heading)s由“%(was)s”改为“%(now)s”") % _values(*three) for three in self.values)
        return _("%(section)s：%(name)s 的%(parts)s") % (told | {"parts": _("，").join(parts)})


def _values(heading: str, was: str, now: str) -> dict[str, str]:
    nothing = _("无")
    return {"heading": heading, "was": was or nothing, "now": now or nothing}


type Table = Mapping[str, Described]


def differences(section: str, before: Table, after: Table) -> list[Change]:
    """What changed and what is new in the order of `after`, then what is gone.

    >>> was, now = Described("甲", {"名称": "甲"}), Described("乙", {"名称": "乙"})
    >>> [str(change) for change in differences("分类", {"a": was, "c": was}, {"a": now, "b": was})]
    ['分类：乙 的名称由“甲”改为“乙”', '分类：新增 甲', '分类：取消 甲']
    """
    changes = []
    for code, row in after.items():
        if code not in before:
            changes.append(Change(section, row.name, "added"))
        elif values := _changed(before[code], row):
            changes.append(Change(section, row.name, "changed", values))
    return changes + [
        Change(section, row.name, "removed") for code, row in before.items() if code not in after
    ]


def _changed(before: Described, after: Described) -> tuple[tuple[str, str, str], ...]:
    pairs = ((heading, before.values.get(heading, ""), now) for heading, now in after.values.items())
    return tuple((heading, was, now) for heading, was, now in pairs if was != now)
