"""What a resident fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms.base import FaultyForm, PhotosField
from linli.cases.forms.questions import AskingForm
from linli.cases.terms import Satisfaction

# One tap says why it is not solved; a sentence of one's own says more.
UNSOLVED_REASONS = (
    ("nobody_came", _("没有人来处理")),
    ("half_done", _("只处理了一部分")),
    ("came_back", _("处理后又出现了")),
    ("not_what_i_meant", _("处理的不是我说的问题")),
    ("other", _("其他原因，写在下面")),
)


class ReportForm(AskingForm):
    text = forms.CharField(
        label=_("发生了什么？"),
        strip=False,
        error_messages={"required": _("请写一句发生了什么，比如“3 号楼门口路灯不亮”。")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    place_name = forms.CharField(label=_("具体在哪里？"), required=False, max_length=120)
    photos = PhotosField(label=_("照片"), required=False)
    phone = forms.CharField(
        label=_("手机号"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(label=_("怎么称呼您？"), required=False, max_length=40)
    category = forms.CharField(required=False, widget=forms.HiddenInput)
    door = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    intake_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)  # signed: photos already sent


class FollowForm(FaultyForm):
    code = forms.CharField(
        label=_("编号（11 位）"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    pin = forms.CharField(
        label=_("手机号后四位，或回执上的四位数字"),
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class AddForm(FaultyForm):
    note = forms.CharField(
        label=_("补充什么情况？"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    photos = PhotosField(label=_("照片"), required=False)


class RateForm(FaultyForm):
    """The three questions of a call-back; only the first must be answered."""

    contacted = forms.TypedChoiceField(
        label=_("办理中有人及时联系过您吗？"),
        choices=[("yes", _("联系过")), ("no", _("没有人联系我"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    solved = forms.TypedChoiceField(
        label=_("问题解决了吗？"),
        choices=[("yes", _("解决了")), ("part", _("解决了一部分")), ("no", _("没解决"))],
        coerce=str,
        widget=forms.RadioSelect,
    )
    satisfaction = forms.ChoiceField(
        label=_("办理过程您满意吗？"), choices=Satisfaction.choices, required=False, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("哪里没解决？"), choices=UNSOLVED_REASONS, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("还想说什么"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    partly = False  # some of it is solved

    def clean_solved(self) -> bool:
        """Only all of it is solved; what is left goes back to work."""
        self.partly = self.cleaned_data["solved"] == "part"
        return bool(self.cleaned_data["solved"] == "yes")

    def spoken(self) -> str:
        """The tapped reason and the own words as one sentence."""
        reason = self.cleaned_data["reason"] if not self.cleaned_data["solved"] else ""
        tapped = str(dict(UNSOLVED_REASONS)[reason]) if reason and reason != "other" else ""
        return "；".join(part for part in (tapped, self.cleaned_data["words"].strip()) if part)


class WithdrawForm(FaultyForm):
    note = forms.CharField(label=_("为什么撤回？"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
