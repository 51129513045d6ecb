"""Shape of what is typed about whistles."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.whistles.actions.blowing import Blow
from linli.whistles.actions.reviewing import WORDS_MAX, Review
from linli.whistles.terms import KIND_HINTS, NOTE_MAX, QUESTIONS, Grade, Kind

CHOOSE = _("请选一项。")


def _note(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=NOTE_MAX,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一两句，对方和上级会看到。")},
    )


class BlowForm(FaultyForm):
    kind = forms.ChoiceField(
        label=_("哪一种哨"),
        choices=[(kind.value, format_lazy("{}：{}", kind.label, KIND_HINTS[kind])) for kind in Kind],
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
    )
    units = forms.TypedMultipleChoiceField(
        label=_("叫哪些部门"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选一个部门。"),
            "invalid_choice": _("请从列表里选要叫来的部门。"),
        },
    )
    reason = _note(_("为什么要叫他们来"))

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = choices

    @property
    def asked(self) -> Blow:
        data = self.cleaned_data
        return Blow(data["kind"], data["units"], data["reason"])


class MoreForm(FaultyForm):
    """Further units for a whistle that sounds; `version` is of the page that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    units = forms.TypedMultipleChoiceField(
        label=_("再叫哪些部门"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("请至少选一个部门。"),
            "invalid_choice": _("请从列表里选要叫来的部门。"),
        },
    )
    note = _note(_("为什么还要叫他们来"))

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = choices


class NoteForm(FaultyForm):
    """Something to say beside a step; `version` is of the page that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note = _note(_("说明"))

    def __init__(self, *args: Any, label: Any = None, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = needed
        if label is not None:
            self.fields["note"].label = label


class ReviewForm(FaultyForm):
    first = forms.TypedChoiceField(
        choices=Grade.choices, coerce=int, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )
    second = forms.TypedChoiceField(
        choices=Grade.choices, coerce=int, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )
    words = forms.CharField(
        label=_("还想说的"), max_length=WORDS_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in zip(("first", "second"), QUESTIONS[side], strict=True):
            self.fields[name].label = str(question)

    @property
    def said(self) -> Review:
        data = self.cleaned_data
        return Review(data["first"], data["second"], data["words"])
