from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.calendar.holidays import Days, is_published_working_day, known_years
from linli.core.calendar.rules import (
    SHANGHAI,
    Limit,
    WorkingCalendar,
    due_after_stop,
    due_at,
    is_working_time,
    time_left,
    working_minutes_between,
)
from linli.core.calendar.terms import Clock, Unit

PUBLISHED = WorkingCalendar(is_published_working_day)
MINUTE = timedelta(minutes=1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # inside one span, across the noon break, over the evening
        ("2026-05-12 09:30", Limit(2, Unit.HOUR, Clock.WORKING_HOUR), "2026-05-12 11:30"),
        ("2026-05-12 11:30", Limit(2, Unit.HOUR, Clock.WORKING_HOUR), "2026-05-12 15:30"),
        ("2026-05-12 17:30", Limit(2, Unit.HOUR, Clock.WORKING_HOUR), "2026-05-13 10:30"),
        # ends with the closing minute, not with tomorrow's opening
        ("2026-05-12 17:00", Limit(60, Unit.MINUTE, Clock.WORKING_HOUR), "2026-05-12 18:00"),
        ("2026-05-12 11:00", Limit(1, Unit.HOUR, Clock.WORKING_HOUR), "2026-05-12 12:00"),
        # reported at night or on a Sunday: runs from the next opening
        ("2026-05-12 22:00", Limit(2, Unit.HOUR, Clock.WORKING_HOUR), "2026-05-13 11:00"),
        ("2026-05-17 10:00", Limit(7, Unit.HOUR, Clock.WORKING_HOUR), "2026-05-18 18:00"),
        # the Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 February worked
        ("2026-02-13 17:00", Limit(2, Unit.HOUR, Clock.WORKING_HOUR), "2026-02-14 10:00"),
        ("2026-02-14 17:00", Limit(2, Unit.HOUR, Clock.WORKING_HOUR), "2026-02-24 10:00"),
        ("2026-02-13 10:00", Limit(2, Unit.DAY, Clock.WORKING_DAY), "2026-02-24 18:00"),
        ("2026-02-26 10:00", Limit(2, Unit.DAY, Clock.WORKING_DAY), "2026-02-28 18:00"),
        ("2026-02-13 10:00", Limit(3, Unit.DAY, Clock.CALENDAR_DAY), "2026-02-24 23:59:59"),
        ("2026-02-13 10:00", Limit(1, Unit.DAY, Clock.CALENDAR_DAY), "2026-02-14 23:59:59"),
        ("2026-02-16 23:00", Limit(2, Unit.HOUR, Clock.ROUND_THE_CLOCK), "2026-02-17 01:00"),
        # over the end of the year, into a year the library does not know
        ("2025-12-31 17:00", Limit(1, Unit.DAY, Clock.WORKING_DAY), "2026-01-04 18:00"),
        ("2026-12-31 17:30", Limit(1, Unit.HOUR, Clock.WORKING_HOUR), "2027-01-01 09:30"),
        ("2031-09-30 10:00", Limit(5, Unit.DAY, Clock.WORKING_DAY), "2031-10-07 18:00"),
        ("2024-02-28 10:00", Limit(1, Unit.DAY, Clock.ROUND_THE_CLOCK), "2024-02-29 10:00"),
    ],
)
def test_when_a_limit_ends(start, limit, due):
    assert due_at(moment(start), limit, PUBLISHED) == moment(due)


def test_a_limit_answers_in_the_time_of_the_place():
    utc = moment("2026-05-12 09:30").astimezone(tz=None)
    due = due_at(utc, Limit(2, Unit.HOUR, Clock.ROUND_THE_CLOCK), PUBLISHED)
    assert due.utcoffset() == timedelta(hours=8) and due.hour == 11


