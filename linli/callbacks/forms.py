"""The shape of what is written down at the phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.callbacks.terms import Attempt
from linli.cases.actions.caller import Answer
from linli.cases.forms import FaultyForm, RateForm


class CallForm(RateForm):
    """The three questions in the order in which they are asked; the version is that of the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("contacted", "solved", "reason", "satisfaction", "words", "version")

    def answer(self) -> Answer:
        data = self.cleaned_data
        said = (data["solved"], data["satisfaction"], data["contacted"], self.spoken())
        return Answer(*said, partly=self.partly)


class AttemptForm(FaultyForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    attempt = forms.TypedChoiceField(
        label=_("没有问到"), choices=Attempt.choices, coerce=Attempt, widget=forms.RadioSelect
    )
