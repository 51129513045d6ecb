"""Words the whole house shares."""

from django.utils.translation import gettext_lazy as _

# What a failure page says when the error itself brought no sentence: title, what to do next.
FAILURES = {
    "NotSignedIn": (_("请先登录"), _("登录后会回到您刚才的页面。")),
    "NotAllowed": (_("您的岗位不能做这件事"), _("如果工作需要，请联系本级管理员调整岗位。")),
    "NotFound": (_("没有找到这个页面"), _("请检查链接或编号是否完整，或返回首页重新查找。")),
    "BadStep": (_("这件事现在不能走这一步"), _("它的状态已经变化，请刷新页面看看最新进展。")),
    "Stale": (
        _("别人刚刚处理过这件事"),
        _("请刷新页面，看清最新情况后再操作。您刚才填写的内容没有丢失，返回即可看到。"),
    ),
    "Gone": (_("这个链接已经失效"), _("请用编号和手机号后四位查询，或拨打社区电话。")),
    "RuleBroken": (_("还差一点"), _("请按提示修改后再提交。")),
    "TooMany": (_("操作太频繁了"), _("请稍等几分钟再试。")),
    "Unavailable": (_("系统正忙"), _("请稍等一分钟再试。您填写的内容没有丢失，返回即可看到。")),
    "DomainError": (_("没有办成"), _("请返回重试；如果一直不行，请拨打社区电话。")),
}
