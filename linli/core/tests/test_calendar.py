import doctest
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.calendar import actions, queries
from linli.core.calendar.models import CalendarDay
from linli.core.calendar.rules import SHANGHAI, Limit, due_at
from linli.core.errors import NotAllowed, NotFound, RuleBroken

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 11, 9, 30, tzinfo=UTC)
FLOOD = date(2026, 5, 12)
NEXT_DAY = Limit(1, "day", "working_day")


def due() -> date:
    return due_at(NOW, NEXT_DAY, queries.working_calendar()).date()


def test_a_declared_day_counts_from_now_on_and_until_it_is_withdrawn():
    assert due() == FLOOD
    for no, error in ((PUBLIC, NotAllowed),):
        with pytest.raises(error):
            actions.declare_day(no, FLOOD, "off", "暴雨停工", now=NOW)
    with pytest.raises(RuleBroken, match="上班还是休息"):
        actions.declare_day(SYSTEM, FLOOD, "party", "暴雨停工", now=NOW)
    with pytest.raises(RuleBroken, match="为什么"):
        actions.declare_day(SYSTEM, FLOOD, "off", "  ", now=NOW)
    assert not AuditLine.objects.exists() and due() == FLOOD

    assert actions.declare_day(SYSTEM, FLOOD, "off", "暴雨停工", now=NOW)
    assert due() == date(2026, 5, 13)
    assert not actions.declare_day(SYSTEM, FLOOD, "off", "暴雨停工", now=NOW)
    assert AuditLine.objects.get().event == "calendar.declared"

    with pytest.raises(NotAllowed):
        actions.withdraw_day(PUBLIC, FLOOD, now=NOW)
    actions.withdraw_day(SYSTEM, FLOOD, now=NOW)
    assert due() == FLOOD
    with pytest.raises(NotFound):
        actions.withdraw_day(SYSTEM, FLOOD, now=NOW)


def test_the_calendar_is_kept_until_a_row_changes(django_assert_num_queries):
    first = queries.working_calendar()
    with django_assert_num_queries(1):
        assert queries.working_calendar() is first
    night = ((time(18), time(0)),)
    assert queries.working_calendar(night).hours == night
    CalendarDay.objects.create(day=FLOOD, kind="off", reason="by any other way")
    assert queries.working_calendar() is not first
    assert not queries.working_calendar().is_working_day(FLOOD)


def test_years_without_a_notice_are_visible_and_can_be_entered():
    unknown = max(queries.known_years()) + 1
    spring = next(day for day in (date(unknown, 2, n) for n in range(1, 8)) if day.weekday() == 0)
    assert queries.working_calendar().is_working_day(spring)
    actions.declare_day(SYSTEM, spring, "off", "春节", now=NOW)
    assert not queries.working_calendar().is_working_day(spring)


def test_the_worked_examples_of_the_handbook():
    page = Path(__file__).parents[3] / "docs" / "working-time.md"
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted > 10 and not results.failed
    assert SHANGHAI.key in page.read_text(encoding="utf-8")
