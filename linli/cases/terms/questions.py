"""What may be asked about a matter of a category, by whom it is answered, and when an answer is history."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    """What an answer is made of."""

    CHOICE = "choice", _("选一项")
    CHOICES = "choices", _("可选多项")
    TEXT = "text", _("一句话")
    NUMBER = "number", _("数字")
    YES_NO = "yes_no", _("是或否")
    DATE = "date", _("日期")
    TIME_OF_DAY = "time_of_day", _("时刻")


class AskedOf(models.TextChoices):
    """In the order in which they come to know of the matter."""

    CALLER = "caller", _("诉求人")
    DESK = "desk", _("调度")
    UNIT = "unit", _("承办单位（办结时）")


class Former(models.TextChoices):
    """Why an answer counts no longer; it stays beside the case."""

    CHANGED = "changed", _("后来改过")
    CLOSED = "closed", _("后来不需要回答")
    CATEGORY = "category", _("类别改过，新类别不问")


OPENING = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.YES_NO})  # may open another
LISTED = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})  # have options
YES, NO = "yes", "no"
YES_NO_WORDS = {YES: _("是"), NO: _("否")}
# As people and tables write them: data, not interface text.
YES_NO_READ = {
    "yes": YES, "true": YES, "1": YES, "是": YES, "有": YES, "对": YES, "√": YES,
    "no": NO, "false": NO, "0": NO, "否": NO, "没有": NO, "无": NO, "不是": NO, "×": NO,
}  # fmt: skip

QUESTIONS_MOST = 8  # of one category: whoever is asked more stops answering
ANSWER_MAX = 200
TAKEN_CODES = frozenset({"kind", "place_name"})  # attributes every service of Open311 has
# Duties D-1 and D-2: nobody is asked these, whatever the category; beside the words no pack may hold at all
# (methods.terms.FORBIDDEN_WORDS). Data, not interface text.
NOT_ASKED = tuple(
    """
    民族 宗教 信什么教 是不是党员 是否党员 哪个党派 坐过牢 判过刑 处罚过 传染病 什么病 病情 病历 残疾等级 上访
    信访 身份证 银行卡 密码
    """.split()  # noqa: SIM905
)
