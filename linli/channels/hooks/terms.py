"""What a system can be told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    CASE_RECEIVED = "case.received", _("收到一件诉求")
    CASE_MOVED = "case.moved", _("一件诉求走了一步")
    CASE_LATE = "case.late", _("一件诉求超过时限")
    ORDER_ISSUED = "order.issued", _("派出一张工单")


LOG_SHOWN = 50
