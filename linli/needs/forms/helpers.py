"""What helpers fill in, and what is written down about their offers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.needs.forms.fields import CHOOSE, DayField, TimesMixin, WantedField, phone_field
from linli.needs.models import NeedKind
from linli.needs.terms import NAME_MAX, HelperKind, NotDone, Part, RefuseWhy


class RefuseForm(FaultyForm):
    why = forms.ChoiceField(
        label=_("哪里不行（只有社区看得到）"),
        choices=RefuseWhy.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class NotDoneForm(FaultyForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("为什么没做成"), choices=NotDone.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )


class MoveForm(FaultyForm):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    to = DayField(label=_("改到哪一天"))
    part = forms.TypedChoiceField(
        label=_("什么时候"),
        choices=Part.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )


class HelperForm(FaultyForm):
    """Partners and volunteers; staff and units are taken from the lists of the organisation."""

    kind = forms.ChoiceField(
        label=_("哪一类"), choices=HelperKind.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    name = WantedField(label=_("名称（被帮的人会看到）"), most=NAME_MAX)
    phone = phone_field(_("电话"))
    number = forms.CharField(label=_("工号或单位代码"), required=False, max_length=40)


class OfferForm(FaultyForm, TimesMixin):
    kind = forms.ChoiceField(label=_("帮什么"), error_messages=CHOOSE)
    skills = forms.MultipleChoiceField(
        label=_("会什么"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE
    )
    reach_m = forms.IntegerField(
        label=_("最远多少米"),
        initial=1_000,
        error_messages={"required": _("请写最远多少米。"), "invalid": _("请写一个整数。")},
    )
    at_once = forms.IntegerField(
        label=_("同时能帮几家"),
        initial=1,
        error_messages={"required": _("请写同时能帮几家，至少 1 家。"), "invalid": _("请写一个整数。")},
    )
    until = DayField(label=_("到哪一天为止"))

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[NeedKind] = (),
        skills: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.name) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["skills"].choices = list((skills or {}).items())  # type: ignore[attr-defined]
