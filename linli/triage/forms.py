"""The shape of input: putting a version in use, choosing a problem for a month."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm


class ActivateForm(FaultyForm):
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)
    anyway = forms.BooleanField(label=_("我看过成绩，仍然启用"), required=False)


class ChooseForm(forms.Form):
    month = forms.CharField(max_length=7, required=False)
