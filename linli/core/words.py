"""How people say times and shares: 今天 17:00, 还剩 3 小时, 92 %."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

WEEKDAYS = (
    pgettext_lazy("weekday", "周一"),
    pgettext_lazy("weekday", "周二"),
    pgettext_lazy("weekday", "周三"),
    pgettext_lazy("weekday", "周四"),
    pgettext_lazy("weekday", "周五"),
    pgettext_lazy("weekday", "周六"),
    pgettext_lazy("weekday", "周日"),
)


def spoken(moment: datetime | None, now: datetime | None = None) -> str:
    """今天 17:00 · 明天 09:30 · 5月8日(周五) 09:30 · 2025年5月8日 09:30."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{spoken_day(local.date(), timezone.localtime(now).date())} {local:%H:%M}"


def spoken_day(day: date, today: date | None = None) -> str:
    today = today or timezone.localdate()
    near = {0: _("今天"), 1: _("明天"), -1: _("昨天"), 2: _("后天")}.get((day - today).days)
    if near:
        return near
    if day.year != today.year:
        return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
    weekday = WEEKDAYS[day.weekday()]
    return _("%(month)d月%(day)d日(%(weekday)s)") % {"month": day.month, "day": day.day, "weekday": weekday}


def span(length: timedelta) -> str:
    """The two-unit-free length: 3 天, 5 小时, 20 分钟."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return _("%(n)d 天") % {"n": minutes // (24 * 60)}
    if minutes >= 60:
        return _("%(n)d 小时") % {"n": minutes // 60}
    return _("%(n)d 分钟") % {"n": minutes}


def time_left(due_at: datetime | None, now: datetime | None = None) -> str:
    """还剩 3 小时 · 已超时 1 天 · (nothing when no clock runs)."""
    if due_at is None:
        return ""
    left = due_at - (now or timezone.now())
    return (_("还剩 %(span)s") if left >= timedelta(0) else _("已超时 %(span)s")) % {"span": span(left)}


def share(value: float | None) -> str:
    """A share of 0 to 1 as people read it; nothing known is a dash, never zero."""
    return "–" if value is None else f"{value:.0%}".replace("%", " %")
