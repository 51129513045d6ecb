"""What a unit asks for, what a second person answers, what a caller objects to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms.base import FaultyForm, PlainForm

WHY = {"required": _("请写清原因，诉求人会看到这段话。")}
SHORT_MAX = 500


def _lines(label: object, rows: int = 3, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=SHORT_MAX,
        error_messages=WHY,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AskForm(PlainForm):
    """A ground of the list, and what it means here."""

    ground = forms.ChoiceField(
        label=_("理由"), widget=forms.RadioSelect, error_messages={"required": _("请从列出的理由里选一个。")}
    )
    note = _lines(_("具体情况（诉求人会看到）"))


class ExtendForm(AskForm):
    days = forms.IntegerField(label=_("再延几个工作日"), min_value=1, max_value=1000)
    field_order = ("ground", "days", "note")


class SuspendForm(AskForm):
    until = forms.DateField(label=_("最迟哪天再看"), widget=forms.DateInput(attrs={"type": "date"}))
    field_order: tuple[str, ...] = ("ground", "until", "note")


class LongTermForm(SuspendForm):
    plan = _lines(_("打算怎么办"))
    owner = forms.CharField(label=_("谁负责（写岗位，不写姓名）"), max_length=80)
    field_order: tuple[str, ...] = ("ground", "plan", "owner", "until", "note")


class DecideForm(PlainForm):
    approved = forms.TypedChoiceField(
        label=_("决定"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选同意或不同意。")},
    )
    note = _lines(_("说明（不同意的要写明原因）"), required=False)


class DisputeForm(DecideForm):
    """同意 sends the order to another unit; 不同意 settles it with the present one."""

    unit = forms.TypedChoiceField(label=_("同意的，改由谁办"), coerce=int, required=False, empty_value=None)
    field_order = ("approved", "unit", "note")


class ReplyForm(PlainForm):
    note = _lines(_("您单位的答复"), 4)


class ConsultForm(PlainForm):
    units = forms.TypedMultipleChoiceField(
        label=_("请哪些单位"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 6})
    )
    note = _lines(_("要问什么"))


class SuperviseForm(PlainForm):
    note = _lines(_("督办要求"))


class ObjectForm(FaultyForm):
    note = _lines(_("您不同意哪里？"), 5)
