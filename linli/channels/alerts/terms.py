"""What an alert may tell, how often, and how long anything is kept."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    DAILY = "daily", _("每天早上一封")
    NOW = "now", _("有变化就告诉我")


class What(models.TextChoices):
    NEW = "new", _("新反映")
    DISPATCHED = "dispatched", _("已派单")
    BACK = "back", _("退回继续办理")
    WAITING = "waiting", _("已中止或挂账")
    FINISHED = "finished", _("已办完，待核查")
    CLOSED = "closed", _("已结案")
    ENDED = "ended", _("其他了结")


# Steps of a case that change something for the neighbours; others are between caller, desk and unit.
TOLD = {
    "dispatch": What.DISPATCHED,
    "finish": What.FINISHED,
    "rework": What.BACK,
    "not_solved": What.BACK,
    "reopen": What.BACK,
    "reinstate": What.BACK,
    "suspend": What.WAITING,
    "list_long_term": What.WAITING,
    "close": What.CLOSED,
    "terminate": What.ENDED,
}

EVENTS_KEPT = timedelta(days=60)
UNCONFIRMED_KEPT = timedelta(days=3)
WATCH_LASTS = timedelta(days=365)  # then one asks anew: a mailbox may belong to somebody else by now
WATCHES_MOST = 5  # of one mailbox
ASKS_PER_MIN = 60  # mails to confirm, from all processes together
SETTLED_AFTER = timedelta(minutes=2)  # until then an older number may still be committed
MAIL_MAX = 254
PLACES_MOST = 60  # grids of one area
POINTS_MOST = 60  # corners of a drawn area
FEED_MOST = 50
RADII_M = (300, 500, 1000, 2000)
LINES_MOST = 40  # of one mail; more are only counted
