"""This app's section of a method pack: the levels of places and what they are called."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.core.actors import Level
from linli.methods.models import Pack
from linli.methods.sections import Content, Section, Shape, Told
from linli.methods.terms import FILLED, LINE, Inherit
from linli.places.models import LevelTitle
from linli.places.terms import LEVELS

LEVEL_WORDS = {
    Level.DISTRICT: gettext_lazy("区县"),
    Level.SUBDISTRICT: gettext_lazy("街道乡镇"),
    Level.COMMUNITY: gettext_lazy("社区"),
    Level.GRID: gettext_lazy("网格"),
    Level.MICRO_GRID: gettext_lazy("微网格"),
    Level.ESTATE: gettext_lazy("小区"),
    Level.BUILDING: gettext_lazy("楼栋"),
    Level.ENTRANCE: gettext_lazy("单元"),
    Level.DWELLING: gettext_lazy("户室"),
}

type Title = Annotated[str, Meta(pattern=FILLED, max_length=40)]


class LevelRow(Shape, frozen=True):
    level: Level
    title: Title
    leader_title: Annotated[str, Meta(pattern=LINE, max_length=40)] = ""
    party_title: Annotated[str, Meta(pattern=LINE, max_length=40)] = ""
    count: Annotated[int, Meta(ge=1)] | None = None  # how many the place has that the practice describes


def level_words(level: Level) -> str:
    """The plain word for a level, whatever a pack calls it."""
    return str(LEVEL_WORDS[level])


def _check(content: Content, told: Told) -> None:
    for level in (Level.DISTRICT, Level.COMMUNITY):
        if content.rows(LEVELS_SECTION) and content.lacks(LEVELS_SECTION, level):
            told.whole(LEVELS_SECTION, _("缺少 %(level)s 这一级，每个方法包都要有") % {"level": level.value})


def _load(pack: Pack, content: Content) -> None:
    rows = sorted(content.values(LEVELS_SECTION), key=lambda row: LEVELS.index(row.level))
    LevelTitle.objects.bulk_create(
        LevelTitle(
            pack=pack,
            level=row.level,
            number=number,
            title=row.title,
            leader_title=row.leader_title,
            party_title=row.party_title,
        )
        for number, row in enumerate(rows, start=1)
    )


LEVELS_SECTION = Section(
    key="levels",
    title=gettext_lazy("层级"),
    shape=LevelRow,
    code=lambda row: row.level.value,
    labels={
        "level": gettext_lazy("层级"),
        "title": gettext_lazy("名称"),
        "leader_title": gettext_lazy("负责人"),
        "party_title": gettext_lazy("党组织"),
        "count": gettext_lazy("数量"),
    },
    shown={"level": level_words},
    called=lambda row, _content: level_words(row.level),
    check=_check,
    load=_load,
    inherit=Inherit.WHOLE,
    required=True,
)

SECTIONS = (LEVELS_SECTION,)
