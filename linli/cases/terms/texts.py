"""Sentences that callers read, and the words that mean danger."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Lines of the timeline that move nothing; what the caller reads.
REMARKS: dict[str, Promise] = {
    "receive": _("已收到"),
    "add": _("您补充了情况"),
    "remind": _("您催办了一次，已提醒办理的单位"),
    "urged": _("调度已催办承办单位"),
    "whistle": _("已请有关部门一起来办"),
    "whistle_done": _("有关部门一起办理的结果"),
    "whistle_off": _("不再需要有关部门到场"),
    "answer": _("承办单位答复"),
    "ask": _("请您补充几个情况"),
    "answers": _("补答了有关问题"),
    "inner": _("内部备注"),
    "correct": _("更正了类别或地点"),
    "assist": _("增加了协办单位"),
    "assist_done": _("协办单位已办完"),
    "assist_returned": _("协办单位已退回"),
    "late": _("已超过办理时限，正在督促"),
    "joined": _("又有邻居反映了同一问题"),
    "parted": _("有一件合并有误，已分开办理"),
    "left": _("有一位反映人不再要求办理"),
    "raise": _("这一级办不了，已交给上一级牵头"),
    "hand_down": _("已交给基层就近办理"),
    "take_over": _("牵头单位已接手"),
    "scale": _("确定了由哪一级牵头"),
    "assist_recalled": _("已收回一家协办单位的工单"),
    "split": _("其中另一件事已单独办理"),
    "reword": _("您修改了描述"),
    "moderate": _("工作人员隐去了一部分内容"),
    "shown": _("恢复显示一张照片"),
    "rate": _("您已评价"),
    "request": _("承办单位提出申请"),
    "request_refused": _("申请没有获准"),
    "request_back": _("申请已收回"),
    "extended": _("办理时限延长一次"),
    "limit_back": _("延期已撤销"),
    "excluded": _("不计入承办单位的考核，仍照常为您办理"),
    "objected": _("您提出了异议，调度将换人复核"),
    "upheld": _("您的异议成立"),
    "not_upheld": _("您的异议经复核没有改变决定"),
    "designated": _("经核定，由现在的单位继续办理"),
    "consult": _("正在请有关单位会商"),
    "opinion": _("会商意见"),
    "supervise": _("已列入督办"),
    "supervise_reply": _("承办单位已回复督办"),
    "review": _("到了约定的复查日期，正在复查"),
    "rechecked": _("到现场复查：隐患已消除"),
    "recheck_failed": _("到现场复查：隐患还在"),
    "import": _("由历史数据导入"),
    "import_changed": _("按历史数据更新"),
}

# What a caller reads of what another caller of the same matter did: that it was done, never the words.
OTHERS_SAY: dict[str, Promise] = {
    "add": _("一位邻居补充了情况"),
    "answers": _("一位邻居补答了有关问题"),
    "remind": _("一位邻居催办了一次，已提醒办理的单位"),
    "not_solved": _("一位邻居反馈没有解决，已退回继续办理"),
    "reopen": _("一位邻居说又出现了，重新办理"),
    "close": _("已结案"),
}

# Danger to life is said at once, before anything is sent: words, then whom to call.
DANGER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("着火", "起火", "火灾", "燃气泄漏", "煤气泄漏", "天然气泄漏", "爆炸", "被困电梯", "困在电梯"), "119"),
    (("晕倒", "昏迷", "没有呼吸", "大出血", "触电", "坠楼", "溺水", "喝农药"), "120"),
    (("打架", "持刀", "抢劫", "家暴", "跟踪我", "有人闯入", "轻生", "要跳楼"), "110"),
)

# What a caller is told when a case is not taken on: reason, and the way that is open instead.
DECLINE_REASONS: dict[str, tuple[Promise, Promise]] = {
    "emergency": (_("紧急警情、火情、急救"), _("请立即拨打 110、119 或 120。")),
    "legal": (_("正在或应当通过诉讼、仲裁、复议办理"), _("请向受理机关查询，或拨打法律援助热线 12348。")),
    "petition": (_("属于信访事项"), _("已为您转到信访部门，请凭编号向其查询。")),
    "repeat": (_("没有新情况的重复反映"), _("请看原来那一件的办理结果；有新情况请写明后再提交。")),
    "outside": (_("不在本区范围内"), _("请拨打事发地的 12345 热线。")),
    "unclear": (_("看不出要解决什么，也联系不上您"), _("请补充时间、地点和情况后重新提交。")),
}

# Matters about people are never told to neighbours, not even as a number.
_PRIVATE = """
家暴 打人 吵架 夫妻 婚 离异 孩子 老人 精神 抑郁 残疾 低保 救助 生病 患 癌 吸毒 喝酒 醉 债 赌 举报 保姆 独居
走失 欺负 骚扰 跟踪 威胁 偷 抢 邻居 楼上 隔壁 对门 租客 房东
"""
PRIVATE_WORDS = frozenset(_PRIVATE.split())
