"""This app's sections of a method pack: who should be at a place of each level, and the trades of units."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.core.actors import Level
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Section, Shape, Told
from linli.methods.terms import CODE, FILLED, Inherit
from linli.organisation.models import StaffingRule
from linli.organisation.terms import Role, UnitKind
from linli.places.pack import LEVELS_SECTION, level_words


class StaffingRow(Shape, frozen=True):
    """How many of a role each place of the level should have; `core` marks the 3 of 3+N."""

    level: Level
    role: Role
    title: Annotated[str, Meta(pattern=FILLED, max_length=40)]
    at_least: Annotated[int, Meta(ge=0, le=1000)]
    at_most: Annotated[int, Meta(ge=1, le=1000)] | None = None
    core: bool = True


class TradeRow(Shape, frozen=True):
    """A trade by which a dispatch catalogue finds the unit near a case."""

    code: Annotated[str, Meta(pattern=CODE, max_length=40)]
    name: Annotated[str, Meta(pattern=FILLED, max_length=40)]
    kind: UnitKind


def _check_staffing(content: Content, told: Told) -> None:
    levels = content.by_code(LEVELS_SECTION)
    for row in content.rows(STAFFING):
        value = row.value
        if content.lacks(LEVELS_SECTION, value.level):
            told(row, "level", unknown_name(value.level, levels, _("层级")))
        if value.at_most is not None and value.at_most < value.at_least:
            told(row, "at_most", _("at_most 是 %(most)d，比 at_least %(least)d 还小") % _bounds(value))


def _bounds(row: StaffingRow) -> dict[str, int | None]:
    return {"most": row.at_most, "least": row.at_least}


def _load_staffing(pack: Pack, content: Content) -> None:
    StaffingRule.objects.bulk_create(
        StaffingRule(
            pack=pack,
            level=row.level,
            role=row.role,
            title=row.title,
            at_least=row.at_least,
            at_most=row.at_most,
            core=row.core,
        )
        for row in content.values(STAFFING)
    )


STAFFING = Section(
    key="staffing",
    title=gettext_lazy("岗位配备"),
    shape=StaffingRow,
    code=lambda row: f"{row.level.value}.{row.role.value}.{row.title}",
    labels={
        "level": gettext_lazy("层级"),
        "title": gettext_lazy("名称"),
        "role": gettext_lazy("岗位"),
        "at_least": gettext_lazy("至少"),
        "at_most": gettext_lazy("至多"),
        "core": gettext_lazy("必配"),
    },
    shown={"level": level_words, "role": lambda role: Role(role).label},
    called=lambda row, _content: f"{level_words(row.level)} {row.title}",
    check=_check_staffing,
    load=_load_staffing,
    inherit=Inherit.WHOLE,
)

TRADES = Section(
    key="trades",
    title=gettext_lazy("承办行业"),
    shape=TradeRow,
    code=lambda row: row.code,
    labels={"code": gettext_lazy("代码"), "name": gettext_lazy("名称"), "kind": gettext_lazy("单位类型")},
    shown={"kind": lambda kind: UnitKind(kind).label},
    called=lambda row, _content: row.name,
)

SECTIONS = (TRADES, STAFFING)
