"""What levels are called where the method pack says nothing."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.core.actors import Level

LEVELS = {
    Level.DISTRICT.value: _("区县"),
    Level.SUBDISTRICT.value: _("街道、乡镇"),
    Level.COMMUNITY.value: _("社区"),
    Level.GRID.value: _("网格"),
    Level.MICRO_GRID.value: _("微网格"),
    Level.ESTATE.value: _("小区"),
    Level.BUILDING.value: _("楼栋"),
    Level.ENTRANCE.value: _("单元"),
    Level.DWELLING.value: _("户室"),
}
NEXT_LEVEL = {
    Level.DISTRICT.value: Level.SUBDISTRICT,
    Level.SUBDISTRICT.value: Level.COMMUNITY,
    Level.COMMUNITY.value: Level.GRID,
    Level.GRID.value: Level.BUILDING,
}


def titles(named: Mapping[str, str]) -> dict[str, str]:
    """The active pack's titles before ours."""
    return {level: str(word) for level, word in LEVELS.items()} | dict(named)
