"""Fields several forms of needs share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.errors import RuleBroken
from linli.needs.rules.times import mask_of
from linli.needs.rules.wording import check_wanted
from linli.needs.terms import PARTS, WEEKDAYS, Part

CHOOSE = {"required": _("请选一项。"), "invalid_choice": _("请从列出的里面选。")}
DAY = {"required": _("请选日子。"), "invalid": _("日子请写成 2026-05-08 这样，或在日历里选。")}


class WantedField(forms.CharField):
    """One line that takes no cause and no label; its sentence says what to leave out."""

    def __init__(self, *, most: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        self.most = most

    def clean(self, value: Any) -> str:
        try:
            return check_wanted(super().clean(value), field="line", most=self.most)
        except RuleBroken as fault:
            raise forms.ValidationError(fault.sentence, code=fault.code) from None


class DayField(forms.DateField):
    """A day, from the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", DAY)
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


def phone_field(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )


class TimesMixin(forms.Form):
    """Days of the week and parts of the day; nothing ticked is any time."""

    days = forms.TypedMultipleChoiceField(
        label=_("星期几方便"),
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )
    parts = forms.TypedMultipleChoiceField(
        label=_("一天里什么时候方便"),
        choices=Part.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )

    @property
    def times(self) -> int:
        """The ticked days in the ticked parts; of a row left empty every one."""
        days, parts = self.cleaned_data["days"], self.cleaned_data["parts"]
        if not days and not parts:
            return 0
        every_day, every_part = range(len(WEEKDAYS)), range(PARTS)
        return mask_of(day * PARTS + part for day in days or every_day for part in parts or every_part)
