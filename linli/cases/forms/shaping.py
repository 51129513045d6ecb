"""Forms of what shapes a case: its size and level, its parts, its words and photos, its merger."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms.base import FaultyForm, PhotosField, PlainForm
from linli.cases.terms import Scale


class ScaleForm(PlainForm):
    scale = forms.ChoiceField(label=_("规模"), choices=Scale.choices, widget=forms.RadioSelect)


class LevelForm(PlainForm):
    note = forms.CharField(
        label=_("为什么（诉求人会看到）"),
        error_messages={"required": _("请写明为什么，诉求人会看到。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UnmergeForm(PlainForm):
    note = forms.CharField(
        label=_("为什么分开（诉求人会看到）"),
        error_messages={"required": _("请写明为什么，诉求人会看到。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RecallForm(PlainForm):
    order = forms.TypedChoiceField(label=_("收回哪一家的"), coerce=int)


class SplitForm(PlainForm):
    text = forms.CharField(
        label=_("另一件事"),
        error_messages={"required": _("请把另一件事写出来，可以照抄原文里的那几句。")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    category = forms.ChoiceField(label=_("类别"), required=False)
    photos_along = forms.TypedMultipleChoiceField(
        label=_("跟过去的照片"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


class ModerateForm(PlainForm):
    text = forms.CharField(
        label=_("改成（只隐去个人信息或辱骂，不改意思）"),
        strip=False,
        error_messages={"required": _("请写改后的文字。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    because = forms.CharField(label=_("为什么（诉求人会看到）"), max_length=200)


class PhotoForm(PlainForm):
    photo = forms.TypedChoiceField(label=_("哪一张"), coerce=int)


class HidePhotoForm(PhotoForm):
    because = forms.CharField(label=_("为什么（诉求人会看到）"), max_length=200)


class RewordForm(FaultyForm):
    text = forms.CharField(
        label=_("发生了什么？"),
        strip=False,
        error_messages={"required": _("请写一句发生了什么，比如“3 号楼门口路灯不亮”。")},
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AgainForm(FaultyForm):
    """What happened since it was closed."""

    note = forms.CharField(
        label=_("现在是什么情况？"),
        error_messages={"required": _("请写一句现在的情况，比如“修好两天又不亮了”。")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(label=_("照片"), required=False)


class NeighbourAgainForm(AgainForm):
    which = forms.CharField(required=False, widget=forms.HiddenInput)
    door = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    phone = forms.CharField(
        label=_("手机号（可以不填）"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
