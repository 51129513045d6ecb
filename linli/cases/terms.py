"""States, steps and choices of a case. A step that is not listed here cannot happen."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXT_MAX = 4000  # characters; as much as Open311 lets through, so that every channel takes the same
NOTE_MAX = 2000
ANSWER_DAYS = 7  # how long the caller may answer before the case closes without an answer
UNDO_S = 10  # our value: how long a desk may take its own dispatch back as if nothing had happened
LINK_DAYS = 730  # how long the caller's link works after closing; then contact data are gone as well


class State(models.TextChoices):
    RECEIVED = "received", _("已收到")
    REGISTERED = "registered", _("已受理")
    DECLINED = "declined", _("不予受理")
    REDIRECTED = "redirected", _("已转告")
    MERGED = "merged", _("已合并")
    DISPATCHED = "dispatched", _("已派单")
    ACCEPTED = "accepted", _("已签收")
    RETURNED = "returned", _("已退回")
    IN_HAND = "in_hand", _("处理中")
    SUSPENDED = "suspended", _("已中止")
    LONG_TERM = "long_term", _("已挂账")
    FINISHED = "finished", _("待核查")
    VERIFIED = "verified", _("等您评价")
    CLOSED = "closed", _("已结案")
    TERMINATED = "terminated", _("已终止")
    WITHDRAWN = "withdrawn", _("已撤回")
    ARCHIVED = "archived", _("已归档")


class Queue(models.TextChoices):
    """Whose turn it is."""

    DESK = "desk", _("待调度")
    UNIT = "unit", _("办理中")
    CALLER = "caller", _("待评价")
    WAITING = "waiting", _("挂起")
    DONE = "done", _("已了结")


QUEUE_OF: dict[State, Queue] = {
    State.RECEIVED: Queue.DESK,
    State.REGISTERED: Queue.DESK,
    State.RETURNED: Queue.DESK,
    State.FINISHED: Queue.DESK,
    State.DISPATCHED: Queue.UNIT,
    State.ACCEPTED: Queue.UNIT,
    State.IN_HAND: Queue.UNIT,
    State.SUSPENDED: Queue.WAITING,
    State.LONG_TERM: Queue.WAITING,
    State.VERIFIED: Queue.CALLER,
} | dict.fromkeys(
    (
        State.DECLINED,
        State.REDIRECTED,
        State.MERGED,
        State.CLOSED,
        State.TERMINATED,
        State.WITHDRAWN,
        State.ARCHIVED,
    ),
    Queue.DONE,
)
OPEN = tuple(state for state, queue in QUEUE_OF.items() if queue is not Queue.DONE)


class Who(StrEnum):
    """Who may take a step; `rules.may_take` says how each is recognised."""

    DESK = "desk"
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
        "dispatch",
        (State.REGISTERED, State.RETURNED),
        State.DISPATCHED,
        _by(Who.DESK),
        "the desk names a lead unit",
        _("已派给承办单位"),
    ),
    Step(
        "redispatch",
        (State.DISPATCHED,),
        State.DISPATCHED,
        _by(Who.DESK),
        "the desk names another unit before the first one signed",
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
        _by(Who.CALLER, Who.DESK),
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
        _by(Who.CALLER, Who.DESK),
        "new facts, or it broke again",
        _("因出现新情况，重新办理"),
        note=True,
    ),
    Step(
        "withdraw",
        OPEN,
        State.WITHDRAWN,
        _by(Who.CALLER, Who.DESK),
        "the caller no longer wants it",
        _("已按您的意愿撤回"),
    ),
    # The next issue opens these; they stand here so that the table is whole.
    Step(
        "suspend",
        (State.IN_HAND,),
        State.SUSPENDED,
        _by(),
        "listed grounds, a second person",
        _("已中止办理"),
        note=True,
    ),
    Step("resume", (State.SUSPENDED,), State.IN_HAND, _by(), "the ground is gone", _("已恢复办理")),
    Step(
        "terminate",
        (State.SUSPENDED,),
        State.TERMINATED,
        _by(),
        "the ground will not go away",
        _("已终止办理"),
        note=True,
    ),
    Step(
        "list_long_term",
        (State.IN_HAND,),
        State.LONG_TERM,
        _by(),
        "a plan, an owner, a review date",
        _("已列入长期办理"),
        note=True,
    ),
    Step("take_up", (State.LONG_TERM,), State.IN_HAND, _by(), "the plan is due", _("已重新启动办理")),
    Step("archive", (State.CLOSED,), State.ARCHIVED, _by(), "nobody may still reopen it", _("已归档")),
)
STEPS: dict[str, Step] = {step.name: step for step in _STEPS}


class OrderState(models.TextChoices):
    """An assisting order has its own small life; the lead order's is the case's."""

    DISPATCHED = "dispatched", _("待签收")
    ACCEPTED = "accepted", _("已签收")
    IN_HAND = "in_hand", _("处理中")
    RETURNED = "returned", _("已退回")
    FINISHED = "finished", _("已办完")
    RECALLED = "recalled", _("已收回")


class Origin(models.TextChoices):
    RESIDENT = "resident", _("居民")
    HOTLINE = "hotline", _("热线")
    PATROL = "patrol", _("巡查")
    SPOTTER = "spotter", _("义务信息员")
    DEVICE = "device", _("设备")
    AGENCY = "agency", _("单位")


class Channel(models.TextChoices):
    WEB = "web", _("扫码/网页")
    PHONE = "phone", _("电话")
    COUNTER = "counter", _("窗口")
    PAPER = "paper", _("纸质")
    MINI_PROGRAM = "mini_program", _("小程序")
    HOTLINE_FILE = "hotline_file", _("热线工单")
    IMPORT = "import", _("历史导入")
    API = "api", _("接口")


class Kind(models.TextChoices):
    ENQUIRY = "enquiry", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    TIP_OFF = "tip_off", _("举报")
    SUGGESTION = "suggestion", _("建议")
    THANKS = "thanks", _("感谢")


class Colour(models.TextChoices):
    RED = "red", _("急")
    YELLOW = "yellow", _("较急")
    GREEN = "green", _("一般")
    GREY = "grey", _("等待")


class Scale(models.TextChoices):
    SMALL = "small", _("小微")
    MEDIUM = "medium", _("中等")
    MAJOR = "major", _("重大")


class Stage(models.TextChoices):
    """What a time limit limits."""

    DISPATCH = "dispatch", _("派单")
    ACCEPT = "accept", _("签收")
    CONTACT = "contact", _("首次联系")
    HANDLE = "handle", _("办结")
    REWORK = "rework", _("返工")
    VERIFY = "verify", _("核查")
    ANSWER = "answer", _("评价")


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", _("满意")
    MOSTLY = "mostly", _("基本满意")
    UNSATISFIED = "unsatisfied", _("不满意")


class Outcome(models.TextChoices):
    SOLVED = "solved", _("已解决")
    EXPLAINED = "explained", _("已解释说明")
    NO_ANSWER = "no_answer", _("到期未评价")


class PhotoKind(models.TextChoices):
    REPORT = "report", _("反映时")
    BEFORE = "before", _("处理前")
    AFTER = "after", _("处理后")


# Lines of the timeline that move nothing; what the caller reads.
REMARKS: dict[str, Promise] = {
    "receive": _("已收到"),
    "add": _("您补充了情况"),
    "remind": _("您催办了一次，已提醒承办单位"),
    "urged": _("调度已催办承办单位"),
    "answer": _("承办单位答复"),
    "inner": _("内部备注"),
    "correct": _("更正了类别或地点"),
    "assist": _("增加了协办单位"),
    "assist_done": _("协办单位已办完"),
    "assist_returned": _("协办单位已退回"),
    "late": _("已超过办理时限，正在督促"),
    "joined": _("又有邻居反映了同一问题"),
    "rate": _("您已评价"),
    "import": _("由历史数据导入"),
    "import_changed": _("按历史数据更新"),
}

# Danger to life is said at once, before anything is sent: words, then whom to call.
DANGER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("着火", "起火", "火灾", "燃气泄漏", "煤气泄漏", "天然气泄漏", "爆炸", "被困电梯", "困在电梯"), "119"),
    (("晕倒", "昏迷", "没有呼吸", "大出血", "触电", "坠楼", "溺水", "喝农药"), "120"),
    (("打架", "持刀", "抢劫", "家暴", "跟踪我", "有人闯入", "轻生", "要跳楼"), "110"),
)

# What a caller is told when a case is not taken on: reason, and the way that is open instead.
DECLINE_REASONS: dict[str, tuple[Promise, Promise]] = {
    "emergency": (_("紧急警情、火情、急救"), _("请立即拨打 110、119 或 120。")),
    "legal": (_("正在或应当通过诉讼、仲裁、复议办理"), _("请向受理机关查询，或拨打法律援助热线 12348。")),
    "petition": (_("属于信访事项"), _("已为您转到信访部门，请凭编号向其查询。")),
    "repeat": (_("没有新情况的重复反映"), _("请看原来那一件的办理结果；有新情况请写明后再提交。")),
    "outside": (_("不在本区范围内"), _("请拨打事发地的 12345 热线。")),
    "unclear": (_("看不出要解决什么，也联系不上您"), _("请补充时间、地点和情况后重新提交。")),
}
