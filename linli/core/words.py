"""How people say times and shares: 今天 17:00, 还剩 3 小时, 92 %."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

WEEKDAYS = (
    pgettext_lazy("weekday", "周一"),
    pgettext_lazy("weekday", "周二"),
    pgettext_lazy("weekday", "周三"),
    pgettext_lazy("weekday", "周四"),
    pgettext_lazy("weekday", "周五"),
    pgettext_lazy("weekday", "周六"),
    pgettext_lazy("weekday", "周日"),
)
MONTHS = (
    pgettext_lazy("month", "1月"),
    pgettext_lazy("month", "2月"),
    pgettext_lazy("month", "3月"),
    pgettext_lazy("month", "4月"),
    pgettext_lazy("month", "5月"),
    pgettext_lazy("month", "6月"),
    pgettext_lazy("month", "7月"),
    pgettext_lazy("month", "8月"),
    pgettext_lazy("month", "9月"),
    pgettext_lazy("month", "10月"),
    pgettext_lazy("month", "11月"),
    pgettext_lazy("month", "12月"),
)


def spoken(moment: datetime | None, now: datetime | None = None) -> str:
    """今天 17:00 · 明天 09:30 · 5月8日(周五) 09:30 · 2025年5月8日 09:30."""
    if moment is None:
        return ""
    zone = timezone.get_current_timezone()
    local, today = moment.astimezone(zone), (now or timezone.now()).astimezone(zone).date()
    return f"{_day(get_language(), local.date(), today)} {local.hour:02}:{local.minute:02}"


def spoken_day(day: date, today: date | None = None) -> str:
    return _day(get_language(), day, today or timezone.localdate())


@lru_cache(maxsize=1024)
def _day(_language: str | None, day: date, today: date) -> str:
    words = {"day": day.day, "month": MONTHS[day.month - 1], "weekday": WEEKDAYS[day.weekday()]}
    ahead = (day - today).days
    if ahead in (-1, 0, 1):
        return {-1: pgettext("day", "昨天"), 0: pgettext("day", "今天"), 1: pgettext("day", "明天")}[ahead]
    if ahead == 2:
        # English has no short word for this day, so its translation may name the date with `words`.
        return pgettext("day", "后天") % words
    if day.year != today.year:
        return full_day(day)
    return _("%(month)s%(day)d日(%(weekday)s)") % words


def full_day(day: date) -> str:
    """2025年5月8日: for papers and reports, which are read later."""
    words = {"year": day.year, "month": MONTHS[day.month - 1], "day": day.day}
    return _("%(year)d年%(month)s%(day)d日") % words


def short_day(day: date) -> str:
    """5/8 on an axis; 8/5 in English."""
    return _("%(month)d/%(day)d") % {"month": day.month, "day": day.day}


def span(length: timedelta) -> str:
    """The two-unit-free length: 3 天, 5 小时, 20 分钟."""
    return _span(get_language(), *_largest(length))


def time_left(due_at: datetime | None, now: datetime | None = None) -> str:
    """还剩 3 小时 · 已超时 1 天 · (nothing when no clock runs)."""
    if due_at is None:
        return ""
    left = due_at - (now or timezone.now())
    return _left(get_language(), left >= timedelta(0), *_largest(left))


class Due(NamedTuple):
    """A countdown as it is drawn."""

    tone: str  # "late", "soon" or nothing
    at: str
    said: str
    left: str


def due(due_at: datetime, now: datetime, soon_h: int = 4) -> Due:
    """From `soon_h` hours on it is soon."""
    left = due_at - now
    tone = "late" if left < timedelta(0) else "soon" if left <= timedelta(hours=soon_h) else ""
    return Due(tone, due_at.isoformat(), spoken(due_at, now), time_left(due_at, now))


def _largest(length: timedelta) -> tuple[int, str]:
    """How many of which unit; two days and more are days."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return minutes // (24 * 60), "day"
    return (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")


# A list of fifty says the same few lengths again and again, and each took three look-ups in the catalogue.
@lru_cache(maxsize=2048)
def _span(_language: str | None, n: int, unit: str) -> str:
    if unit == "day":
        return ngettext("%(n)d 天", "%(n)d 天", n) % {"n": n}
    if unit == "hour":
        return ngettext("%(n)d 小时", "%(n)d 小时", n) % {"n": n}
    return ngettext("%(n)d 分钟", "%(n)d 分钟", n) % {"n": n}


@lru_cache(maxsize=4096)
def _left(language: str | None, in_time: bool, n: int, unit: str) -> str:
    return (_("还剩 %(span)s") if in_time else _("已超时 %(span)s")) % {"span": _span(language, n, unit)}


def share(value: float | None) -> str:
    """A share of 0 to 1 as people read it; nothing known is a dash, never zero."""
    return "–" if value is None else f"{value:.0%}".replace("%", " %")
