"""Words of the working calendar; the values are stored and written in method packs."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Clock(StrEnum):
    """Which time counts towards a limit."""

    WORKING_HOUR = "working_hour"  # hours and minutes inside working hours
    WORKING_DAY = "working_day"  # days on which people work; ends with the working hours of the last one
    CALENDAR_DAY = "calendar_day"  # every day; a last day off moves on to the next working day
    ROUND_THE_CLOCK = "round_the_clock"  # every hour and minute, day and night


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


class DayKind(TextChoices):
    """What a row says about one day, against the published calendar."""

    WORKING = "working", _("上班")
    OFF = "off", _("休息")
