"""Kinds, states and steps of whistles and of the calls they make. What is not listed cannot happen."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Level
from linli.core.calendar.rules import Limit
from linli.core.calendar.terms import Clock, Unit
from linli.organisation.terms import UnitKind

NOTE_MAX = 2000
MOST_UNITS = 8
WINDOW_DAYS = 90  # our value: the overview counts so many days, and as many before them
BLOWERS = (Level.SUBDISTRICT, Level.COMMUNITY)
CALLED_KINDS = (
    UnitKind.SUBDISTRICT_TEAM,
    UnitKind.DEPARTMENT,
    UnitKind.UTILITY,
    UnitKind.PROPERTY_COMPANY,
)


class Kind(models.TextChoices):
    HARD_CASE = "hard_case", _("疑难哨")
    JOINT_ENFORCEMENT = "joint_enforcement", _("联合执法哨")
    EMERGENCY = "emergency", _("应急哨")


KIND_HINTS: dict[str, Promise] = {
    Kind.HARD_CASE: _("一家办不了，要几家一起商量着办"),
    Kind.JOINT_ENFORCEMENT: _("要几家执法部门同时到现场"),
    Kind.EMERGENCY: _("人身、房屋、水电气热有危险，马上到场"),
}


class Stage(models.TextChoices):
    CHECK_IN = "check_in", _("报到")
    ARRIVE = "arrive", _("到场")


# Where the method pack says nothing (domain.md, our own defaults).
LIMITS: dict[tuple[str, str], Limit] = {
    (Kind.HARD_CASE, Stage.CHECK_IN): Limit(1, Unit.DAY, Clock.WORKING_DAY),
    (Kind.HARD_CASE, Stage.ARRIVE): Limit(3, Unit.DAY, Clock.WORKING_DAY),
    (Kind.JOINT_ENFORCEMENT, Stage.CHECK_IN): Limit(1, Unit.DAY, Clock.WORKING_DAY),
    (Kind.JOINT_ENFORCEMENT, Stage.ARRIVE): Limit(3, Unit.DAY, Clock.WORKING_DAY),
    (Kind.EMERGENCY, Stage.CHECK_IN): Limit(15, Unit.MINUTE, Clock.ROUND_THE_CLOCK),
    (Kind.EMERGENCY, Stage.ARRIVE): Limit(30, Unit.MINUTE, Clock.ROUND_THE_CLOCK),
}


class State(models.TextChoices):
    """Of the whistle as a whole."""

    PROPOSED = "proposed", _("等社区吹哨")
    OPEN = "open", _("哨声中")
    CLOSED = "closed", _("已结哨")
    DECLINED = "declined", _("没有吹")
    CANCELLED = "cancelled", _("已撤哨")


class CallState(models.TextChoices):
    """Of one asked unit."""

    ASKED = "asked", _("等报到")
    CHECKED_IN = "checked_in", _("已报到")
    ARRIVED = "arrived", _("已到场")
    DONE = "done", _("已办完自己的部分")
    REFUSED = "refused", _("不认，等区里定")
    EXCUSED = "excused", _("区里同意不来")
    RECALLED = "recalled", _("已不用来")


UNDER_WAY = (CallState.ASKED, CallState.CHECKED_IN, CallState.ARRIVED)


class Who(StrEnum):
    OWNER = "owner"  # the desk of the place that blew, or is asked to blow
    UNIT = "unit"  # whoever handles for the asked unit
    ABOVE = "above"  # the district's desk
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    origins: tuple[str, ...]
    to: str
    who: frozenset[Who]
    why: str
    says: Promise | str
    note: bool = False


def _by(*who: Who) -> frozenset[Who]:
    return frozenset(who)


_CALL_STEPS = (
    Step(
        "check_in",
        (CallState.ASKED, CallState.REFUSED),
        CallState.CHECKED_IN,
        _by(Who.UNIT),
        "the unit says who comes and when; also after second thoughts",
        _("报到"),
        note=True,
    ),
    Step(
        "refuse",
        (CallState.ASKED,),
        CallState.REFUSED,
        _by(Who.UNIT),
        "the unit answers: not ours, with a reason that goes up",
        _("不认，已报区里"),
        note=True,
    ),
    Step(
        "insist",
        (CallState.REFUSED,),
        CallState.ASKED,
        _by(Who.ABOVE),
        "the district's desk looked at the reason: it is theirs",
        _("区里要求报到"),
        note=True,
    ),
    Step(
        "excuse",
        (CallState.REFUSED,),
        CallState.EXCUSED,
        _by(Who.ABOVE),
        "the district's desk looked at the reason: it is not theirs",
        _("区里同意不来"),
        note=True,
    ),
    Step(
        "arrive",
        (CallState.ASKED, CallState.CHECKED_IN),
        CallState.ARRIVED,
        _by(Who.UNIT),
        "the unit is on the spot; in an emergency nobody checks in first",
        _("到场"),
    ),
    Step(
        "report",
        (CallState.ARRIVED,),
        CallState.DONE,
        _by(Who.UNIT),
        "the unit says what it did",
        _("办完自己的部分"),
        note=True,
    ),
)
CALL_STEPS: dict[str, Step] = {step.name: step for step in _CALL_STEPS}

_STEPS = (
    Step(
        "confirm",
        (State.PROPOSED,),
        State.OPEN,
        _by(Who.OWNER),
        "the community blows for its grid",
        _("吹哨"),
    ),
    Step(
        "decline",
        (State.PROPOSED,),
        State.DECLINED,
        _by(Who.OWNER),
        "the community sees another way",
        _("没有吹"),
        note=True,
    ),
    Step(
        "close",
        (State.OPEN,),
        State.CLOSED,
        _by(Who.OWNER),
        "whoever blew says what came of it; the caller reads it",
        _("结哨"),
        note=True,
    ),
    Step(
        "cancel",
        (State.PROPOSED, State.OPEN),
        State.CANCELLED,
        _by(Who.OWNER, Who.SYSTEM),
        "blown by mistake, or the matter is over",
        _("撤哨"),
        note=True,
    ),
)
STEPS: dict[str, Step] = {step.name: step for step in _STEPS}

# Lines of a whistle that move nothing.
REMARKS: dict[str, Promise] = {
    "propose": _("网格请社区吹哨"),
    "blow": _("吹哨"),
    "call_more": _("又叫来"),
    "note": _("共同办理记录"),
    "late_check_in": _("到时限没有报到"),
    "late_arrive": _("到时限没有到场"),
    "review": _("已互评"),
}


class Grade(models.IntegerChoices):
    """Closed and short: units are judged, never persons."""

    GOOD = 3, _("是")
    FAIR = 2, _("部分")
    POOR = 1, _("不是")


# (question for the first and the second answer) by who answers.
QUESTIONS: dict[str, tuple[Promise, Promise]] = {
    Who.OWNER: (_("这个部门按时报到、到场了吗"), _("问题因为他们来而解决了吗")),
    Who.UNIT: (_("这一哨确实需要我们来吗"), _("吹哨前情况摸清了吗")),
}
