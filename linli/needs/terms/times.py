"""When in the week: a number with one bit for each weekday and part of the day."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Part(models.IntegerChoices):
    MORNING = 0, _("上午")
    AFTERNOON = 1, _("下午")
    EVENING = 2, _("晚上")


WEEKDAYS = (
    pgettext_lazy("weekday", "周一"),
    pgettext_lazy("weekday", "周二"),
    pgettext_lazy("weekday", "周三"),
    pgettext_lazy("weekday", "周四"),
    pgettext_lazy("weekday", "周五"),
    pgettext_lazy("weekday", "周六"),
    pgettext_lazy("weekday", "周日"),
)
PARTS = len(Part)
ANY_TIME = (1 << (len(WEEKDAYS) * PARTS)) - 1
