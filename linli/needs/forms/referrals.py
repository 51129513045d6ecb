"""What offices and named people type: choices, staff numbers, a reference. Nothing about anybody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.needs.forms.fields import CHOOSE, DayField
from linli.needs.terms import Ask

CLOSE_NAMES = {"autocomplete": "off"}


class ReferForm(FaultyForm):
    asks = forms.ChoiceField(
        label=_("请对方做什么"), choices=Ask.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    staff = forms.RegexField(
        r"\A[A-Za-z0-9\-]{1,40}([\s,，、]+[A-Za-z0-9\-]{1,40}){0,9}\Z",
        label=_("给谁看（工号，用空格隔开）"),
        widget=forms.TextInput(attrs=CLOSE_NAMES),
        error_messages={"required": _("请写工号。"), "invalid": _("只写工号，用空格隔开，不写姓名。")},
    )
    expires_on = DayField(label=_("到哪一天失效"))


class OpenForm(FaultyForm):
    reference = forms.RegexField(
        r"\A[A-Za-z0-9\s\-]{1,40}\Z",
        label=_("编号"),
        widget=forms.TextInput(attrs=CLOSE_NAMES),
        error_messages={"required": _("请输入编号。"), "invalid": _("编号只有字母和数字。")},
    )
