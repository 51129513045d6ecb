"""Where, what about, how often, to which mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.channels.alerts.terms import MAIL_MAX, RADII_M, Rhythm

GRID, COMMUNITY = "grid", "community"


def _reaches() -> list[tuple[str, str]]:
    near = [(str(metres), _now("周围 %(n)d 米") % {"n": metres}) for metres in RADII_M]
    return [(GRID, _now("这个网格")), (COMMUNITY, _now("整个社区")), *near]


class AlertForm(FaultyForm):
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    door = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    lat = forms.FloatField(
        label=_("纬度"),
        required=False,
        min_value=-85,
        max_value=85,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    lon = forms.FloatField(
        label=_("经度"),
        required=False,
        min_value=-180,
        max_value=180,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    area = forms.CharField(
        label=_("画的范围"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reach = forms.ChoiceField(label=_("多大范围？"), choices=_reaches, widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(
        label=_("关心哪些事？"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rhythm = forms.ChoiceField(label=_("多久一封？"), choices=Rhythm.choices, widget=forms.RadioSelect)
    address = forms.EmailField(
        label=_("邮箱"),
        required=False,
        max_length=MAIL_MAX,
        error_messages={"invalid": _("这个邮箱写得不对，应当像 name@example.cn。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    do = forms.ChoiceField(choices=[("mail", "mail"), ("feed", "feed")], required=False)

    def __init__(self, *args: Any, groups: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = list(groups.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.data.get("do", "mail") == "mail" and not data.get("address") and "address" not in self.errors:
            self.add_error("address", _now("请写邮箱；不想留邮箱，可以点“拿订阅地址”。"))
        return data
