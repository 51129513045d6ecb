"""Shape of a subscription."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms import FaultyForm
from linli.channels.hooks.terms import Event
from linli.core.outgoing.terms import TO_MAX


class HookForm(FaultyForm):
    integration = forms.TypedChoiceField(
        label=_("哪个系统接口"), coerce=int, help_text=_("它的岗位能看到的诉求才会通知。")
    )
    url = forms.CharField(
        label=_("通知到哪个网址"), max_length=TO_MAX, widget=forms.TextInput(attrs={"inputmode": "url"})
    )
    events = forms.MultipleChoiceField(
        label=_("通知什么"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, integrations: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["integration"].choices = list(integrations)  # type: ignore[attr-defined]
