"""Fields of an order, the headings they are known by, states of files and rows."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.terms import Colour, Kind


class BatchState(models.TextChoices):
    DRAFT = "draft", _("待确认")
    FILING = "filing", _("登记中")
    DONE = "done", _("已完成")


class LineState(models.TextChoices):
    WAITING = "waiting", _("待登记")
    CREATED = "created", _("新登记")
    KNOWN = "known", _("已登记过")
    CHANGED = "changed", _("内容有变化")
    REFUSED = "refused", _("没有登记")


# Our field: its name, and the headings it is known by, the commonest first. Chinese data, not interface text.
FIELDS = {
    "number": _("工单编号"),
    "text": _("诉求内容"),
    "title": _("标题"),
    "phone": _("来电号码"),
    "name": _("诉求人"),
    "place_name": _("地址"),
    "community": _("社区"),
    "category": _("诉求类别"),
    "kind": _("诉求性质"),
    "sent_at": _("派单时间"),
    "due_at": _("办理时限"),
    "urgency": _("紧急程度"),
    "confidential": _("是否保密"),
}
NEEDED = ("number", "text")
KNOWN_AS = {
    "number": ("工单编号", "工单号", "工单号码", "受理编号", "诉求编号", "热线工单号", "编号", "流水号"),
    "text": ("诉求内容", "来电内容", "反映内容", "主要内容", "工单内容", "问题描述", "诉求描述", "内容"),
    "title": ("标题", "诉求标题", "工单标题", "主题", "诉求摘要"),
    "phone": ("来电号码", "联系电话", "联系方式", "诉求人电话", "电话", "手机号", "手机号码", "来电人电话"),
    "name": ("诉求人", "姓名", "诉求人姓名", "来电人", "来电人姓名", "联系人", "市民姓名"),
    "place_name": ("诉求地址", "事发地址", "地址", "事发地点", "发生地点", "问题地址", "具体地址", "地点"),
    "community": ("社区", "所属社区", "社区（村）", "村（社区）", "社区名称"),
    "category": ("诉求类别", "问题分类", "诉求分类", "类别", "分类", "问题类别", "二级分类", "小类"),
    "kind": ("诉求类型", "诉求性质", "工单类型", "来电类型", "性质", "业务类型"),
    "sent_at": ("派单时间", "受理时间", "来电时间", "转办时间", "交办时间", "下派时间"),
    "due_at": ("办理时限", "要求办结时间", "办结时限", "截止时间", "处理时限", "反馈时限", "到期时间"),
    "urgency": ("紧急程度", "缓急程度", "优先级", "紧急等级"),
    "confidential": ("是否保密", "保密", "是否公开", "信息保密"),
}

REPLY_FIELDS = {
    "number": _("工单编号"),
    "unit": _("承办单位"),
    "result": _("办理结果"),
    "finished_at": _("办结时间"),
    "solved": _("是否解决"),
    "satisfaction": _("满意度"),
    "state": _("办理状态"),
    "code": _("本平台编号"),
    "answers": _("补充问答"),
    "empty": _("（空列）"),
}
# What they read: Chinese data.
USUAL_REPLY = (
    ("工单编号", "number"),
    ("承办单位", "unit"),
    ("办理结果", "result"),
    ("办结时间", "finished_at"),
    ("是否解决", "solved"),
    ("满意度", "satisfaction"),
    ("办理状态", "state"),
)
REPLY_COLUMNS_MOST = 12


class AskKind(models.TextChoices):
    EXTENSION = "extension", _("延期")
    RETURN = "return", _("退单")


class Verdict(models.TextChoices):
    PENDING = "pending", _("等答复")
    AGREED = "agreed", _("同意")
    REFUSED = "refused", _("不同意")
    LAPSED = "lapsed", _("不再需要")


ASK_FIELDS = {
    "number": _("工单编号"),
    "kind": _("申请类型"),
    "reason": _("申请理由"),
    "until": _("申请延期至"),
    "asked_at": _("申请时间"),
    "unit": _("承办单位"),
    "code": _("本平台编号"),
    "empty": _("（空列）"),
}
# What they read: Chinese data.
USUAL_ASK = (
    ("工单编号", "number"),
    ("申请类型", "kind"),
    ("申请理由", "reason"),
    ("申请延期至", "until"),
    ("申请时间", "asked_at"),
    ("承办单位", "unit"),
)
# The headings of the table in which they answer, and the words in its cells.
ANSWER_KNOWN_AS = {
    "kind": ("申请类型", "类型", "申请事项", "事项"),
    "verdict": ("审批结果", "审核结果", "答复", "答复结果", "处理意见", "是否同意", "结果"),
    "until": ("同意延期至", "延期至", "新办理时限", "新的办理时限", "调整后时限", "办理时限"),
    "note": ("审批意见", "审核意见", "意见", "说明", "原因", "备注"),
}
REFUSING = ("不同意", "不予", "驳回", "未通过", "不通过", "不准", "否")
AGREEING = ("同意", "通过", "准予", "批准", "是")
KIND_WORDS = {"延": AskKind.EXTENSION, "退": AskKind.RETURN}

# How urgent they say it is, in our grades; a sender may say it otherwise. Red stays for danger.
USUAL_URGENCY = {
    "特急": Colour.RED,
    "特提": Colour.RED,
    "突发": Colour.RED,
    "紧急": Colour.YELLOW,
    "加急": Colour.YELLOW,
    "较急": Colour.YELLOW,
    "急件": Colour.YELLOW,
    "急": Colour.YELLOW,
    "重要": Colour.YELLOW,
    "一般": Colour.GREEN,
    "普通": Colour.GREEN,
    "常规": Colour.GREEN,
    "平件": Colour.GREEN,
}
URGENCY_WORDS_MOST = 20

# Chinese data: words of their cells.
KINDS = {
    "咨询": Kind.ENQUIRY,
    "求助": Kind.HELP,
    "诉求": Kind.HELP,
    "投诉": Kind.COMPLAINT,
    "举报": Kind.TIP_OFF,
    "建议": Kind.SUGGESTION,
    "表扬": Kind.THANKS,
    "感谢": Kind.THANKS,
}
NOTHING = frozenset({"-", "--", "/", "无", "暂无", "匿名", "不详", "未提供", "null", "NULL"})
YES = frozenset({"是", "保密", "不公开", "要求保密", "匿名", "1", "TRUE"})
MOMENT_FORMS = tuple(
    f"{day}{clock}"
    for day in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
    for clock in (" %H:%M:%S", " %H:%M", "", " %H时%M分", "%H时%M分", "%H:%M")
)
BASIS = "来源热线要求"

ROWS_MOST = 5_000  # of one file: live orders come by the day; the past has its own import
CHUNK = 50  # rows of one transaction
SHOWN = 20  # rows of a preview
FAULTS_SHOWN = 100
NUMBER_MAX = 80
CELL_MAX = 6_000
EXPORT_MOST = 5_000
CELLS_KEPT = timedelta(days=30)  # of a file that was filed; a draft is forgotten after DRAFT_KEPT
DRAFT_KEPT = timedelta(days=2)
