"""Where a case or an order can stand, and whose turn it is there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
WORDS_MAY_CHANGE = (State.RECEIVED, State.REGISTERED)  # nobody works by the caller's words yet
ENDED_AT_THE_DOOR = (State.DECLINED, State.REDIRECTED, State.WITHDRAWN)  # no unit settled it
OPEN = tuple(state for state, queue in QUEUE_OF.items() if queue is not Queue.DONE)


class OrderState(models.TextChoices):
    """An assisting order has its own small life; the lead order's is the case's."""

    DISPATCHED = "dispatched", _("待签收")
    ACCEPTED = "accepted", _("已签收")
    IN_HAND = "in_hand", _("处理中")
    RETURNED = "returned", _("已退回")
    FINISHED = "finished", _("已办完")
    RECALLED = "recalled", _("已收回")
    UNDONE = "undone", _("已撤销")  # taken back within seconds: the unit never had it
