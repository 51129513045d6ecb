"""Working links to photographs. Only a page that has asked who may see the picture hands one out."""

from datetime import datetime
from typing import Protocol

from django.urls import reverse
from django.utils import timezone

from linli.core.files.rules import token_of
from linli.core.files.terms import Size


class Keyed(Protocol):
    key: str


def photo_url(file: Keyed, size: str = Size.VIEW, now: datetime | None = None) -> str:
    """The address of one size for the next six hours. Also a global of every template."""
    return reverse("files:photo", args=[token_of(file.key, now or timezone.now()), Size(size).value])
