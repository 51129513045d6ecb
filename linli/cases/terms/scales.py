"""How large a matter is, who deals with it first, and where it goes when that is not enough.

Source of the idea: 小事及时办, 办不了联合办, 意见不一商量办; a method pack says it for its district.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.cases.terms.choices import Scale
from linli.core.actors import Level

# The narrowest first: a matter climbs one rung at a time.
LADDER = (Level.GRID, Level.COMMUNITY, Level.SUBDISTRICT, Level.DISTRICT)

LEVEL_WORDS: dict[str, Promise] = {
    Level.GRID: _("网格"),
    Level.COMMUNITY: _("社区"),
    Level.SUBDISTRICT: _("街道、乡镇"),
    Level.DISTRICT: _("区县"),
}
# What a matter solved at this level did not leave.
KEPT_WITHIN: dict[str, Promise] = {
    Level.GRID: _("不出网格"),
    Level.COMMUNITY: _("不出社区"),
    Level.SUBDISTRICT: _("不出街道、乡镇"),
    Level.DISTRICT: _("由区县办成"),
}

# Where a pack says nothing.
USUAL_LEVEL = {Scale.SMALL: Level.GRID, Scale.MEDIUM: Level.COMMUNITY, Scale.MAJOR: Level.SUBDISTRICT}


class Manner(models.TextChoices):
    """With how many a matter of a size is dealt with."""

    ALONE = "alone", _("一家办")
    PAIR = "pair", _("结对办")
    JOINT = "joint", _("联合办")


# What hints at more than the category's usual size; the largest first. A person decides.
LARGE_WORDS: tuple[tuple[Scale, tuple[str, ...]], ...] = (
    (Scale.MAJOR, ("整个小区", "全小区", "坍塌", "塌方", "大面积", "几百户", "集体")),
    (Scale.MEDIUM, ("整栋", "几栋", "好几家", "多户", "几十户", "互相推", "踢皮球", "都说不归", "谁都不管")),
)
MANY_VOICES: tuple[tuple[Scale, int], ...] = ((Scale.MAJOR, 20), (Scale.MEDIUM, 5))  # our values
