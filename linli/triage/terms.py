"""What is enough to suggest something, and how near is alike. Our values; for units see ADR 0008."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.terms import State

SEED = 20260508  # of everything here that draws lots

# A unit: silent below these.
SAME_AT_LEAST = 5  # matters of the same kind that were finished
DONE_AT_LEAST = 2  # of them by the unit: once is no reason
OFFER_SHARE = 0.4  # how likely the unit must be
ALTERNATIVE_SHARE = 0.1
MOST_ALTERNATIVES = 2

# A category by its text: what is learned from, and when we keep silent. Our values, see ADR 0014.
MOST_LEARNED = 20_000  # finished matters, the newest
LEAST_LEARNED = 60  # of all kinds together; fewer teach nothing
LEAST_OF_A_KIND = 6  # a rarer kind is not learned
HELD_OUT_SHARE = 0.2  # the newest, on which figures are measured
LEAST_COMPARED = 40  # unseen matters, to say that a model is worse than another
WORSE_BY = 0.01  # a smaller difference is chance
LEAST_CONFIDENCE = 0.5  # whatever the model's own threshold
KEPT_WEIGHTS = 8  # versions that can be put back in use
MOST_CONFUSIONS = 60
SURE, FAIRLY_SURE = 0.9, 0.75
HINTS_A_MINUTE = 600  # from one address; several residents may share one

# Hot topics.
PERIOD = timedelta(days=14)  # this one is compared with the one before
MOST_READ = 20_000  # matters of both periods, the newest
LEAST_OF_A_TOPIC = 5
LEAST_TOLD = 3  # of a topic in a smaller place, to staff
LEAST_PUBLIC = 10
MOST_TOPICS = 30
GROWING_BY = 1.5
FADING_BY = 0.67
RECURRING_MONTHS = 6  # looked back on
RECURRING_LEAST_MONTHS = 3
RECURRING_LEAST_CASES = 5  # in a month
MOST_RECURRING = 20


class Course(models.TextChoices):
    """Where a topic is going, this period beside the one before."""

    NEW = "new", _("新出现")
    GROWING = "growing", _("在增多")
    STEADY = "steady", _("持平")
    FADING = "fading", _("在减少")


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
LEAST_TYPED = 4  # characters, before anything is compared at the counter
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
