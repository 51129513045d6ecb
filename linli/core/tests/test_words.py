"""Times as people say them, in the source language and in English."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from linli.core import catalogue, words

TODAY = date(2026, 5, 6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The sentences as they are now, not as somebody compiled them last."""
    folder = tmp_path_factory.mktemp("locale")
    catalogue.compile_all(folder)
    return folder


@pytest.fixture(autouse=True)
def compiled(folder, settings):
    settings.LOCALE_PATHS = [folder]


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (date(2026, 5, 5), "昨天", "yesterday"),
        (date(2026, 5, 6), "今天", "today"),
        (date(2026, 5, 7), "明天", "tomorrow"),
        (date(2026, 5, 8), "后天", "8 May (Fri)"),
        (date(2026, 5, 9), "5月9日(周六)", "9 May (Sat)"),
        (date(2025, 5, 8), "2025年5月8日", "8 May 2025"),
    ],
)
def test_a_day(day, chinese, english):
    with translation.override("zh-hans"):
        assert words.spoken_day(day, TODAY) == chinese
    with translation.override("en"):
        assert words.spoken_day(day, TODAY) == english


@pytest.mark.parametrize(
    ("hours", "chinese", "english"),
    [
        (72, "还剩 3 天", "3 days left"),
        (1, "还剩 1 小时", "1 hour left"),
        (0.5, "还剩 30 分钟", "30 minutes left"),
        (-3, "已超时 3 小时", "3 hours late"),
        (-50, "已超时 2 天", "2 days late"),
    ],
)
def test_time_left(hours, chinese, english):
    now = datetime(2026, 5, 6, 4, tzinfo=UTC)
    due_at = now + timedelta(hours=hours)
    with translation.override("zh-hans"):
        assert words.time_left(due_at, now) == chinese
    with translation.override("en"):
        assert words.time_left(due_at, now) == english


def test_a_day_on_an_axis():
    with translation.override("zh-hans"):
        assert words.short_day(TODAY) == "5/6"
    with translation.override("en"):
        assert words.short_day(TODAY) == "6/5"


def test_a_moment_in_traditional_chinese():
    now = datetime(2026, 5, 6, 4, tzinfo=UTC)
    with translation.override("zh-hant"):
        assert words.spoken(datetime(2026, 5, 8, 1, 30, tzinfo=UTC), now) == "後天 09:30"
        assert words.time_left(now - timedelta(hours=3), now) == "已超時 3 小時"
