"""States of a task."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("等待")
    RUNNING = "running", _("执行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


SLOW = "slow"  # a queue: imports, photographs, reports; never takes a worker's last thread
DEFAULT = "default"
