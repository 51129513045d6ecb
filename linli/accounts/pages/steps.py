"""What the pages of signing in share."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest

from linli.core.errors import DomainError, RuleBroken
from linli.core.pages import View


def settles[**P](step: str) -> Callable[[View[P]], View[P]]:
    """Mark a staff page where a session settles what it owes: "code", "password", "enrol", or "any"."""

    def mark(view: View[P]) -> View[P]:
        view.settles = step  # type: ignore[attr-defined]
        return view

    return mark


def owed(request: HttpRequest) -> str:
    """What the session still owes, as the middleware found it; empty when nothing."""
    step: str = getattr(request, "sign_in_step", "")
    return step


def refused(form: forms.Form, error: DomainError) -> int:
    """Put a refusal where the form shows it, and give the page its status."""
    fields = error.fields if isinstance(error, RuleBroken) else {}
    for name, sentence in fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not fields:
        form.add_error(None, error.sentence)
    return error.status
