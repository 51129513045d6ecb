"""What is enough to suggest something, and how near is alike. Our values; for units see ADR 0008."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from linli.cases.terms import State

# A unit: silent below these.
SAME_AT_LEAST = 5  # matters of the same kind that were finished
DONE_AT_LEAST = 2  # of them by the unit: once is no reason
OFFER_SHARE = 0.4  # how likely the unit must be
ALTERNATIVE_SHARE = 0.1
MOST_ALTERNATIVES = 2

# States in which a unit has done its work, so that there is something to learn.
TAUGHT = (State.FINISHED, State.VERIFIED, State.CLOSED, State.ARCHIVED)
TEACHING_STEPS = frozenset({"finish", "verify", "close", "archive"})
UNDECIDED = (State.RECEIVED, State.REGISTERED, State.RETURNED)

# Look-alikes.
ALIKE_WITHIN = timedelta(days=14)
NEAR_M = 300
NEIGHBOUR_M = 150  # what a stranger may be told of
MOST_CANDIDATES = 200
MOST_ALIKE = 3
MOST_HINTS = 3
ALIKE_SCORE = 0.45
TEXT_READ = 300  # characters of a text that are compared

# Found in half of all texts and says nothing about the matter.
_EMPTY = """
号楼 单元 小区 楼下 门口 我们 我家 你好 您好 请问 希望 没有 一个 什么 这个 那个 尽快 处理 解决 反映 有关 相关
部门 社区 问题 现在 已经 一直 居民 业主 物业 时候 今天 昨天 附近 旁边 路口 街道 影响 严重 安排 麻烦 帮忙 谢谢
"""
EMPTY_WORDS = frozenset(_EMPTY.split())
EMPTY_CHARACTERS = frozenset("的了是在我你您他她有和就都也还吗呢吧啊请把被给让到从去来又很太这那")

# Matters about people are never told to neighbours, not even as a number.
_PRIVATE = """
家暴 打人 吵架 夫妻 婚 离异 孩子 老人 精神 抑郁 残疾 低保 救助 生病 患 癌 吸毒 喝酒 醉 债 赌 举报 保姆 独居
走失 欺负 骚扰 跟踪 威胁 偷 抢 邻居 楼上 隔壁 对门 租客 房东
"""
PRIVATE_WORDS = frozenset(_PRIVATE.split())

# What a neighbour reads about an open matter.
STANDS = {
    State.RECEIVED: _("已收到，正在安排"),
    State.REGISTERED: _("已收到，正在安排"),
    State.RETURNED: _("已收到，正在安排"),
    State.DISPATCHED: _("已派给承办单位"),
    State.ACCEPTED: _("已派给承办单位"),
    State.IN_HAND: _("正在处理"),
    State.FINISHED: _("已办完，正在核查"),
    State.SUSPENDED: _("已列入计划"),
    State.LONG_TERM: _("已列入计划"),
}
