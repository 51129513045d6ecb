"""What a unit fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms.base import NOTE_NEEDED, PhotosField, PlainForm, ReasonForm
from linli.cases.forms.questions import AskingForm


class NoteForm(PlainForm):
    """A sentence and pictures beside a step."""

    note = forms.CharField(
        label=_("做了什么（诉求人会看到）"),
        error_messages=NOTE_NEEDED,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = PhotosField(label=_("照片"), required=False)


class FinishForm(NoteForm, AskingForm):
    """And what the category asks of the unit."""


class ReturnForm(ReasonForm):
    suggested = forms.CharField(label=_("建议由谁办理"), required=False, max_length=80)
