"""What the pages of the organisation share."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from linli.core.errors import NotFound


def clock() -> tuple[datetime, date]:
    """The moment a page is asked for, and its day where we are."""
    now = timezone.now()
    return now, timezone.localdate(now)


def number_of(request: HttpRequest, name: str) -> int | None:
    """A key in the address; what is not a number is like nothing there."""
    text = request.POST.get(name) or request.GET.get(name) or ""
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise NotFound(name)
    return int(text)
