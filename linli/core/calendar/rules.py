"""When a time limit ends and how much working time lies between two moments.

Periods: the first day is not counted, hours run from the named hour, a last day on a holiday moves on, and a
day ends at 24:00 or, where there are working hours, with them. Source: Civil Code, articles 201 to 204.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from linli.core.calendar.terms import Clock, Unit

type Hours = tuple[tuple[time, time], ...]

SHANGHAI = ZoneInfo("Asia/Shanghai")
DEFAULT_HOURS: Hours = ((time(9), time(12)), (time(14), time(18)))
LAST_SECOND = time(23, 59, 59)
YEARS_AHEAD = 50  # a calendar without a working day for so long is a mistake, not a holiday

UNITS = {
    Clock.WORKING_HOUR: {Unit.MINUTE, Unit.HOUR},
    Clock.WORKING_DAY: {Unit.DAY},
    Clock.CALENDAR_DAY: {Unit.DAY},
    Clock.ROUND_THE_CLOCK: {Unit.MINUTE, Unit.HOUR, Unit.DAY},
}
LENGTH = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1), Unit.DAY: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many minutes, hours or days of one clock. A day of the round-the-clock clock is 24 hours."""

    amount: int
    unit: Unit
    clock: Clock

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", Unit(self.unit))  # plain words from a pack or a row are welcome
        object.__setattr__(self, "clock", Clock(self.clock))
        if self.amount < 1:
            raise ValueError(f"a time limit of {self.amount} {self.unit} never starts")
        if self.unit not in UNITS[self.clock]:
            raise ValueError(f"{self.clock} is not counted in units of a {self.unit}")

    @property
    def length(self) -> timedelta:
        return self.amount * LENGTH[self.unit]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Which days people work, at which hours of the day, and in whose time.

    `hours` are spans in order that do not touch the next one; an end of 00:00 is midnight. The days of a year
    are asked once and kept, so make one calendar and use it often.
    """

    is_working_day: Callable[[date], bool]
    hours: Hours = DEFAULT_HOURS
    zone: ZoneInfo = SHANGHAI
    _spans: tuple[tuple[timedelta, timedelta], ...] = field(init=False, repr=False, compare=False)
    _years: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        spans = tuple((_since_midnight(a), _since_midnight(b) or LENGTH[Unit.DAY]) for a, b in self.hours)
        edges = [edge for span in spans for edge in span]
        if not spans or any(a >= b for a, b in pairwise(edges)):
            raise ValueError(f"working hours must be spans in order: {self.hours}")
        object.__setattr__(self, "_spans", spans)

    @property
    def day_length(self) -> timedelta:
        return sum((end - begin for begin, end in self._spans), timedelta())

    def worked_by(self, of_day: timedelta) -> timedelta:
        """The working time of a working day until so long after midnight."""
        return sum((min(max(of_day, begin), end) - begin for begin, end in self._spans), timedelta())

    def reached_at(self, worked: timedelta) -> timedelta:
        """How long after midnight so much of the day's working time is over (the earliest such moment)."""
        for begin, end in self._spans:
            if worked <= end - begin:
                return begin + worked
            worked -= end - begin
        raise ValueError("longer than the day")

    def closes_at(self, day: date) -> datetime:
        return self.at(day, self._spans[-1][1])

    def at(self, day: date, of_day: timedelta) -> datetime:
        return (datetime.combine(day, time()) + of_day).replace(tzinfo=self.zone)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted."""
        ordinal = day.toordinal()
        for year in range(day.year, day.year + YEARS_AHEAD):
            days = self._days(year)
            first = bisect_right(days, ordinal)
            if first + count <= len(days):
                return date.fromordinal(days[first + count - 1])
            count -= len(days) - first
        raise ValueError(f"no working day within {YEARS_AHEAD} years after {day}")

    def working_days_between(self, first: date, until: date) -> int:
        """Working days from `first` on and before `until`."""
        begin, end = first.toordinal(), until.toordinal()
        years = (self._days(year) for year in range(first.year, until.year + 1))
        return sum(bisect_left(days, end) - bisect_left(days, begin) for days in years)

    def _days(self, year: int) -> list[int]:
        if year not in self._years:
            first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
            self._years[year] = [n for n in range(first, after) if self.is_working_day(date.fromordinal(n))]
        return self._years[year]


def due_at(start: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """The last moment that is still in time, in the calendar's zone.

    >>> weekdays = WorkingCalendar(lambda day: day.weekday() < 5)
    >>> friday = datetime(2026, 5, 15, 17, 30, tzinfo=SHANGHAI)
    >>> print(due_at(friday, Limit(2, Unit.HOUR, Clock.WORKING_HOUR), weekdays))
    2026-05-18 10:30:00+08:00
    >>> print(due_at(friday, Limit(1, Unit.DAY, Clock.WORKING_DAY), weekdays))
    2026-05-18 18:00:00+08:00
    >>> print(due_at(friday, Limit(1, Unit.DAY, Clock.CALENDAR_DAY), weekdays))
    2026-05-18 23:59:59+08:00
    >>> print(due_at(friday, Limit(24, Unit.HOUR, Clock.ROUND_THE_CLOCK), weekdays))
    2026-05-16 17:30:00+08:00
    """
    local = start.astimezone(calendar.zone)
    match limit.clock:
        case Clock.ROUND_THE_CLOCK:
            return (start.astimezone(UTC) + limit.length).astimezone(calendar.zone)
        case Clock.WORKING_DAY:
            return calendar.closes_at(calendar.working_day_after(local.date(), limit.amount))
        case Clock.CALENDAR_DAY:
            eve = local.date() + timedelta(days=limit.amount - 1)
            return datetime.combine(calendar.working_day_after(eve, 1), LAST_SECOND, calendar.zone)
        case Clock.WORKING_HOUR:
            return _after_working_time(local, limit.length, calendar)


def working_minutes_between(a: datetime, b: datetime, calendar: WorkingCalendar) -> int:
    """Whole minutes of working time from `a` to `b`; negative when `b` is the earlier one.

    >>> weekdays = WorkingCalendar(lambda day: day.weekday() < 5)
    >>> friday = datetime(2026, 5, 15, 17, tzinfo=SHANGHAI)
    >>> monday = datetime(2026, 5, 18, 10, tzinfo=SHANGHAI)
    >>> working_minutes_between(friday, monday, weekdays)
    120
    """
    if b < a:
        return -working_minutes_between(b, a, calendar)
    first, last = a.astimezone(calendar.zone), b.astimezone(calendar.zone)
    return _worked_between(first, last, calendar) // LENGTH[Unit.MINUTE]


def time_left(at: datetime, due: datetime, clock: Clock, calendar: WorkingCalendar) -> timedelta:
    """What is left of a limit when its clock is stopped; nothing when it is over.

    Time of the limit's own clock: working time, whole days of the calendar, or time as it goes by.

    >>> weekdays = WorkingCalendar(lambda day: day.weekday() < 5)
    >>> friday = datetime(2026, 5, 15, 16, tzinfo=SHANGHAI)
    >>> monday = datetime(2026, 5, 18, 18, tzinfo=SHANGHAI)
    >>> print(time_left(friday, monday, Clock.WORKING_DAY, weekdays))
    9:00:00
    """
    if due <= at:
        return timedelta()
    first, last = at.astimezone(calendar.zone), due.astimezone(calendar.zone)
    match clock:
        case Clock.ROUND_THE_CLOCK:
            return due - at
        case Clock.CALENDAR_DAY:
            return last.date() - first.date()
        case _:
            return _worked_between(first, last, calendar)


def due_after_stop(again: datetime, left: timedelta, clock: Clock, calendar: WorkingCalendar) -> datetime:
    """When a limit ends that had so much `left` and runs `again`. Stopped for a moment it ends as before.

    >>> weekdays = WorkingCalendar(lambda day: day.weekday() < 5)
    >>> wednesday = datetime(2026, 5, 20, 10, tzinfo=SHANGHAI)
    >>> print(due_after_stop(wednesday, timedelta(hours=9), Clock.WORKING_DAY, weekdays))
    2026-05-21 12:00:00+08:00
    """
    local = again.astimezone(calendar.zone)
    match clock:
        case Clock.ROUND_THE_CLOCK:
            return (again.astimezone(UTC) + left).astimezone(calendar.zone)
        case Clock.CALENDAR_DAY:
            eve = local.date() + left - timedelta(days=1)
            return datetime.combine(calendar.working_day_after(eve, 1), LAST_SECOND, calendar.zone)
        case _:
            return _after_working_time(local, left, calendar) if left else local


def is_working_time(moment: datetime, calendar: WorkingCalendar) -> bool:
    """Is somebody at work? The opening minute is, the closing minute is not."""
    local = moment.astimezone(calendar.zone)
    if not calendar.is_working_day(local.date()):
        return False
    clock = local.time()
    return any(begin <= clock and (clock < end or end == time()) for begin, end in calendar.hours)


def _after_working_time(local: datetime, length: timedelta, calendar: WorkingCalendar) -> datetime:
    """Count from the day's first working minute: what was over before `local` is added to the length."""
    if calendar.is_working_day(local.date()):
        length += _worked_on_its_day(local, calendar)
        if length <= calendar.day_length:
            return calendar.at(local.date(), calendar.reached_at(length))
        length -= calendar.day_length
    whole_days = -(-length // calendar.day_length) - 1  # the last day is worked at least in part
    day = calendar.working_day_after(local.date(), whole_days + 1)
    return calendar.at(day, calendar.reached_at(length - whole_days * calendar.day_length))


def _worked_between(first: datetime, last: datetime, calendar: WorkingCalendar) -> timedelta:
    whole_days = calendar.working_days_between(first.date(), last.date()) * calendar.day_length
    return whole_days + _worked_on_its_day(last, calendar) - _worked_on_its_day(first, calendar)


def _worked_on_its_day(local: datetime, calendar: WorkingCalendar) -> timedelta:
    if not calendar.is_working_day(local.date()):
        return timedelta()
    return calendar.worked_by(_since_midnight(local.time()))


def _since_midnight(clock: time) -> timedelta:
    return timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond
    )
