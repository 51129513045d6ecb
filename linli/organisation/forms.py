"""Shape of what people type about units, people and posts."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.core.actors import Actor, Right
from linli.core.outgoing.terms import TO_MAX, Channel
from linli.organisation import queries
from linli.organisation.models import Person, Unit
from linli.organisation.terms import RIGHTS, Employment, Role, Scope, UnitKind


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    wrong = gettext_lazy("请按 2026-05-08 的样子填写日期。")
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        help_text=help_text,
        error_messages={"invalid": wrong, "required": gettext_lazy("请选日期。")},
    )


class StaffForm(forms.Form):
    """A form that knows who fills it in, and so whom he may mean."""

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.today = today

    def _person(self, text: str) -> Person | None:
        if not text.strip():
            return None
        found = queries.people_named(self.actor, self.today, text)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("有好几位同名，请改填工号。"))
        raise ValidationError(_("没有找到“%(text)s”。请核对工号，或先在“人员”里新增。") % {"text": text})


class PostForm(StaffForm):
    role = forms.ChoiceField(label=gettext_lazy("岗位"), choices=Role.choices)
    title = forms.CharField(
        label=gettext_lazy("职务名称"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("不填就用岗位的名称。"),
    )
    person = forms.CharField(
        label=gettext_lazy("谁"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("填工号或姓名；空着就是待补的岗位。"),
    )
    deputy = forms.CharField(
        label=gettext_lazy("代理人（B角）"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("填工号或姓名；本人外出时自动顶上。"),
    )
    valid_from = _day(gettext_lazy("从哪天起"))
    valid_to = _day(
        gettext_lazy("到哪天止"), required=False, help_text=gettext_lazy("这一天起不再算；长期的不填。")
    )

    def clean_person(self) -> Person | None:
        return self._person(self.cleaned_data["person"])

    def clean_deputy(self) -> Person | None:
        return self._person(self.cleaned_data["deputy"])


class FillForm(StaffForm):
    person = forms.CharField(
        label=gettext_lazy("谁"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("填工号或姓名；空着就是待补。"),
    )
    deputy = forms.CharField(
        label=gettext_lazy("代理人（B角）"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("填工号或姓名；本人外出时自动顶上。"),
    )

    def clean_person(self) -> Person | None:
        return self._person(self.cleaned_data["person"])

    def clean_deputy(self) -> Person | None:
        return self._person(self.cleaned_data["deputy"])


class EndForm(forms.Form):
    on = _day(gettext_lazy("从哪天起不再担任"), help_text=gettext_lazy("选今天，权限马上收回。"))


class AbsenceForm(forms.Form):
    starts_on = _day(gettext_lazy("从哪天起"))
    ends_on = _day(gettext_lazy("到哪天止（含）"))


class PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=40)
    phone = forms.CharField(label=gettext_lazy("手机"), max_length=20, required=False)
    employment = forms.ChoiceField(label=gettext_lazy("用工方式"), choices=Employment.choices)


class NewPersonForm(PersonForm):
    staff_number = forms.CharField(label=gettext_lazy("工号"), max_length=40, required=False)
    sign_in_name = forms.CharField(
        label=gettext_lazy("登录名"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("不需要登录的人不填；以后也可以开通。"),
    )


class SignInNameForm(forms.Form):
    sign_in_name = forms.CharField(label=gettext_lazy("登录名"), max_length=40)


class UnitForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    kind = forms.ChoiceField(label=pgettext_lazy("unit", "类别"), choices=UnitKind.choices)
    trade = forms.CharField(
        label=gettext_lazy("行业代码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("派单目录按它找单位，例如 city_management。"),
    )
    parent = forms.CharField(
        label=gettext_lazy("上级单位代码"),
        max_length=40,
        required=False,
    )
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=20, required=False)

    def clean_parent(self) -> Unit | None:
        code = self.cleaned_data["parent"].strip()
        if not code:
            return None
        unit = queries.light_units().filter(code=code, active=True).first()
        if unit is None:
            raise ValidationError(_("没有代码为 %(code)s 的单位。") % {"code": code})
        return unit


class NewUnitForm(UnitForm):
    code = forms.CharField(label=gettext_lazy("单位代码"), max_length=40)


class AddressForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("怎么通知"), choices=Channel.choices)
    to = forms.CharField(
        label=gettext_lazy("发到哪里"),
        max_length=TO_MAX,
        help_text=gettext_lazy("邮箱、回调网址、值班手机、企业微信群机器人的 key。"),
    )
    urgent_only = forms.BooleanField(label=gettext_lazy("只在紧急时通知"), required=False)


class UploadForm(forms.Form):
    what = forms.ChoiceField(
        label=gettext_lazy("表里是什么"),
        choices=[("staff", gettext_lazy("人员和岗位")), ("units", pgettext_lazy("table", "单位"))],
        widget=forms.RadioSelect,
        initial="staff",
    )
    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("Excel 或 CSV，几千行以内；更多的请管理员用命令行导入。"),
        error_messages={"required": gettext_lazy("请选一个 Excel 或 CSV 文件。")},
    )


_MACHINE_RIGHTS = frozenset({Right.CASE_SEE, Right.CASE_REPORT})


def _machine_roles() -> list[tuple[str, Any]]:
    """Roles in which a machine has something to do: those with cases."""
    return [(role.value, role.label) for role in Role if RIGHTS[role] & _MACHINE_RIGHTS]


class IntegrationForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("哪个系统"),
        max_length=40,
        help_text=gettext_lazy("例如“12345 热线平台”。办理记录里会这样写。"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("相当于哪个岗位"),
        choices=_machine_roles,
        help_text=gettext_lazy("它能看到和办理的，不会超过这个岗位的人。"),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("用来做什么"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    per_minute = forms.IntegerField(label=gettext_lazy("每分钟最多请求数"), min_value=1)
    expires_on = _day(gettext_lazy("令牌到哪天止"), help_text=gettext_lazy("这一天起不再有效，最长两年。"))


class RotateForm(forms.Form):
    expires_on = _day(gettext_lazy("新令牌到哪天止"), help_text=gettext_lazy("这一天起不再有效，最长两年。"))
    overlap = forms.BooleanField(
        label=gettext_lazy("旧令牌再用 24 小时"),
        required=False,
        help_text=gettext_lazy("怀疑泄露时不要勾选。"),
    )
