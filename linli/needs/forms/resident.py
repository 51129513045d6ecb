"""What a resident fills in to order a service, for oneself or for somebody who said yes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.needs.forms.fields import CHOOSE, DayField, TimesMixin, WantedField, phone_field
from linli.needs.models import NeedKind
from linli.needs.terms import DOOR_MAX, NAME_MAX, WISH_MAX, Relation, Rhythm

PHONE_NEEDED = _("请留一个电话：社区要打给本人，确认一下再安排。")


class OrderForm(FaultyForm, TimesMixin):
    """`whom` is "self" or "other"; of somebody else the proxy is named, too."""

    relation = forms.ChoiceField(
        label=_("给谁登记"), choices=Relation.choices, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    name = WantedField(
        label=_("怎么称呼"),
        most=NAME_MAX,
        required=True,
        error_messages={"required": _("请写怎么称呼，比如“王阿姨”。")},
    )
    phone = phone_field(_("电话"))
    door = WantedField(label=_("单元和门牌"), most=DOOR_MAX)
    proxy_name = WantedField(
        label=_("您怎么称呼"),
        most=NAME_MAX,
        required=True,
        error_messages={"required": _("替别人登记，请写您自己怎么称呼。")},
    )
    proxy_phone = phone_field(_("您的电话"))
    options = forms.MultipleChoiceField(
        label=_("具体要什么"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE
    )
    wish = WantedField(label=_("还要说清什么"), most=WISH_MAX)
    rhythm = forms.ChoiceField(label=_("多久一次"), choices=Rhythm.choices, error_messages=CHOOSE)
    starts_on = DayField(label=_("从哪一天开始"))
    ends_on = DayField(label=_("到哪一天为止"))
    consent = forms.BooleanField(
        label=_("本人知道并同意"),
        error_messages={"required": _("要本人同意才能登记。请念给本人听，同意了再打勾。")},
    )
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    intake_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: NeedKind, whom: str = "other", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.fields["options"]
        assert isinstance(options, forms.MultipleChoiceField)
        options.choices = [(one, one) for one in kind.options]
        if not kind.options:
            del self.fields["options"]
        if whom == "self":
            for name in ("relation", "proxy_name", "proxy_phone"):
                del self.fields[name]
            self.fields["phone"].required = True
            self.fields["phone"].error_messages["required"] = PHONE_NEEDED
        else:
            self.fields["relation"].choices = [  # type: ignore[attr-defined]
                (value, label) for value, label in Relation.choices if value != Relation.SELF
            ]


class FindForm(FaultyForm):
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


class RenewForm(FaultyForm):
    ends_on = DayField(label=_("续到哪一天"))
    consent = forms.BooleanField(
        label=_("本人知道并同意续期"),
        error_messages={"required": _("续期要本人重新同意。请念给本人听，同意了再打勾。")},
    )
