"""The form of one row of any section, the square of a section that is one, and the head of a draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import structs

from linli.methods.forms.fields import LenientChoice, LenientMany, as_typed, as_written, fields_of
from linli.methods.rules.faults import Document, Fault, Faults
from linli.methods.rules.forbidden import tell_forbidden
from linli.methods.rules.plainly import plainly
from linli.methods.rules.shapes import choices_of, fitted
from linli.methods.sections import Content, Section, written


class RowForm(forms.Form):
    """Judged by the section's own shape: what a text may not say cannot be typed either."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        section: Section[Any],
        content: Content,
        data: Any = None,
        *,
        values: dict[str, Any] | None = None,
        fixed: bool = False,
        seen: int = 0,
    ) -> None:
        """`values`: the row as it is stored. `fixed`: cases know it by its code, which stays."""
        self.section, self.values, self.fixed = section, values or {}, fixed
        super().__init__(data, initial={**as_typed(section, self.values), "seen": seen})
        self.fields |= fields_of(section, content)
        for key, field in self.fields.items():
            if isinstance(field, LenientChoice | LenientMany):
                field.keep(self.data.get(key) if self.is_bound else self.initial.get(key))
        if fixed and "code" in self.fields:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("名称可以改，代码不变，所以过去的诉求和学到的说法都还在。")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        raw = as_written(self.section, given)
        document = Document("", "", raw, {})
        faults = Faults(document)
        tell_forbidden(document, faults)
        fitting = fitted(raw, self.section.shape, (), faults)
        for fault in faults.in_order():
            self._take(fault)
        given["row"] = {} if fitting is None else written(fitting)
        return given

    def _take(self, fault: Fault) -> None:
        key = fault.where.partition("[")[0].partition(".")[0]
        labels = {name: str(label) for name, label in self.section.labels.items()}
        self.add_error(key if key in self.fields else None, plainly(fault.sentence, labels, {}))

    @property
    def row(self) -> dict[str, Any]:
        """What is to be stored."""
        found: dict[str, Any] = self.cleaned_data["row"]
        return found


class SquareForm(forms.Form):
    """A section that is a square, all cells at once: choices down and across, a select in each cell."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, section: Section[Any], content: Content, data: Any = None, *, seen: int = 0) -> None:
        super().__init__(data, initial={"seen": seen})
        down, over, inside = section.matrix or ("", "", "")
        values = content.values(section)
        self.section = section
        self.down = sorted({getattr(row, down) for row in values}, reverse=True)
        self.over = sorted({getattr(row, over) for row in values})
        now = {(getattr(row, down), getattr(row, over)): getattr(row, inside) for row in values}
        choices = [
            (str(getattr(value, "value", value)), section.said(inside, value))
            for value in choices_of(section.shape, inside)
        ]
        for row in self.down:
            for column in self.over:
                self.fields[self.cell(row, column)] = forms.ChoiceField(
                    choices=choices,
                    initial=str(getattr(now.get((row, column)), "value", now.get((row, column), ""))),
                    label=_("%(down)s %(d)s × %(over)s %(o)s")
                    % {"down": section.labels[down], "d": row, "over": section.labels[over], "o": column},
                )

    @staticmethod
    def cell(row: Any, column: Any) -> str:
        return f"cell-{row}-{column}"

    def filled(self) -> dict[tuple[Any, Any], str]:
        return {
            (row, column): self.cleaned_data[self.cell(row, column)]
            for row in self.down
            for column in self.over
        }

    @staticmethod
    def suits(section: Section[Any]) -> bool:
        """Only a square whose cells are chosen from a list."""
        if section.matrix is None:
            return False
        keys = {entry.name for entry in structs.fields(section.shape)}
        return keys == set(section.matrix) and bool(choices_of(section.shape, section.matrix[2]))


class HeadForm(forms.Form):
    """What the version will be called."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=80)
    about = forms.CharField(
        label=gettext_lazy("说明：这一版改了什么"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.RegexField(
        label=gettext_lazy("代号"),
        regex=r"\A[a-z][a-z0-9_]*\Z",
        max_length=40,
        help_text=gettext_lazy("小写英文，加载后不能改。用自己的代号，不要用自带包的。"),
        error_messages={"invalid": gettext_lazy("小写英文字母开头，只用小写字母、数字和下划线。")},
    )
