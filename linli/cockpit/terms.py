"""What is counted, at which grains, how it is called and how it is computed."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.cases.terms import LADDER, Queue
from linli.core.actors import Level

WHOLE = (
    0  # the key under which the whole district is counted: cases whose place nobody knows belong to it too
)
GRAINS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)
LEVEL_NAMES: dict[str, Promise] = {
    Level.DISTRICT: _("区县"),
    Level.SUBDISTRICT: _("街道、乡镇"),
    Level.COMMUNITY: _("社区"),
    Level.GRID: _("网格"),
}

# Counted per day and place, each on the day it happened. A new measure is a name here, a column of
# `PlaceDay` and a line in `rules.counting`; then `linli cockpit rebuild`.
MEASURES = (
    "received",
    "dispatched",
    "returned",
    "finished",
    "timed",  # finished, and the limit is known
    "on_time",
    "handling_min",
    "reworked",
    "reopened",
    "late",
    "asked",
    "rated",
    "solved",
    "graded",  # rated, and asked for a degree
    "content",
    "closed",
    "ended",
    "solved_grid",  # closed, by the level it was solved at
    "solved_community",
    "solved_subdistrict",
    "solved_district",
)
SOLVED_AT = {f"solved_{level}": level for level in LADDER}  # measure: level, the narrowest first
OPEN_QUEUES = (Queue.DESK, Queue.UNIT, Queue.CALLER, Queue.WAITING)

PERIODS = (7, 30, 90)  # days, today included
USUAL_PERIOD = 30
LEAST_SAMPLE = 20  # under it a share is not shown and nothing is compared: our value, domain.md section 2
LEAST_PUBLIC = 10  # public counts come in groups of at least so many: our value, domain.md section 2
MOST_DRAWN = 600  # areas on one map; more are drawn one level wider
STALE_S = 120  # counted so long ago, the page says that the counting stands still


@dataclass(frozen=True, slots=True)
class Word:
    label: Promise
    how: Promise


# Said beside the numbers and together at the foot of the page.
WORDS: dict[str, Word] = {
    "received": Word(_("收到"), _("当天登记的诉求，每位诉求人算一件。")),
    "dispatched": Word(_("派出"), _("当天第一次派给承办单位的诉求；改派、再派不重复计算。")),
    "closed": Word(_("结案"), _("当天结案的诉求，含到期未评价的；重新办理后再次结案另算一次。")),
    "ended": Word(_("其他了结"), _("不予受理、转告、合并、撤回、终止。")),
    "open": Word(_("在办"), _("现在没有了结的诉求：待调度、办理中、待评价、挂起之和。")),
    "late_now": Word(_("已超时"), _("现在待调度或办理中、已过时限的诉求，打开页面时按时钟核算。")),
    "finished": Word(_("办结"), _("承办单位反馈已办完的次数；办结不等于结案。")),
    "on_time": Word(
        _("按期率"), _("在时限内办结的 ÷ 有时限的办结；办理期间出现过超时的不算按期。少于 20 次不计算。")
    ),
    "handling_min": Word(_("平均用时"), _("从派出（或退回重办）到办结，按自然时间。")),
    "reworked": Word(_("返工"), _("核查没通过，或诉求人说没解决，退回继续办理的次数。")),
    "returned": Word(_("退回"), _("承办单位认为不属于其职责而退回的次数。")),
    "late": Word(_("超时次数"), _("当天有时限到期而没有完成的次数：派单、签收、办结、核查都算。")),
    "solved": Word(_("解决率"), _("说“解决了”的 ÷ 全部回答；没有回答的不算。少于 20 位不计算。")),
    "levels": Word(
        _("在哪一级办成"),
        _(
            "结案的诉求按牵头的一级和办完的单位所服务的范围里最大的一个算：网格队伍办完又没有上交的，才算不出网格。"
            "从历史数据导入的没有记载，不算在内。少于 20 件不计算比率。"
        ),
    ),
    "content": Word(
        _("满意率"), _("选“满意”或“基本满意”的 ÷ 全部回答；没有选的不算满意。少于 20 位不计算。")
    ),
}
