"""A danger has no field for a person, a door or a sentence: a test holds this list closed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.cases.forms.base import PhotosField
from linli.channels.spotters.terms import MARK_MAX, Spot


class DangerForm(FaultyForm):
    kind = forms.ChoiceField(
        label=_("是哪一种？"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一种。清单以外的事，请走“我要反映”。")},
    )
    where = forms.ChoiceField(
        label=_("在什么位置？"),
        choices=Spot.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个位置。")},
    )
    mark = forms.CharField(
        label=_("旁边的标记"),
        required=False,
        max_length=MARK_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pictures = PhotosField(label=_("照片"), required=False)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    door = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    lat = forms.FloatField(
        label=_("纬度"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    lon = forms.FloatField(
        label=_("经度"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    intake_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class CheckForm(FaultyForm):
    passed = forms.TypedChoiceField(
        label=_("隐患还在吗？"),
        choices=[("yes", _("不在了，已整改")), ("no", _("还在"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    photos = PhotosField(label=_("整改后的照片"), required=False)
