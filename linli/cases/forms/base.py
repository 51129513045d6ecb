"""What all forms of cases share: faults beside the fields, photographs, a note with a version."""

from collections.abc import Sequence
from copy import copy
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from linli.core.errors import RuleBroken

type Upload = "UploadedFile[bytes]"


NOTE_NEEDED = {"required": _("请写清原因或结果，诉求人会看到这段话。")}


class FaultyForm(forms.Form):
    """A form that can take the sentences of a broken rule beside its own fields."""

    def take_fault(self, fault: RuleBroken) -> None:
        placed = {name: why for name, why in fault.fields.items() if name in self.fields}
        for name, why in placed.items():
            self.add_error(name, why)
        if not placed:
            self.add_error(None, fault.sentence)

    def remember(self, name: str, value: str) -> None:
        """Put a value into the form as if it had been sent, so that it is there when the form comes back."""
        fresh: Any = copy(self.data)  # of a request: with every value of every name
        fresh[name] = value
        self.data = fresh


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures from the camera or the album."""

    widget = PhotosInput(attrs={"accept": "image/*"})

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(PhotosField, self).clean(one, initial) for one in given if one]


class PlainForm(FaultyForm):
    """A step that needs no words: only the version of the page it was pressed on."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RemarkForm(PlainForm):
    note = forms.CharField(
        label=_("说明（诉求人会看到）"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(PlainForm):
    note = forms.CharField(
        label=_("原因"), error_messages=NOTE_NEEDED, widget=forms.Textarea(attrs={"rows": 3})
    )
