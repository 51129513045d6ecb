"""The shape of what people type. What it means is checked by the actions; their sentences come back here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from linli.cases.terms import DECLINE_REASONS, Kind, Outcome, Satisfaction
from linli.core.errors import RuleBroken

# One tap says why it is not solved; a sentence of one's own says more.
UNSOLVED_REASONS = (
    ("nobody_came", _("没有人来处理")),
    ("half_done", _("只处理了一部分")),
    ("came_back", _("处理后又出现了")),
    ("not_what_i_meant", _("处理的不是我说的问题")),
    ("other", _("其他原因，写在下面")),
)


type Upload = "UploadedFile[bytes]"


NOTE_NEEDED = {"required": _("请写清原因或结果，诉求人会看到这段话。")}


class FaultyForm(forms.Form):
    """A form that can take the sentences of a broken rule beside its own fields."""

    def take_fault(self, fault: RuleBroken) -> None:
        placed = {name: why for name, why in fault.fields.items() if name in self.fields}
        for name, why in placed.items():
            self.add_error(name, why)
        if not placed:
            self.add_error(None, fault.sentence)

    def remember(self, name: str, value: str) -> None:
        """Put a value into the form as if it had been sent, so that it is there when the form comes back."""
        self.data = {**{key: self.data[key] for key in self.data}, name: value}


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures from the camera or the album."""

    widget = PhotosInput(attrs={"accept": "image/*"})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in given if one]


class ReportForm(FaultyForm):
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
    solved = forms.TypedChoiceField(
        label=_("问题解决了吗？"),
        choices=[("yes", _("解决了")), ("no", _("没解决"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    satisfaction = forms.ChoiceField(
        label=_("办理过程您满意吗？"), choices=Satisfaction.choices, required=False, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("哪里没解决？"), choices=UNSOLVED_REASONS, required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("还想说什么"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def spoken(self) -> str:
        """The tapped reason and the own words as one sentence."""
        reason = self.cleaned_data["reason"] if not self.cleaned_data["solved"] else ""
        tapped = str(dict(UNSOLVED_REASONS)[reason]) if reason and reason != "other" else ""
        return "；".join(part for part in (tapped, self.cleaned_data["words"].strip()) if part)


class WithdrawForm(FaultyForm):
    note = forms.CharField(label=_("为什么撤回？"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PlainForm(FaultyForm):
    """A step that needs no words: only the version of the page it was pressed on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RemarkForm(PlainForm):
    note = forms.CharField(
        label=_("说明（诉求人会看到）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(PlainForm):
    note = forms.CharField(
        label=_("原因"), error_messages=NOTE_NEEDED, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteForm(PlainForm):
    """A sentence and pictures beside a step."""

    note = forms.CharField(
        label=_("做了什么（诉求人会看到）"),
        error_messages=NOTE_NEEDED,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(label=_("照片"), required=False)


class ReturnForm(ReasonForm):
    suggested = forms.CharField(label=_("建议由谁办理"), required=False, max_length=80)


class DispatchForm(PlainForm):
    unit = forms.TypedChoiceField(label=_("承办单位"), coerce=int)
    note = forms.CharField(label=_("派单要求"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class BulkForm(FaultyForm):
    """Where several cases go; the unit is asked for only when they are dispatched."""

    unit = forms.TypedChoiceField(label=_("承办单位"), coerce=int, required=False)
    note = forms.CharField(
        label=_("派单要求（改派的请写明原因）"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssistForm(PlainForm):
    unit = forms.TypedChoiceField(label=_("协办单位"), coerce=int)
    note = forms.CharField(label=_("请其做什么"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DeclineForm(PlainForm):
    reason = forms.ChoiceField(
        label=_("理由"),
        choices=[(key, why) for key, (why, _way) in DECLINE_REASONS.items()],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("还要告诉诉求人什么"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MergeForm(PlainForm):
    into = forms.CharField(label=_("并入哪一件（编号）"), max_length=30)


class CloseForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("结案方式"),
        choices=[(o.value, o.label) for o in Outcome if o is not Outcome.NO_ANSWER],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("回访情况"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectForm(PlainForm):
    category = forms.ChoiceField(label=_("类别"), required=False)
    kind = forms.ChoiceField(label=_("性质"), choices=Kind.choices, required=False)
    place = forms.IntegerField(label=_("地点"), required=False, widget=forms.HiddenInput)


class PurposeForm(FaultyForm):
    purpose = forms.CharField(label=_("为什么要看联系方式"), max_length=100)


class IntakeForm(ReportForm):
    """The desk files for somebody at the counter, on the phone or on paper."""

    channel = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[("phone", _("电话")), ("counter", _("窗口")), ("paper", _("纸质"))],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("性质"), choices=Kind.choices, initial=Kind.HELP)
    confidential = forms.BooleanField(label=_("诉求人要求保密"), required=False)
