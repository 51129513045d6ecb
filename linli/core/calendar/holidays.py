"""The published calendar of China: statutory holidays and the Saturdays and Sundays worked in exchange.

Source: the State Council's yearly notice, as carried by the `chinesecalendar` library.
"""

from collections.abc import Mapping
from datetime import date

from chinese_calendar import constants

FIRST, LAST = min(constants.holidays).year, max(constants.holidays).year


def known_years() -> range:
    """Years whose notice the library carries. In others Monday to Friday count, unless rows say otherwise."""
    return range(FIRST, LAST + 1)


def is_published_working_day(day: date) -> bool:
    """
    >>> is_published_working_day(date(2026, 2, 14))  # a Saturday worked for the Spring Festival
    True
    >>> is_published_working_day(date(2026, 2, 17))  # the Spring Festival, a Tuesday
    False
    >>> is_published_working_day(date(2099, 10, 1))  # not announced yet: a Thursday like any other
    True
    """
    if FIRST <= day.year <= LAST:
        return day in constants.workdays or (day.weekday() < 5 and day not in constants.holidays)
    return day.weekday() < 5


class Days:
    """The published calendar with a district's own days laid over it."""

    def __init__(self, own: Mapping[date, bool]) -> None:
        self.own = own

    def __call__(self, day: date) -> bool:
        own = self.own.get(day)
        return is_published_working_day(day) if own is None else own
