"""Values in, values out: moments as programs write them, spans, the parts of an address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from linli.channels.open311.terms import FORMATS, SPAN
from linli.core.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Span:
    start: datetime
    end: datetime


def read_moment(name: str, text: str) -> datetime | None:
    """With a zone or without; without, the clock of the district. A day alone begins at midnight."""
    if not text:
        return None
    try:
        moment = parse_datetime(text.replace(" ", "+")) or parse_datetime(text)
        day = None if moment else parse_date(text)
        if day is not None:
            moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
        if moment is None:
            raise ValueError(text)
        return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        why = _("日期要写成 2026-05-08T09:00:00+08:00 的样子。")
        raise RuleBroken("date_form", why, {name: why}) from None


def span_of(start: datetime | None, end: datetime | None, now: datetime) -> Span:
    """At most 90 days; a missing end is 90 days after the start, or now; a missing start 90 days before."""
    try:
        last = end or (min(start + SPAN, now) if start else now)
        first = start or last - SPAN
        too_long = last - first > SPAN
    except OverflowError:
        first, last, too_long = now, now, True
    if too_long or (first > last and start is not None and end is not None):
        why = _("start_date 到 end_date 要按先后，最多 90 天。")
        raise RuleBroken("span", why, {"start_date": why})
    return Span(first, last)


def print_moment(moment: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> print_moment(datetime(2026, 5, 8, 2, 0, 5, tzinfo=UTC))
    '2026-05-08T10:00:05+08:00'
    """
    return timezone.localtime(moment).replace(microsecond=0).isoformat()


def format_of(asked: str, accepts: str) -> tuple[str, str]:
    """The address without its ending, and the format; without an ending what is accepted, XML by itself.

    >>> format_of("services/public.lamp.json", ""), format_of("requests", "application/json")
    (('services/public.lamp', 'json'), ('requests', 'json'))
    >>> format_of("services/public.lamp", "*/*")
    ('services/public.lamp', 'xml')
    """
    path, _dot, ending = asked.rpartition(".")
    if path and ending in FORMATS:
        return path, ending
    return asked, "json" if "application/json" in accepts and "xml" not in accepts else "xml"


def words(text: str) -> list[str]:
    """What stands between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def whole(name: str, text: str, usual: int, most: int) -> int:
    """A number from 1 to `most`."""
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        why = _("%(name)s 要在 1 到 %(most)d 之间。") % {"name": name, "most": most}
        raise RuleBroken("number", why, {name: why})
    return int(text)


def months_of(span: Span) -> list[tuple[datetime, datetime]]:
    """The calendar months the span touches, each with its end: what public counts are kept by.

    Whole months only: two lists that differ by a day must not tell what happened on that day.
    """
    first = timezone.localtime(span.start).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = []
    while first <= span.end:
        after = (first + timedelta(days=32)).replace(day=1)
        months.append((first, after))
        first = after
    return months
