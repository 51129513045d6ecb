"""What is put before somebody for an answer: a unit's request, a desk's question, a caller's objection."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.cases.terms.states import State

OBJECT_DAYS = 30  # our value: how long after a decision the caller may object to it
REPLY_DAYS = 1  # our value: working days for an answer where the method pack says nothing


class RequestKind(models.TextChoices):
    SUSPEND = "suspend", _("中止")
    EXTEND = "extend", _("延期")
    TERMINATE = "terminate", _("终止")
    LONG_TERM = "long_term", _("挂账")
    DISPATCH_OBJECTION = "dispatch_objection", _("派单异议")
    EXCLUSION = "exclusion", _("剔除")
    OBJECTION = "objection", _("诉求人异议")
    CONSULTATION = "consultation", _("会商")
    SUPERVISION = "supervision", _("督办")


class Decision(models.TextChoices):
    PENDING = "pending", _("待批")
    APPROVED = "approved", _("同意")
    REFUSED = "refused", _("不同意")
    ANSWERED = "answered", _("已答复")
    TAKEN_BACK = "taken_back", _("已收回")
    LAPSED = "lapsed", _("已失效")
    ANNULLED = "annulled", _("已撤销")  # approved once, then the caller's objection was upheld


class AskedBy(StrEnum):
    UNIT = "unit"  # a handler of the lead unit
    DESK = "desk"
    ABOVE = "above"  # a desk or leader of the subdistrict or the district
    CALLER = "caller"


class Answers(StrEnum):
    DESK = "desk"  # another person than the one who asked
    OTHER_BODY = "other_body"  # a desk whose people belong to no unit that has the order
    UNIT = "unit"  # a handler of the unit that was asked


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks whom, and while the case stands where. It lapses when the case goes anywhere else."""

    states: frozenset[State]
    by: AskedBy
    answers: Answers
    told: bool = False  # the caller reads the decision, its reason and how to object (duty D-21)
    ground: bool = False  # a ground of the list must be named


_AT_WORK = frozenset({State.ACCEPTED, State.IN_HAND})
_GIVEN = frozenset(
    {State.DISPATCHED, *_AT_WORK, State.SUSPENDED, State.LONG_TERM, State.FINISHED, State.VERIFIED}
)
_SETTLED_BY_UNIT = frozenset({State.CLOSED, State.TERMINATED, State.WITHDRAWN})
_NOT_YET_DONE = frozenset({State.RECEIVED, State.REGISTERED, State.RETURNED, State.DISPATCHED})

ASKINGS: dict[RequestKind, Asking] = {
    RequestKind.SUSPEND: Asking(
        frozenset({State.IN_HAND}), AskedBy.UNIT, Answers.DESK, told=True, ground=True
    ),
    RequestKind.EXTEND: Asking(_AT_WORK, AskedBy.UNIT, Answers.DESK, told=True, ground=True),
    RequestKind.TERMINATE: Asking(
        frozenset({State.SUSPENDED}), AskedBy.UNIT, Answers.DESK, told=True, ground=True
    ),
    RequestKind.LONG_TERM: Asking(
        frozenset({State.IN_HAND}), AskedBy.UNIT, Answers.DESK, told=True, ground=True
    ),
    RequestKind.DISPATCH_OBJECTION: Asking(
        frozenset({State.DISPATCHED}), AskedBy.UNIT, Answers.DESK, ground=True
    ),
    RequestKind.EXCLUSION: Asking(
        _GIVEN | _SETTLED_BY_UNIT, AskedBy.UNIT, Answers.OTHER_BODY, told=True, ground=True
    ),
    RequestKind.OBJECTION: Asking(frozenset(State), AskedBy.CALLER, Answers.DESK),
    RequestKind.CONSULTATION: Asking(
        _NOT_YET_DONE | _AT_WORK | {State.SUSPENDED, State.LONG_TERM}, AskedBy.DESK, Answers.UNIT
    ),
    RequestKind.SUPERVISION: Asking(_GIVEN - {State.VERIFIED, State.FINISHED}, AskedBy.ABOVE, Answers.UNIT),
}

# Left out of the rates of a unit, never out of the work: a closed list (docs/sources/case-limits.md).
EXCLUSION_GROUNDS: dict[str, Promise] = {
    "no_power": _("没有单位有权处理"),
    "legal_channel": _("已进入诉讼、仲裁、复议等法定途径"),
    "withdrew": _("诉求人已撤回"),
    "no_such_place": _("经核实不存在这个地点"),
    "abuse": _("两次提醒后仍辱骂、骚扰"),
}

# Our values where the method pack says nothing: working days of an extension, else calendar days.
USUAL_DAYS: dict[str, int] = {
    RequestKind.EXTEND: 5,
    RequestKind.SUSPEND: 90,
    RequestKind.LONG_TERM: 180,
}

# What the caller reads when it is decided; then the reason, then how to object.
TOLD: dict[RequestKind, str] = {
    RequestKind.SUSPEND: "suspend",
    RequestKind.EXTEND: "extended",
    RequestKind.TERMINATE: "terminate",
    RequestKind.LONG_TERM: "list_long_term",
    RequestKind.EXCLUSION: "excluded",
}
HOW_TO_OBJECT = _("不同意的，可以在进度页点“提出异议”，或打电话给社区。")
