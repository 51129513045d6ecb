"""The closed list of dangers (duty D-7), where they can be, and words that have no place in a report."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class HazardKind(models.TextChoices):
    """Things and places, never persons: the list is closed; a pack only gives titles and categories."""

    FIRE_EXIT = "fire_exit", _("消防通道、安全出口")
    LAMP = "lamp", _("路灯、楼道灯")
    COVER = "cover", _("井盖")
    LEAK = "leak", _("漏水、渗水")
    TREE = "tree", _("树木")
    ROAD = "road", _("路面")
    WIRE = "wire", _("线缆")


class Spot(models.TextChoices):
    """Where exactly, from a list: nobody's door is on it."""

    ROADSIDE = "roadside", _("路边")
    ENTRANCE = "entrance", _("楼门口、大门口")
    STAIRS = "stairs", _("楼道、楼梯")
    YARD = "yard", _("院内空地、绿地")
    GARAGE = "garage", _("车棚、地下车库")
    OUTSIDE = "outside", _("外墙、屋顶")


# Words that tell of somebody, not of something; and of a flat. Chinese data.
PERSON_WORDS = frozenset(
    """
    先生 女士 小姐 大爷 大妈 大叔 阿姨 奶奶 爷爷 老头 老太
    老人 小孩 孩子 男人 女人 男的 女的 男子 女子 住户 业主 租客
    房东 邻居 老板 保安 外地 他家 她家 我家 家里 屋里 室内 卧室 客厅 有人 某人 姓 叫做 名叫 身份证 微信 车牌
    """.split()  # noqa: SIM905
)

JOINED_DAYS = 180  # then a spotter opens the link again
RECHECK_WITHIN = timedelta(days=2)  # our value
UNSENT_KEPT = timedelta(days=1)
SENT_PER_MIN = 60  # reports by all spotters together
MARK_MAX = 20
PICTURES_MOST = 2  # each takes a second to look through
