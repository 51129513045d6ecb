"""States of a need and the table of steps: what is not listed cannot happen."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    RAISED = "raised", _("等社区联系")
    AGREED = "agreed", _("正在找人")
    MATCHED = "matched", _("已经问了人")
    RUNNING = "running", _("有人在帮")
    MET = "met", _("已经帮完")
    LAPSED = "lapsed", _("到期了")
    STOPPED = "stopped", _("已停")
    DECLINED = "declined", _("社区没有接")


OPEN = (State.RAISED, State.AGREED, State.MATCHED, State.RUNNING)
OVER = (State.MET, State.LAPSED, State.STOPPED, State.DECLINED)


class Who(StrEnum):
    PERSON = "person"  # who wants it, or the proxy who ordered it: whoever holds the link
    DESK = "desk"  # the desk of the community
    HELPER = "helper"  # who was asked, or who helps now
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    origins: tuple[str, ...]
    to: str
    who: frozenset[Who]
    why: str
    says: Promise  # on the timeline, to the person


def _by(*who: Who) -> frozenset[Who]:
    return frozenset(who)


_STEPS = (
    Step("agree", (State.RAISED,), State.AGREED, _by(Who.DESK),
         "the person's own consent is there and the catalogue has it", _("社区接下了，正在找人")),
    Step("decline", (State.RAISED, State.AGREED), State.DECLINED, _by(Who.DESK),
         "not here, or not this way; a reason and another way are said", _("社区没有接")),
    Step("ask", (State.AGREED,), State.MATCHED, _by(Who.DESK),
         "a person at the desk chose whom to ask, from proposals with reasons", _("已经问了人")),
    Step("pass", (State.MATCHED,), State.AGREED, _by(Who.HELPER, Who.PERSON, Who.DESK, Who.SYSTEM),
         "nobody of those named can, or the person would rather have somebody else", _("换一位，接着找")),
    Step("start", (State.MATCHED,), State.RUNNING, _by(Who.PERSON, Who.DESK),
         "both said yes", _("说定了，开始帮忙")),
    Step("release", (State.RUNNING,), State.AGREED, _by(Who.HELPER, Who.PERSON, Who.DESK, Who.SYSTEM),
         "this helper no longer comes; the need stays", _("原来的人不来了，另外找人")),
    Step("meet", (State.RUNNING,), State.MET, _by(Who.PERSON, Who.DESK, Who.SYSTEM),
         "what was wanted is done", _("帮完了")),
    Step("stop", OPEN, State.STOPPED, _by(Who.PERSON, Who.DESK),
         "the person withdraws the consent, at any time and without a reason", _("停了")),
    Step("lapse", OPEN, State.LAPSED, _by(Who.SYSTEM),
         "the end date passed and nobody renewed it", _("到期，自动停了")),
)  # fmt: skip
STEPS: dict[str, Step] = {step.name: step for step in _STEPS}

# Lines that move nothing.
REMARKS: dict[str, Promise] = {
    "raise": _("登记了"),
    "consent": _("本人点了头"),
    "accept": _("有人答应了，等您点头"),
    "renew": _("续期了"),
    "missed": _("您说没有人来"),
    "moved": _("改了日子"),
}
