"""What can become of a letter, and limits."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    FILED = "filed", _("已登记")
    ADDED = "added", _("已补充到原件")
    REFUSED = "refused", _("没有登记，已回信说明")
    IGNORED = "ignored", _("自动邮件，没有处理")


LETTER_MAX = 25_000_000  # bytes of a whole letter
AT_ONCE = 50  # letters of one run
A_DAY = 20  # letters of one address that are read in a day; more is a machine or a storm
TIMEOUT_S = 30
KEPT = timedelta(days=400)  # lines by which a letter that comes again is known
# Steps of a case the writer is written about; what is between them he reads behind his link.
TOLD = frozenset({"decline", "redirect", "verify", "terminate", "reinstate", "readmit", "reroute"})
SAID = frozenset({"answer", "ask"})  # lines beside the steps: the unit's word, the desk's question
SUBJECT_MAX, ADDRESS_MAX, NAME_MAX = 200, 254, 40
EMAIL = "mail"
