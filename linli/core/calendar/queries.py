from datetime import date
from functools import lru_cache

from linli.core.calendar import holidays
from linli.core.calendar.models import CalendarDay
from linli.core.calendar.rules import DEFAULT_HOURS, Hours, WorkingCalendar
from linli.core.calendar.terms import DayKind


def working_calendar(hours: Hours = DEFAULT_HOURS) -> WorkingCalendar:
    """The calendar as the rows have it now. One small statement: take it once per action or batch.

    Day tables are kept per content of the rows, so a changed row is a new calendar in every process at once.
    """
    return _calendar(tuple(CalendarDay.objects.order_by("day").values_list("day", "kind")), hours)


def known_years() -> range:
    """Years with a published holiday notice; in others only Monday to Friday and our own rows are known."""
    return holidays.known_years()


@lru_cache(maxsize=64)
def _calendar(rows: tuple[tuple[date, str], ...], hours: Hours) -> WorkingCalendar:
    return WorkingCalendar(holidays.Days({day: kind == DayKind.WORKING for day, kind in rows}), hours)
