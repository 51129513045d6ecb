"""When a version is to begin, and which days a trial looks at."""

from django import forms
from django.utils.translation import gettext_lazy as _

_DAY = {"type": "date"}


class PlanForm(forms.Form):
    starts_on = forms.DateField(label=_("从哪天起用"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))


class TrialForm(forms.Form):
    first_day = forms.DateField(label=_("从哪天"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last_day = forms.DateField(label=_("到哪天"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
