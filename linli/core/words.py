"""How people say times and shares: 今天 17:00, 还剩 3 小时, 92 %."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

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
    local = timezone.localtime(moment)
    return f"{spoken_day(local.date(), timezone.localtime(now).date())} {local:%H:%M}"


def spoken_day(day: date, today: date | None = None) -> str:
    today = today or timezone.localdate()
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
    minutes = int(abs(length).total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("%(n)d 小时", "%(n)d 小时", hours) % {"n": hours}
    return ngettext("%(n)d 分钟", "%(n)d 分钟", minutes) % {"n": minutes}


def time_left(due_at: datetime | None, now: datetime | None = None) -> str:
    """还剩 3 小时 · 已超时 1 天 · (nothing when no clock runs)."""
    if due_at is None:
        return ""
    left = due_at - (now or timezone.now())
    return (_("还剩 %(span)s") if left >= timedelta(0) else _("已超时 %(span)s")) % {"span": span(left)}


def share(value: float | None) -> str:
    """A share of 0 to 1 as people read it; nothing known is a dash, never zero."""
    return "–" if value is None else f"{value:.0%}".replace("%", " %")
