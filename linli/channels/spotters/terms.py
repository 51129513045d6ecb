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


JOINED_DAYS = 180  # then a spotter opens the link again
RECHECK_WITHIN = timedelta(days=2)  # our value
PICTURE = "hazard"  # purpose of a stored picture
UNSENT_KEPT = timedelta(days=1)
CHECK_KEPT = timedelta(days=730)
SENT_PER_HOUR = 30  # reports one visitor can send
MARK_MAX = 20
