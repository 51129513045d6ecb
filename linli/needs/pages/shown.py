"""What pages of several faces show of a need, in words."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from linli.needs.queries.needs import NeedFile
from linli.needs.rules.times import in_words
from linli.needs.terms import REMARKS, STEPS, CareState

SAYS = {name: step.says for name, step in STEPS.items()} | REMARKS


def need_context(file: NeedFile, now: datetime) -> dict[str, Any]:
    need, today = file.need, timezone.localdate(now)
    ahead = [task for task in file.tasks if task.on >= today and task.state == CareState.PLANNED]
    past = [task for task in file.tasks if task not in ahead and task.state != CareState.CANCELLED]
    return {
        "file": file,
        "need": need,
        "served": need.served,
        "consent": file.consent,
        "live": file.live,
        "ahead": ahead,
        "past": past[::-1],
        "times": in_words(need.times),
        "may_renew": file.may_renew(today),
        "says": SAYS,
        "today": today,
        "now": now,
    }
