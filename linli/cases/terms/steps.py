"""The table of steps. A step that is not listed here cannot happen."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.cases.terms.states import ENDED_AT_THE_DOOR, OPEN, State


class Who(StrEnum):
    """Who may take a step; `rules.may_take` says how each is recognised."""

    DESK = "desk"
    BELOW = "below"  # a desk that handed the matter up: it speaks for the caller, it decides nothing more
    HANDLER = "handler"
    CALLER = "caller"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    origins: tuple[State, ...]
    to: State
    who: frozenset[Who]
    why: str
    says: Promise | str  # what the caller reads on the timeline
    note: bool = False  # a reason or result must be written


def _by(*who: Who) -> frozenset[Who]:
    return frozenset(who)


_UNDECIDED = (State.RECEIVED, State.REGISTERED)

_STEPS = (
    Step(
        "register",
        (State.RECEIVED,),
        State.REGISTERED,
        _by(Who.DESK, Who.SYSTEM),
        "the desk takes it on",
        _("已受理，正在安排承办单位"),
    ),
    Step(
        "decline",
        _UNDECIDED,
        State.DECLINED,
        _by(Who.DESK),
        "outside what the platform may do; a reason and another way are named",
        _("不予受理"),
        note=True,
    ),
    Step(
        "redirect",
        _UNDECIDED,
        State.REDIRECTED,
        _by(Who.DESK),
        "emergency calls and legal channels have their own door",
        _("已告知您应走的渠道"),
        note=True,
    ),
    Step(
        "merge",
        _UNDECIDED,
        State.MERGED,
        _by(Who.DESK, Who.CALLER, Who.SYSTEM),
        "the same matter is already on its way; every caller gets the answer",
        _("与同一问题合并办理"),
    ),
    Step(
        "unmerge",
        (State.MERGED,),
        State.REGISTERED,
        _by(Who.DESK),
        "it was another matter after all",
        _("之前合并有误，您的诉求单独办理"),
        note=True,
    ),
    Step(
        "reroute",
        (State.DISPATCHED, State.ACCEPTED, State.IN_HAND),
        State.REGISTERED,
        _by(Who.DESK),
        "it lies where another desk and other units are in charge",
        _("核实后不归原来的单位管，已转给负责的地方重新安排"),
        note=True,
    ),
    Step(
        "dispatch",
        (State.REGISTERED, State.RETURNED),
        State.DISPATCHED,
        _by(Who.DESK),
        "the desk names a lead unit",
        _("已派给承办单位"),
    ),
    Step(
        "redispatch",
        (State.DISPATCHED, State.ACCEPTED, State.IN_HAND),
        State.DISPATCHED,
        _by(Who.DESK),
        "the desk names another unit: the first was not the right one, or a higher level has to lead",
        _("已改派承办单位"),
        note=True,
    ),
    Step(
        "undo_dispatch",
        (State.DISPATCHED,),
        State.REGISTERED,
        _by(Who.DESK),
        "whoever pressed it sees at once that it was wrong; within UNDO_S, before the unit signed",
        _("派单已撤回，正在重新安排"),
    ),
    Step(
        "accept",
        (State.DISPATCHED,),
        State.ACCEPTED,
        _by(Who.HANDLER),
        "the unit signs for the order",
        _("承办单位已签收"),
    ),
    Step(
        "return",
        (State.DISPATCHED,),
        State.RETURNED,
        _by(Who.HANDLER),
        "the unit answers: not ours, with basis and a suggestion",
        _("承办单位认为不属于其职责，正在重新安排"),
        note=True,
    ),
    Step(
        "start",
        (State.ACCEPTED,),
        State.IN_HAND,
        _by(Who.HANDLER),
        "somebody starts work",
        _("承办人已开始处理"),
    ),
    Step(
        "finish",
        (State.IN_HAND,),
        State.FINISHED,
        _by(Who.HANDLER),
        "the unit says done and what was done",
        _("承办单位反馈已办完"),
        note=True,
    ),
    Step(
        "rework",
        (State.FINISHED,),
        State.IN_HAND,
        _by(Who.DESK),
        "the desk looked and it is not done",
        _("核查发现还没办好，已退回继续办理"),
        note=True,
    ),
    Step(
        "verify",
        (State.FINISHED,),
        State.VERIFIED,
        _by(Who.DESK),
        "the desk looked and asks the caller",
        _("核查通过，请您评价"),
    ),
    Step(
        "not_solved",
        (State.VERIFIED,),
        State.IN_HAND,
        _by(Who.CALLER, Who.DESK, Who.BELOW),
        "the caller answers: not solved",
        _("您反馈没有解决，已退回继续办理"),
        note=True,
    ),
    Step(
        "close",
        (State.VERIFIED,),
        State.CLOSED,
        _by(Who.CALLER, Who.DESK, Who.SYSTEM),
        "the caller agrees, was reached by phone, or did not answer in time",
        _("已结案"),
    ),
    Step(
        "reopen",
        (State.CLOSED,),
        State.IN_HAND,
        _by(Who.CALLER, Who.DESK, Who.BELOW),
        "new facts, or it broke again",
        _("因出现新情况，重新办理"),
        note=True,
    ),
    Step(
        "withdraw",
        OPEN,
        State.WITHDRAWN,
        _by(Who.CALLER, Who.DESK, Who.BELOW),
        "the caller no longer wants it",
        _("已按您的意愿撤回"),
    ),
    Step(
        "suspend",
        (State.IN_HAND,),
        State.SUSPENDED,
        _by(Who.DESK),
        "the desk agrees to what the unit asked for, on a listed ground",
        _("已中止办理"),
        note=True,
    ),
    Step(
        "resume",
        (State.SUSPENDED,),
        State.IN_HAND,
        _by(Who.HANDLER, Who.DESK),
        "the ground is gone; what was left of the limit runs on",
        _("已恢复办理"),
    ),
    Step(
        "terminate",
        (State.SUSPENDED,),
        State.TERMINATED,
        _by(Who.DESK),
        "the ground will not go away, and the desk agrees with the unit",
        _("已终止办理"),
        note=True,
    ),
    Step(
        "reinstate",
        (State.TERMINATED,),
        State.IN_HAND,
        _by(Who.DESK),
        "the caller objected to the end, and another person found him right",
        _("异议成立，恢复办理"),
        note=True,
    ),
    Step(
        "readmit",
        ENDED_AT_THE_DOOR,
        State.REGISTERED,
        _by(Who.DESK),
        "the caller objected to being turned away or taken off the list, and another person found him right",
        _("异议成立，重新受理"),
        note=True,
    ),
    Step(
        "list_long_term",
        (State.IN_HAND,),
        State.LONG_TERM,
        _by(Who.DESK),
        "the desk agrees to a plan with an owner and a review date",
        _("已列入长期办理（挂账）"),
        note=True,
    ),
    Step(
        "take_up",
        (State.LONG_TERM,),
        State.IN_HAND,
        _by(Who.HANDLER, Who.DESK),
        "the plan is due",
        _("已重新启动办理"),
    ),
    Step(
        "archive",
        (State.CLOSED,),
        State.ARCHIVED,
        _by(Who.SYSTEM),
        "the time in which it could be reopened is over",
        _("已归档"),
    ),
)
STEPS: dict[str, Step] = {step.name: step for step in _STEPS}
