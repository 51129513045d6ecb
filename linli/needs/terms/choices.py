"""Closed lists. Where a reason is asked it is one of these: no box that could hold a cause (D-2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    RESIDENT = "resident", _("居民自己")
    VISIT = "visit", _("走访时")
    COUNTER = "counter", _("窗口或电话")
    PARTNER = "partner", _("共建单位转来")


class Relation(models.TextChoices):
    """Who orders for whom; nothing about why."""

    SELF = "self", _("我自己")
    PARENT = "parent", _("我的父母")
    SPOUSE = "spouse", _("我的爱人")
    RELATIVE = "relative", _("别的家人")
    NEIGHBOUR = "neighbour", _("邻居、朋友")
    WARD = "ward", _("我监护的成年人")


class ConsentBy(models.TextChoices):
    SELF = "self", _("本人")
    PROXY = "proxy", _("代办人转达，等本人点头")
    GUARDIAN = "guardian", _("监护人")


class ConsentHow(models.TextChoices):
    ONLINE = "online", _("网页上勾选")
    PHONE = "phone", _("电话里说的")
    IN_PERSON = "in_person", _("当面说的")
    PAPER = "paper", _("纸上签的")


class Rhythm(models.TextChoices):
    ONCE = "once", _("一次")
    DAILY = "daily", _("每天")
    TWICE_WEEKLY = "twice_weekly", _("每周两次")
    WEEKLY = "weekly", _("每周一次")
    FORTNIGHTLY = "fortnightly", _("两周一次")
    MONTHLY = "monthly", _("四周一次")


class HelperKind(models.TextChoices):
    STAFF = "staff", _("社区和网格的人")
    UNIT = "unit", _("单位")
    PARTNER = "partner", _("共建单位、商户")
    VOLUNTEER = "volunteer", _("志愿者")


class MatchState(models.TextChoices):
    WAITING = "waiting", _("排在后面")
    ASKED = "asked", _("等对方答应")
    ACCEPTED = "accepted", _("对方答应了，等本人点头")
    AGREED = "agreed", _("说定了")
    REFUSED = "refused", _("对方这次不行")
    UNWANTED = "unwanted", _("本人想换一位")
    OFF = "off", _("不用了")
    OVER = "over", _("已经结束")


class RefuseWhy(models.TextChoices):
    """Why a helper cannot; about time and reach, never about the helper."""

    TIME = "time", _("时间对不上")
    FAR = "far", _("太远")
    FULL = "full", _("手上已经满了")
    SKILL = "skill", _("这件事我不会")
    LATER = "later", _("最近不行，以后可以")


class DeclineWhy(models.TextChoices):
    """Why the community does not take a need on; the person reads it with another way."""

    NOT_OFFERED = "not_offered", _("这里还没有这项服务")
    NOBODY = "nobody", _("暂时找不到人")
    ELSEWHERE = "elsewhere", _("有专门的窗口办这件事")
    NO_CONSENT = "no_consent", _("本人没有同意")
    NOT_REACHED = "not_reached", _("几次都联系不上")
    TWICE = "twice", _("同样的已经登记过")


class CareState(models.TextChoices):
    PLANNED = "planned", _("约好了")
    DONE = "done", _("做了")
    NOT_POSSIBLE = "not_possible", _("没做成")
    MOVED = "moved", _("改了日子")
    CANCELLED = "cancelled", _("不用了")


class NotDone(models.TextChoices):
    """Why a task was not possible; nothing about the state of a person or a home."""

    NOBODY_HOME = "nobody_home", _("敲门没人应")
    NOT_TODAY = "not_today", _("对方说这次不用")
    NO_HELPER = "no_helper", _("这边去不了")
    WEATHER = "weather", _("天气不行")
    NO_MATERIAL = "no_material", _("缺东西")


class Ask(models.TextChoices):
    """What a referring office asks for, closed: whom it is about stays in the office's own system (D-4)."""

    CALL_US = "call_us", _("请打电话给来函单位，按编号说")
    COME_BY = "come_by", _("请到来函单位当面领任务")
    KEEP_SLOT = "keep_slot", _("请留出一个服务名额，等来函单位联系")
    ROOM = "room", _("请准备一间单独的谈话室")
