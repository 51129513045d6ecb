"""What the desk of the community fills in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.needs.forms.fields import CHOOSE, DayField, WantedField
from linli.needs.forms.resident import OrderForm
from linli.needs.models import NeedKind
from linli.needs.terms import ASK_MOST, WISH_MAX, ConsentHow, DeclineWhy, Relation

HEARD = [(how.value, how.label) for how in ConsentHow if how != ConsentHow.ONLINE]


class PlainForm(FaultyForm):
    """A step without words; `version` is of the page that was read."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ConfirmForm(PlainForm):
    how = forms.ChoiceField(
        label=_("怎么问的本人"), choices=HEARD, widget=forms.RadioSelect, error_messages=CHOOSE
    )


class DeclineForm(PlainForm):
    why = forms.ChoiceField(
        label=_("原因（本人会看到）"),
        choices=DeclineWhy.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    instead = WantedField(label=_("另一个办法"), most=WISH_MAX)


class AskForm(PlainForm):
    """Up to three offers; they are asked in the order of the proposals."""

    helpers = forms.TypedMultipleChoiceField(
        label=_("问谁"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选一到三位，按先后问。"), "invalid_choice": _("请看新的建议再选。")},
    )

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helpers"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = choices

    def clean_helpers(self) -> list[int]:
        chosen: list[int] = self.cleaned_data["helpers"]
        if len(chosen) > ASK_MOST:
            raise forms.ValidationError(_("请选一到三位，按先后问。"))
        return chosen


class RenewByDeskForm(PlainForm):
    ends_on = DayField(label=_("续到哪一天"))
    how = forms.ChoiceField(
        label=_("怎么问的本人"), choices=HEARD, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    consent = forms.BooleanField(
        label=_("本人知道并同意续期"),
        error_messages={"required": _("续期要本人重新同意。请念给本人听，同意了再打勾。")},
    )


class PurposeForm(FaultyForm):
    purpose = WantedField(
        label=_("为什么要看"),
        most=WISH_MAX,
        required=True,
        error_messages={"required": _("请先说明为什么要看，比如“约上门的时间”。")},
    )


class ExportForm(FaultyForm):
    view = forms.ChoiceField(label=_("导出哪些"), error_messages=CHOOSE)
    community = forms.TypedChoiceField(label=_("社区"), coerce=int, error_messages=CHOOSE)
    purpose = WantedField(
        label=_("为什么要导出"),
        most=WISH_MAX,
        required=True,
        error_messages={"required": _("请写为什么要导出，比如“周例会安排人手”。")},
    )

    def __init__(self, *args: Any, views: Any = (), communities: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].choices = views  # type: ignore[attr-defined]
        self.fields["community"].choices = communities  # type: ignore[attr-defined]


class RaiseForm(OrderForm):
    """At the counter, on the phone, at a visit: who said yes, and how it was heard."""

    how = forms.ChoiceField(
        label=_("本人是怎么同意的"), choices=HEARD, widget=forms.RadioSelect, error_messages=CHOOSE
    )

    def __init__(self, *args: Any, kind: NeedKind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, whom="other", **kwargs)
        self.fields["proxy_name"].required = False  # whoever comes for himself has none
        self.fields["relation"].choices = [  # type: ignore[attr-defined]
            (Relation.SELF.value, _("本人来说的")),
            *((value, label) for value, label in Relation.choices if value != Relation.SELF),
        ]