@pytest.mark.parametrize(
    ("amount", "unit", "clock"),
    [
        (0, Unit.HOUR, Clock.WORKING_HOUR),
        (-1, Unit.DAY, Clock.WORKING_DAY),
        (2, Unit.HOUR, Clock.WORKING_DAY),
        (2, Unit.DAY, Clock.WORKING_HOUR),
        (2, "week", Clock.WORKING_DAY),
    ],
)
def test_limits_that_mean_nothing(amount, unit, clock):
    with pytest.raises(ValueError, match=r".+"):
        Limit(amount, unit, clock)


@pytest.mark.parametrize(
    "hours", [(), ((time(12), time(9)),), ((time(9), time(12)), (time(11), time(13))), ((time(9), time(9)),)]
)
def test_hours_that_mean_nothing(hours):
    with pytest.raises(ValueError, match="working hours"):
        WorkingCalendar(is_published_working_day, hours)


def test_a_calendar_without_working_days_says_so():
    with pytest.raises(ValueError, match="no working day"):
        due_at(
            moment("2026-05-12 09:30"),
            Limit(1, Unit.DAY, Clock.WORKING_DAY),
            WorkingCalendar(lambda _: False),
        )


def test_a_shift_until_midnight():
    late = WorkingCalendar(lambda _: True, ((time(18), time(0)),))
    due = due_at(moment("2026-05-12 23:00"), Limit(2, Unit.HOUR, Clock.WORKING_HOUR), late)
    assert due == moment("2026-05-13 19:00")
    assert is_working_time(moment("2026-05-12 23:59"), late)
    assert not is_working_time(moment("2026-05-13 00:00"), late)


def test_own_days_overrule_the_published_ones():
    flood, sunday, in_2030 = date(2026, 5, 12), date(2026, 5, 17), date(2030, 2, 4)
    own = Days({flood: False, sunday: True, in_2030: False})
    assert (own(flood), own(sunday), own(in_2030)) == (False, True, False)
    assert own(date(2026, 5, 13)) and in_2030.year not in known_years()


