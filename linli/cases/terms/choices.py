"""What a case can be, come from, and come to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    MAIL = "mail", _("邮件")
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
