"""What a mapping file says about a table of past work orders; checked before the first row is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from linli.cases.terms import Channel, Kind, Outcome, Satisfaction, State
from linli.core.errors import RuleBroken
from linli.core.sheets.mapping import load_mapping

# Our fields: what a column of the file can be.
FIELDS = (
    "id", "received_at", "dispatched_at", "due_at", "closed_at",
    "subdistrict", "community", "grid", "place_name", "text", "result",
    "group", "group_name", "category", "category_name", "unit", "unit_name",
    "kind", "channel", "state", "late", "outcome", "solved", "satisfaction",
)  # fmt: skip
NEEDED = ("id", "received_at")
DEFAULTED = ("kind", "channel", "state", "outcome")
END_STATES = (State.CLOSED, State.REGISTERED)
ISO = "iso"  # 2018-02-08 15:34:40, with or without seconds or an offset

type OneOrOther = Literal["refuse", "keep"]


class _Tables(msgspec.Struct, forbid_unknown_fields=True):
    """Everything beside [columns]."""

    source: str = ""
    zone: str = ""
    dates: list[str] = []
    nothing: list[str] = []
    unknown_unit: Literal["refuse", "create"] = "refuse"
    unlocated: OneOrOther = "refuse"
    defaults: dict[str, str] = {}
    codes: dict[str, str] = {}
    kinds: dict[str, str] = {}
    channels: dict[str, str] = {}
    states: dict[str, str] = {}
    outcomes: dict[str, str] = {}
    satisfactions: dict[str, str] = {}
    late: dict[str, bool] = {}
    solved: dict[str, bool] = {}
    categories: dict[str, str] = {}
    units: dict[str, str] = {}
    places: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class CaseMapping:
    """`columns`: heading to field. `words`: by field, what a cell may say and what it means to us."""

    columns: Mapping[str, str]
    source: str
    zone: ZoneInfo
    dates: Sequence[str]
    nothing: frozenset[str]
    creates_units: bool
    keeps_unlocated: bool
    defaults: Mapping[str, str]
    category_code: str  # a pattern of {group} and {category}
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.columns.values())

    @property
    def has_answers(self) -> bool:
        return "solved" in self.fields or "satisfaction" in self.fields


def load_case_mapping(path: Path) -> CaseMapping:
    """The mapping, or the first sentence about what is wrong in it."""
    sheet = load_mapping(path)
    try:
        tables = msgspec.convert(sheet.tables, _Tables)
    except msgspec.ValidationError as fault:
        raise _wrong(path, str(fault)) from None
    _check_columns(path, set(sheet.columns.values()))
    _check_values(path, tables)
    if not tables.source or ":" in tables.source or len(tables.source) > 20:
        raise _wrong(path, _('请写明来源，例如 source = "12345"，不超过 20 个字，不含冒号'))
    return CaseMapping(
        columns=sheet.columns,
        source=tables.source,
        zone=_zone(path, tables.zone or settings.TIME_ZONE),
        dates=tables.dates or (ISO,),
        nothing=frozenset(tables.nothing),
        creates_units=tables.unknown_unit == "create",
        keeps_unlocated=tables.unlocated == "keep",
        defaults={"kind": Kind.HELP, "channel": Channel.IMPORT, "outcome": Outcome.NO_ANSWER, "state": ""}
        | tables.defaults,
        category_code=tables.codes.get("category", "{category}"),
        words={
            "kind": _own(Kind) | tables.kinds,
            "channel": _own(Channel) | tables.channels,
            "state": {str(state): str(state) for state in END_STATES} | tables.states,
            "outcome": _own(Outcome) | tables.outcomes,
            "satisfaction": _own(Satisfaction) | tables.satisfactions,
            "late": tables.late,
            "solved": tables.solved,
            "category": tables.categories,
            "unit": tables.units,
            "place": tables.places,
        },
    )


def _check_columns(path: Path, fields: set[str]) -> None:
    unknown = sorted(fields - set(FIELDS))
    missing = [name for name in NEEDED if name not in fields]
    if unknown:
        told = {"unknown": _("、").join(unknown), "known": _("、").join(FIELDS)}
        raise _wrong(path, _("[columns] 里不认识 %(unknown)s，可用的字段：%(known)s") % told)
    if missing:
        raise _wrong(path, _("[columns] 里缺少 %(missing)s") % {"missing": _("、").join(missing)})
    if "satisfaction" in fields and not fields & {"solved", "outcome"}:
        raise _wrong(path, _("有满意度却没有“是否解决”：请在 [columns] 里写上 solved 或 outcome"))


def _check_values(path: Path, tables: _Tables) -> None:
    """Every value on the right-hand side is one of ours."""
    allowed = {
        "kinds": Kind.values,
        "channels": Channel.values,
        "states": [str(state) for state in END_STATES],
        "outcomes": Outcome.values,
        "satisfactions": Satisfaction.values,
    }
    for table, values in allowed.items():
        for value in getattr(tables, table).values():
            _check_value(path, table, value, values)
    for name, value in tables.defaults.items():
        if name not in DEFAULTED:
            known = {"name": name, "known": _("、").join(DEFAULTED)}
            raise _wrong(path, _("[defaults] 里不认识 %(name)s，可用：%(known)s") % known)
        _check_value(path, "defaults", value, allowed[f"{name}s"])
    try:
        tables.codes.get("category", "").format(group="", category="")
    except (KeyError, IndexError, ValueError):
        raise _wrong(path, _("[codes] 的 category 里只能用 {group} 和 {category}")) from None


def _check_value(path: Path, table: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        told = {"table": table, "value": value, "known": _("、").join(known)}
        raise _wrong(path, _("[%(table)s] 里的“%(value)s”不认识，可用：%(known)s") % told)


def _own(choices: type[Kind | Channel | Outcome | Satisfaction]) -> dict[str, str]:
    """Our own identifiers and what people call them, for files written by ourselves."""
    return {str(label): str(value) for value, label in choices.choices} | {v: v for v in choices.values}


def _zone(path: Path, name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise _wrong(path, _("不认识的时区 %(zone)s，例如 Asia/Shanghai") % {"zone": name}) from None


def _wrong(path: Path, why: str) -> RuleBroken:
    return RuleBroken("mapping_wrong", _("对应表 %(path)s：%(why)s。") % {"path": path.name, "why": why})
