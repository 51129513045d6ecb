"""Words of call-backs and of the shares: states, outcomes, measures, how each share is computed."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Level


class CallState(models.TextChoices):
    """Where one caller of one settled round stands. Only `waiting` is on the list of a desk."""

    WAITING = "waiting", _("待回访")
    SPARED = "spared", _("未抽中")
    NO_NUMBER = "no_number", _("没有电话")
    REACHED = "reached", _("已电话回访")
    ANSWERED = "answered", _("已自行回答")
    NOT_REACHED = "not_reached", _("多次未接通")
    REFUSED = "refused", _("拒绝回访")
    WRONG_NUMBER = "wrong_number", _("号码不对")
    REOPENED = "reopened", _("已重新办理")


# (from, to): why. A step that is not listed cannot happen.
STEPS = {
    (CallState.SPARED, CallState.WAITING): "the unit has fewer call-backs this month than the plan asks for",
    (CallState.SPARED, CallState.ANSWERED): "the caller answered by the link",
    (CallState.SPARED, CallState.REOPENED): "the matter is worked on again",
    (CallState.NO_NUMBER, CallState.ANSWERED): "the caller answered by the link",
    (CallState.NO_NUMBER, CallState.REOPENED): "the matter is worked on again",
    (CallState.WAITING, CallState.WAITING): "nobody picked up; another try is left",
    (CallState.WAITING, CallState.REACHED): "the caller answered by phone",
    (CallState.WAITING, CallState.ANSWERED): "the caller answered by the link before anybody rang",
    (CallState.WAITING, CallState.NOT_REACHED): "nobody picked up, and no try is left",
    (CallState.WAITING, CallState.REFUSED): "the caller does not want to be asked",
    (CallState.WAITING, CallState.WRONG_NUMBER): "the number belongs to somebody else",
    (CallState.WAITING, CallState.REOPENED): "the matter is worked on again",
    (CallState.NOT_REACHED, CallState.ANSWERED): "the caller answered by the link afterwards",
    (CallState.NOT_REACHED, CallState.REOPENED): "the matter is worked on again",
    (CallState.REFUSED, CallState.ANSWERED): "the caller answered by the link after all",
    (CallState.REFUSED, CallState.REOPENED): "the matter is worked on again",
    (CallState.WRONG_NUMBER, CallState.ANSWERED): "the caller answered by the link",
    (CallState.WRONG_NUMBER, CallState.REOPENED): "the matter is worked on again",
    (CallState.REACHED, CallState.REOPENED): "the matter is worked on again",
    (CallState.ANSWERED, CallState.REOPENED): "the matter is worked on again",
    (CallState.REOPENED, CallState.WAITING): "the same round was closed again, and is drawn",
    (CallState.REOPENED, CallState.SPARED): "the same round was closed again, and is not drawn",
    (CallState.REOPENED, CallState.NO_NUMBER): "the same round was closed again, and nobody can be rung",
    (CallState.REOPENED, CallState.ANSWERED): "the same round was closed again, and had been answered",
}


class Why(models.TextChoices):
    """Why somebody is rung."""

    DRAWN = "drawn", _("抽样")
    FEW = "few", _("补足该单位每月最低数")
    UNSATISFIED = "unsatisfied", _("回答不满意")


class Attempt(models.TextChoices):
    """How a try at the phone ended, when no answer was written down."""

    NOT_REACHED = "not_reached", _("没有接通")
    REFUSED = "refused", _("不愿回答")
    WRONG_NUMBER = "wrong_number", _("号码不对")


RETRY_AFTER = timedelta(hours=4)  # our value: not twice in the same hour of the same day
AT_ONCE = 500  # cases of one transaction

WHOLE = 0  # the key of the whole district, and of all units together
GRAINS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)
LEVEL_NAMES: dict[str, Promise] = {
    Level.DISTRICT: _("区县"),
    Level.SUBDISTRICT: _("街道、乡镇"),
    Level.COMMUNITY: _("社区"),
    Level.GRID: _("网格"),
}
PERIODS = (7, 30, 90)  # days, today included
USUAL_PERIOD = 30
LEAST_SAMPLE = 20  # under it nothing is compared: our value, domain.md section 2
STALE_S = 300  # counted so long ago, the page says that counting stands still

# What one order, or one caller of a merged matter, may count for. A new measure is a name here, a column of
# `OrderFact` and `ShareDay`, and a line in `rules.facts`; then `linli callbacks rebuild`.
MEASURES = (
    "given",  # lead orders that came to an end: returned, finished, or run out
    "returned",
    "judged",  # finished or run out
    "due",  # judged, and the limit of the first contact is known
    "in_touch",  # first contact inside its limit, by the record and not denied by a caller
    "timed",  # judged, and the limit is known
    "on_time",
    "reworked",
    "extended",
    "to_reach",  # callers of settled matters
    "reached",  # of these, those who answered, by phone or by the link
    "rung",  # of these, by phone
    "solved",
    "graded",  # reached; without past answers of which no file says whether a degree was asked for
    "satisfied",
    "excluded",
)


@dataclass(frozen=True, slots=True)
class ShareOf:
    """A share: what is counted of what, in which words."""

    hits: str
    of: str
    label: Promise
    unit: Promise  # of what is counted
    how: Promise
    group: str  # which table: callers, work


SHARES: dict[str, ShareOf] = {
    "response": ShareOf(
        "in_touch",
        "due",
        _("响应率"),
        _("件"),
        _("在首次联系时限内联系了诉求人的工单 ÷ 到期或办结的工单。诉求人说没有人联系，就按没有算。"),
        "callers",
    ),
    "resolution": ShareOf(
        "solved",
        "reached",
        _("解决率"),
        _("位"),
        _("回答“解决了”的诉求人 ÷ 访到的诉求人。没有访到的不算解决，也不算没解决。"),
        "callers",
    ),
    "satisfaction": ShareOf(
        "satisfied",
        "graded",
        _("满意率"),
        _("位"),
        _("回答“满意”或“基本满意”的诉求人 ÷ 访到的诉求人。访到但没有选的，不算满意；没有访到的从不算满意。"),
        "callers",
    ),
    "reach": ShareOf(
        "reached",
        "to_reach",
        _("访到率"),
        _("位"),
        _("用电话或链接回答了的诉求人 ÷ 应访的诉求人（已请其评价或已结案的，含合并办理的每一位）。"),
        "callers",
    ),
    "on_time": ShareOf(
        "on_time",
        "timed",
        _("按期率"),
        _("件"),
        _("第一次反馈办完时没有超时的工单 ÷ 到期或办结、有时限的工单。"),
        "work",
    ),
    "rework": ShareOf(
        "reworked",
        "judged",
        _("返工率"),
        _("件"),
        _("核查没通过、诉求人说没解决或重新办理过的工单 ÷ 到期或办结的工单。"),
        "work",
    ),
    "return": ShareOf(
        "returned",
        "given",
        _("退单率"),
        _("件"),
        _("退回的工单 ÷ 派出后已退回、办结或到期的工单。"),
        "work",
    ),
    "extension": ShareOf(
        "extended",
        "judged",
        _("延期率"),
        _("件"),
        _("延过期的工单 ÷ 到期或办结的工单。"),
        "work",
    ),
}
GROUPS: dict[str, Promise] = {"callers": _("诉求人怎么说"), "work": _("办理过程")}

PERIOD_RULE = _(
    "每件工单归入第一次反馈办完的那一天；时限内没有办完的，归入到期的那一天；退回的，归入退回的那一天。"
    "以后才来的回答仍记在那一天，所以新近几天访到的会比较少。"
)
ORDER_RULE = _("各处、各单位按行政和名录顺序排列，不排名次；只与自己的上一期比较。")
SMALL_RULE = _("少于 20 个样本不比较，只写出件数。区间是百分之九十五的可信区间（威尔逊）。")
EXCLUDED_RULE = _("剔除的工单照常答复，只是不计入比率；由单位提出、另一机构决定，这里公布件数和理由。")
