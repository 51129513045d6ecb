"""Addresses of pages and files by name, each looked up once: a page asks for a hundred at 40 microseconds."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags import static as files
from django.urls import NoReverseMatch, get_script_prefix, reverse


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, for templates and for rows that a page prepares."""
    return _reversed(_site(), name, args, tuple(kwargs.items()))


def url_if_any(name: str) -> str:
    """The address of a page, or nothing while no such page is installed."""
    return _found(_site(), name)


@lru_cache(maxsize=512)
def static(path: str) -> str:
    """The address of a file that browsers keep: its name does not change while a process lives."""
    return files.static(path)


def _site() -> tuple[str, str]:
    """What the answers depend on."""
    return get_script_prefix(), settings.ROOT_URLCONF


@lru_cache(maxsize=8192)
def _reversed(
    _site: tuple[str, str], name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, args=args, kwargs=dict(kwargs))


@lru_cache(maxsize=1024)
def _found(_site: tuple[str, str], name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
