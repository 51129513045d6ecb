"""Times of the week as one number, in words, and the dates a rhythm falls on."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.needs.terms import ANY_TIME, PARTS, WEEKDAYS, Part, Rhythm

WEEK = 7
EVERY_WEEKS = {Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2, Rhythm.MONTHLY: 4, Rhythm.TWICE_WEEKLY: 1}
LATER_IN_WEEK = 3  # days between two visits of a week, as near as the wanted times allow


def mask_of(slots: Iterable[int]) -> int:
    """Slot numbers (weekday × 3 + part) to one number; what lies outside the week is left out.

    >>> mask_of([0, 5]), mask_of([99])
    (33, 0)
    """
    return sum(1 << slot for slot in set(slots) if 0 <= slot < len(WEEKDAYS) * PARTS)


def slots_of(mask: int) -> list[int]:
    """
    >>> slots_of(33)
    [0, 5]
    """
    return [slot for slot in range(len(WEEKDAYS) * PARTS) if mask >> slot & 1]


def in_words(mask: int) -> str:
    """Days that have the same parts are said together.

    >>> in_words(33), in_words(0)
    ('周一上午；周二晚上', '时间都行')
    >>> in_words(mask_of([0, 1, 6, 7, 12, 13, 14]))
    '周一、周三上午、下午；周五全天'
    """
    if mask in {0, ANY_TIME}:
        return _("时间都行")
    parts_of: dict[int, list[int]] = {}
    for slot in slots_of(mask):
        parts_of.setdefault(slot // PARTS, []).append(slot % PARTS)
    days_of: dict[tuple[int, ...], list[int]] = {}
    for day, parts in parts_of.items():
        days_of.setdefault(tuple(parts), []).append(day)
    return _("；").join(f"{_days_said(days)}{_parts_said(parts)}" for parts, days in days_of.items())


def _days_said(days: list[int]) -> str:
    if len(days) == len(WEEKDAYS):
        return _("每天")
    return _("、").join(str(WEEKDAYS[day]) for day in days)


def _parts_said(parts: tuple[int, ...]) -> str:
    return _("全天") if len(parts) == PARTS else _("、").join(str(Part(part).label) for part in parts)


def shared(wanted: int, offered: int) -> int:
    """When both can; nothing said means any time.

    >>> shared(0b11, 0b10), shared(0, 0b10), shared(0b01, 0b10)
    (2, 2, 0)
    """
    return (wanted or ANY_TIME) & (offered or ANY_TIME)


def planned_days(
    times: int, rhythm: str, anchor: date, first: date, last: date
) -> Iterator[tuple[date, Part]]:
    """Days of a care plan from `first` to `last`, with the part of the day, counted from `anchor`.

    The same anchor gives the same days, whenever one asks: a plan is prolonged without being moved.

    >>> days = planned_days(mask_of([0, 9]), "weekly", date(2026, 5, 6), date(2026, 5, 1), date(2026, 5, 20))
    >>> [(str(day), part.name) for day, part in days]  # from a Wednesday on: first Thursday, then weekly
    [('2026-05-07', 'MORNING'), ('2026-05-14', 'MORNING')]
    """
    parts = _part_by_weekday(times)
    start = next(day for day in _days(anchor, anchor + timedelta(days=WEEK)) if day.weekday() in parts)
    for day in _days(max(start, first), last):
        if day.weekday() in parts and _falls_on(day, start, rhythm, parts):
            yield day, parts[day.weekday()]
            if rhythm == Rhythm.ONCE:
                return


def _falls_on(day: date, start: date, rhythm: str, parts: dict[int, Part]) -> bool:
    if rhythm == Rhythm.DAILY:
        return True
    if rhythm == Rhythm.ONCE:
        return day == start
    days = (day - start).days
    rest = days % (WEEK * EVERY_WEEKS[Rhythm(rhythm)])
    return rest == 0 or (rhythm == Rhythm.TWICE_WEEKLY and rest == _second(start, parts))


def _second(start: date, parts: dict[int, Part]) -> int:
    """How many days after the first visit of a week the second one is; 0 when only one weekday is free."""
    after = [(weekday - start.weekday()) % WEEK for weekday in parts]
    return min(
        (days for days in after if days), key=lambda days: (abs(days - LATER_IN_WEEK), days), default=0
    )


def _part_by_weekday(times: int) -> dict[int, Part]:
    """The earliest wanted part of each weekday."""
    found: dict[int, Part] = {}
    for slot in slots_of(times or ANY_TIME):
        found.setdefault(slot // PARTS, Part(slot % PARTS))
    return found


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
