"""Channels, states and limits of messages that leave the house."""

from datetime import timedelta
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("网络回调")
    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")
    WECOM = "wecom", _("企业微信群")


class State(models.TextChoices):
    WAITING = "waiting", _("等待发送")
    SENDING = "sending", _("正在交出")
    SENT = "sent", _("已送出")
    UNSURE = "unsure", _("可能已送出")
    FAILED = "failed", _("没有送出")
    WITHHELD = "withheld", _("未开通，没有送")


# (from, to): why. What is not listed cannot happen.
STEPS = {
    (State.WAITING, State.SENDING): "the last word of the message is about to be spoken",
    (State.SENDING, State.SENDING): "the receiver tells repeats by the key, so it is said again",
    (State.SENDING, State.SENT): "the receiver answered: I have it",
    (State.UNSURE, State.SENT): "the answer came after the worker had been given up for dead",
    (State.SENDING, State.UNSURE): "nobody knows whether the receiver has it: never repeated by itself",
    (State.SENDING, State.WAITING): "the receiver answered: not now; or it tells repeats by the key",
    (State.SENDING, State.FAILED): "the receiver answered: never; or too many tries",
    (State.WAITING, State.WAITING): "the receiver was not reached",
    (State.WAITING, State.FAILED): "the receiver does not exist; or too many tries",
    (State.WAITING, State.WITHHELD): "nobody has set this channel up",
    (State.UNSURE, State.WAITING): "somebody looked and wants it sent again",
    (State.FAILED, State.WAITING): "somebody mended the cause",
    (State.WITHHELD, State.WAITING): "the channel was set up meanwhile",
}
ENDS = (State.SENT, State.UNSURE, State.FAILED, State.WITHHELD)
AGAIN = (State.UNSURE, State.FAILED, State.WITHHELD)


class Outcome(StrEnum):
    """What an adapter learned from the receiver."""

    TAKEN = "taken"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"
    NOT_SET_UP = "not_set_up"


TRIES = 12  # with the pauses of the task queue: about seven hours
UNTOLD_AFTER = timedelta(minutes=10)  # a message nobody carries any more is picked up again
CONTENTS_KEPT = timedelta(days=30)  # then recipient and words are erased; the line stays
LINES_KEPT = timedelta(days=3 * 365)  # as long as the audit
URGENT = 50  # priority of its task: before reminders and roll-ups
SUBJECT_MAX = 200
BODY_MAX = 20_000
TO_MAX = 500
ERROR_MAX = 300
TIMEOUT_S = 15
REPLY_MAX = 65_536  # bytes of an answer that are read
