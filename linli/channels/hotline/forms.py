"""Shape of what a desk fills in about its hotlines."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.channels.hotline.terms import FIELDS, NEEDED, REPLY_COLUMNS_MOST, REPLY_FIELDS

ENDINGS = (".xlsx", ".xls", ".csv", ".txt")
MOST_BYTES = 10_000_000


class UploadForm(FaultyForm):
    sender = forms.TypedChoiceField(label=_("谁派来的"), coerce=int)
    file = forms.FileField(
        label=_("工单文件"),
        help_text=_("Excel（.xlsx）或 CSV，第一行是表头。先看预览，确认后才登记。"),
        error_messages={"required": _("请选一个 Excel 或 CSV 文件。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args: Any, senders: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].choices = list(senders)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not upload.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_t("请选择 Excel（.xlsx）或 CSV 文件。"))
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_t("文件超过 10 MB，请分成几个再传。"))
        return upload


class AnswersForm(FaultyForm):
    """The table in which a sender answers what we asked."""

    file = forms.FileField(
        label=_("对方的答复"),
        help_text=_("Excel（.xlsx）或 CSV，要有工单编号和审批结果两列。"),
        error_messages={"required": _("请选一个 Excel 或 CSV 文件。")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    clean_file = UploadForm.clean_file


class UrgencyForm(FaultyForm):
    """Which of their words mean which of our grades."""

    red = forms.CharField(label=_("算“急”的词"), required=False, max_length=200)
    yellow = forms.CharField(label=_("算“较急”的词"), required=False, max_length=200)
    green = forms.CharField(label=_("算“一般”的词"), required=False, max_length=200)

    @property
    def told(self) -> dict[str, str]:
        data: Mapping[str, str] = self.cleaned_data
        return {
            word: colour
            for colour in ("green", "yellow", "red")
            for word in re.split(r"[、,，;；\s]+", data[colour])
            if word
        }


class SenderForm(FaultyForm):
    name = forms.CharField(label=_("派单方"), max_length=40, help_text=_("例如“市12345热线”“区网格化平台”。"))
    place = forms.TypedChoiceField(label=_("派给哪里"), coerce=int)

    def __init__(self, *args: Any, places: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class ColumnsForm(FaultyForm):
    """For each of our fields one of their headings."""

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("（没有）")), *((heading, heading) for heading in headings)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=name in NEEDED)
            self.fields[name].error_messages["required"] = _("请选出这一列在文件里叫什么。")


class ReplyColumnsForm(FaultyForm):
    """Their headings from left to right, each with what stands below it."""

    def __init__(
        self,
        *args: Any,
        kept: Sequence[Sequence[str]],
        fields: Mapping[str, Any] = REPLY_FIELDS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for at in range(REPLY_COLUMNS_MOST):
            heading, name = kept[at] if at < len(kept) else ("", "empty")
            self.fields[f"heading_{at}"] = forms.CharField(
                label=_("第 %(n)d 列的表头") % {"n": at + 1}, max_length=40, required=False, initial=heading
            )
            self.fields[f"field_{at}"] = forms.ChoiceField(
                label=_("第 %(n)d 列的内容") % {"n": at + 1},
                choices=list(fields.items()),
                required=False,
                initial=name,
            )

    def pairs(self) -> list[tuple[str, str]]:
        data: Mapping[str, str] = self.cleaned_data
        return [(data[f"heading_{at}"], data[f"field_{at}"]) for at in range(REPLY_COLUMNS_MOST)]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(FaultyForm):
    first = forms.DateField(label=_("从哪天"), widget=DayInput())
    last = forms.DateField(label=_("到哪天（含）"), widget=DayInput())

    def clean_last(self) -> Any:
        first, last = self.cleaned_data.get("first"), self.cleaned_data["last"]
        if first and last < first:
            raise forms.ValidationError(_t("结束日期早于开始日期。"))
        return last
