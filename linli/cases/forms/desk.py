"""What a desk fills in."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.cases.forms.base import FaultyForm, PlainForm
from linli.cases.forms.resident import ReportForm
from linli.cases.terms import DECLINE_REASONS, Kind, Outcome


class AssistingField(forms.TypedMultipleChoiceField):
    """Units that help; none is fine."""

    widget = forms.SelectMultiple(attrs={"size": 4})


class DispatchForm(PlainForm):
    unit = forms.TypedChoiceField(label=_("承办单位"), coerce=int)
    assisting = AssistingField(label=_("协办单位（可多选，也可不选）"), coerce=int, required=False)
    note = forms.CharField(label=_("派单要求"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class BulkForm(FaultyForm):
    """Where several cases go: to a unit, or into one of them."""

    unit = forms.TypedChoiceField(label=_("承办单位"), coerce=int, required=False)
    into = forms.TypedChoiceField(label=_("留下哪一件"), coerce=int, required=False, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("派单要求（改派的请写明原因）"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssistForm(PlainForm):
    unit = forms.TypedChoiceField(label=_("协办单位"), coerce=int)
    note = forms.CharField(label=_("请其做什么"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DeclineForm(PlainForm):
    reason = forms.ChoiceField(
        label=_("理由"),
        choices=[(key, why) for key, (why, _way) in DECLINE_REASONS.items()],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("还要告诉诉求人什么"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MergeForm(PlainForm):
    into = forms.CharField(label=_("并入哪一件（编号）"), max_length=30)


class CloseForm(PlainForm):
    outcome = forms.ChoiceField(
        label=_("结案方式"),
        choices=[(o.value, o.label) for o in Outcome if o is not Outcome.NO_ANSWER],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("回访情况"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectForm(PlainForm):
    category = forms.ChoiceField(label=_("类别"), required=False)
    kind = forms.ChoiceField(label=_("性质"), choices=Kind.choices, required=False)
    place = forms.IntegerField(label=_("地点"), required=False, widget=forms.HiddenInput)
    where = forms.CharField(label=_("改到哪里（小区、楼栋或社区的名字）"), required=False, max_length=40)
    note = forms.CharField(
        label=_("为什么（诉求人会看到）"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PurposeForm(FaultyForm):
    purpose = forms.CharField(label=_("为什么要看联系方式"), max_length=100)


class IntakeForm(ReportForm):
    """The desk files for somebody at the counter, on the phone or on paper."""

    channel = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[("phone", _("电话")), ("counter", _("窗口")), ("paper", _("纸质"))],
        widget=forms.RadioSelect,
    )
    whose = forms.ChoiceField(
        label=_("替谁登记"),
        choices=[("self", _("诉求人本人")), ("proxy", _("代理人来说的")), ("agency", _("本单位发现的"))],
        widget=forms.RadioSelect,
        initial="self",
    )
    proxy = forms.CharField(label=_("代理人怎么称呼，是诉求人的什么人"), required=False, max_length=20)
    kind = forms.ChoiceField(label=_("性质"), choices=Kind.choices, initial=Kind.HELP)
    confidential = forms.BooleanField(label=_("诉求人要求保密"), required=False)

    def clean_proxy(self) -> str:
        proxy: str = self.cleaned_data["proxy"].strip()
        if self.cleaned_data.get("whose") == "proxy" and not proxy:
            raise forms.ValidationError(gettext("请写代理人的称呼和关系，比如“女儿王女士”。"))
        return proxy