moments = st.datetimes(min_value=datetime(2024, 12, 20), max_value=datetime(2027, 1, 20)).map(  # noqa: DTZ001
    lambda m: m.replace(second=0, microsecond=0, tzinfo=SHANGHAI)
)
spans = st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(
        (time(a // 60, a % 60), time(b // 60, b % 60))
        for a, b in zip(*[iter(sorted(edges)[: len(edges) // 2 * 2])] * 2, strict=True)
    )
)
calendars = st.one_of(
    st.just(PUBLISHED), st.builds(WorkingCalendar, st.just(is_published_working_day), spans)
)


def works(at: datetime, calendar: WorkingCalendar) -> bool:
    """Written apart from the rules: does the minute that starts `at` count?"""
    return is_published_working_day(at.date()) and any(a <= at.time() < b for a, b in calendar.hours)


@settings(deadline=None)
@given(moments, st.integers(1, 400), calendars)
def test_working_hours_against_minute_by_minute(start, minutes, calendar):
    if calendar.day_length < timedelta(minutes=30):
        minutes = min(minutes, 20)
    at, left = start, minutes
    while left:
        left -= works(at, calendar)
        at += MINUTE
    assert due_at(start, Limit(minutes, Unit.MINUTE, Clock.WORKING_HOUR), calendar) == at
    assert working_minutes_between(start, at, calendar) == minutes


@settings(deadline=None)
@given(moments, st.integers(0, 20_000), calendars)
def test_minutes_between_against_minute_by_minute(start, span_min, calendar):
    end = start + span_min * MINUTE
    slow = sum(works(start + n * MINUTE, calendar) for n in range(span_min))
    assert working_minutes_between(start, end, calendar) == slow
    assert working_minutes_between(end, start, calendar) == -slow


@settings(deadline=None)
@given(moments, st.integers(1, 40))
def test_days_against_day_by_day(start, count):
    day, left = start.date(), count
    while left:
        day += timedelta(days=1)
        left -= is_published_working_day(day)
    assert due_at(start, Limit(count, Unit.DAY, Clock.WORKING_DAY), PUBLISHED) == datetime.combine(
        day, time(18), SHANGHAI
    )

    day = start.date() + timedelta(days=count)
    while not is_published_working_day(day):
        day += timedelta(days=1)
    assert due_at(start, Limit(count, Unit.DAY, Clock.CALENDAR_DAY), PUBLISHED) == datetime.combine(
        day, time(23, 59, 59), SHANGHAI
    )


@settings(deadline=None)
@given(moments, moments, st.integers(1, 3000))
def test_a_later_start_never_ends_earlier(a, b, minutes):
    limit = Limit(minutes, Unit.MINUTE, Clock.WORKING_HOUR)
    first, second = sorted([a, b])
    assert due_at(first, limit, PUBLISHED) <= due_at(second, limit, PUBLISHED)


@settings(deadline=None)
@given(moments, calendars)
def test_working_time_is_what_the_minutes_say(at, calendar):
    assert is_working_time(at, calendar) == works(at, calendar)


limits = st.one_of(
    st.builds(Limit, st.integers(1, 3000), st.just(Unit.MINUTE), st.just(Clock.WORKING_HOUR)),
    st.builds(Limit, st.integers(1, 30), st.just(Unit.DAY), st.just(Clock.WORKING_DAY)),
    st.builds(Limit, st.integers(1, 30), st.just(Unit.DAY), st.just(Clock.CALENDAR_DAY)),
    st.builds(Limit, st.integers(1, 90), st.just(Unit.HOUR), st.just(Clock.ROUND_THE_CLOCK)),
)


@settings(deadline=None)
@given(moments, limits, st.floats(0, 1))
def test_stopped_for_a_moment_a_limit_ends_as_before(start, limit, share):
    due = due_at(start, limit, PUBLISHED)
    at = start + timedelta(minutes=int((due - start) / MINUTE * share))
    left = time_left(at, due, limit.clock, PUBLISHED)
    assert due_after_stop(at, left, limit.clock, PUBLISHED) == due


@settings(deadline=None)
@given(moments, st.integers(1, 400), st.floats(0, 1), st.integers(0, 20_000), calendars)
def test_a_stop_against_minute_by_minute(start, minutes, share, stop_min, calendar):
    """Counts the minutes that are worked, skipping those of the stop, one by one."""
    if calendar.day_length < timedelta(minutes=30):
        minutes = min(minutes, 20)
    due = due_at(start, Limit(minutes, Unit.MINUTE, Clock.WORKING_HOUR), calendar)
    stopped = start + timedelta(minutes=int((due - start) / MINUTE * share))
    again = stopped + stop_min * MINUTE
    at, left = start, minutes
    while left:
        running = not stopped <= at < again
        left -= running and works(at, calendar)
        at += MINUTE
    remaining = time_left(stopped, due, Clock.WORKING_HOUR, calendar)
    resumed = due_after_stop(again, remaining, Clock.WORKING_HOUR, calendar)
    assert resumed == (at if remaining else again)


@settings(deadline=None)
@given(moments, limits, st.integers(0, 40), st.integers(0, 40))
def test_a_longer_stop_never_ends_earlier_and_never_before_it_goes_on(start, limit, short, more):
    due = due_at(start, limit, PUBLISHED)
    left = time_left(start, due, limit.clock, PUBLISHED)
    first, second = (start + timedelta(days=days) for days in (short, short + more))
    one, other = (due_after_stop(again, left, limit.clock, PUBLISHED) for again in (first, second))
    assert first <= one <= other and second <= other


@settings(deadline=None)
@given(moments, limits, st.integers(1, 20))
def test_an_extension_against_day_by_day(start, limit, days):
    """From the old end on so many worked days are counted; the day of the old end is not."""
    due = due_at(start, limit, PUBLISHED)
    day, left = due.date(), days
    while left:
        day += timedelta(days=1)
        left -= is_published_working_day(day)
    longer = due_at(due, Limit(days, Unit.DAY, Clock.WORKING_DAY), PUBLISHED)
    assert longer == datetime.combine(day, time(18), SHANGHAI) and longer > due
