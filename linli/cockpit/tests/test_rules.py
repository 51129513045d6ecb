"""What a case counts for, step by step; and what may be shown of a count."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from linli.cockpit.rules.bars import bars_of
from linli.cockpit.rules.counting import Answer, Line, Past, tally_of
from linli.cockpit.rules.sentences import DayNumbers, sentences
from linli.cockpit.rules.shares import Share, class_of, classes_of
from linli.solvers.intervals import wilson

MON = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
H = timedelta(hours=1)


def days(lines, *, state="closed", queue="done", **more):
    past = Past(MON, state, queue, lines=[Line(at, step) for at, step in lines], **more)
    return tally_of(past, zone=UTC)


def test_a_day_is_a_local_day():
    evening = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)
    counted = tally_of(Past(evening, "received", "desk"), zone=ZoneInfo("Asia/Shanghai"))
    assert counted == {"2026-05-05": {"received": 1}}


WORK = [(MON + H, "dispatch"), (MON + 2 * H, "accept"), (MON + 3 * H, "start")]


@pytest.mark.parametrize(
    ("lines", "finished_at", "due_at", "on_time"),
    [
        ([*WORK, (MON + 9 * H, "finish")], MON + 9 * H, MON + 10 * H, 1),
        ([*WORK, (MON + 9 * H, "finish")], MON + 9 * H, MON + 8 * H, 0),
        # signed late, finished in time: the limit to finish is what counts
        ([WORK[0], (MON + 2 * H, "late"), *WORK[1:], (MON + 9 * H, "finish")], MON + 9 * H, MON + 10 * H, 1),
        # it came back: the first finish was marked late and stays late, the second is judged by its own limit
        (
            [*WORK, (MON + 5 * H, "late"), (MON + 6 * H, "finish"), (MON + 7 * H, "rework"),
             (MON + 8 * H, "finish")],
            MON + 8 * H,
            MON + 20 * H,
            1,
        ),
    ],
)  # fmt: skip
def test_on_time(lines, finished_at, due_at, on_time):
    counted = days(lines, state="finished", queue="desk", finished_at=finished_at, due_at=due_at)[
        "2026-05-04"
    ]
    assert counted.get("on_time", 0) == on_time


def test_minutes_run_from_each_beginning_of_work():
    lines = [*WORK, (MON + 4 * H, "finish"), (MON + 6 * H, "rework"), (MON + 7 * H, "finish")]
    counted = days(lines, state="finished", queue="desk")["2026-05-04"]
    assert (counted["finished"], counted["reworked"], counted["handling_min"]) == (2, 1, 180 + 60)


def test_dispatched_counts_once_and_returns_each_time():
    lines = [(MON, "dispatch"), (MON, "return"), (MON, "dispatch"), (MON, "redispatch")]
    assert days(lines, state="dispatched", queue="unit") == {
        "2026-05-04": {"received": 1, "dispatched": 1, "returned": 1}
    }


def test_a_past_order_without_its_steps_is_counted_by_its_dates():
    done = MON + 30 * H
    counted = days((), closed_at=done, dispatched_at=MON + H, finished_at=MON + 2 * H, due_at=MON + 3 * H)
    assert counted == {
        "2026-05-04": {
            "received": 1,
            "dispatched": 1,
            "finished": 1,
            "timed": 1,
            "on_time": 1,
            "handling_min": 60,
        },
        "2026-05-05": {"closed": 1},
    }
    assert days((), state="withdrawn", closed_at=done)["2026-05-05"] == {"ended": 1}


def test_without_a_limit_nothing_is_on_time_or_late():
    counted = days((), closed_at=MON + H, dispatched_at=MON, finished_at=MON + H)["2026-05-04"]
    assert counted["finished"] == 1 and "timed" not in counted and "on_time" not in counted


def test_a_dispatch_taken_back_is_none():
    lines = [(MON, "dispatch"), (MON, "undo_dispatch")]
    assert "dispatched" not in days(lines, state="registered", queue="desk")["2026-05-04"]
    again = days([*lines, (MON + 30 * H, "dispatch")], state="dispatched", queue="unit")
    assert again["2026-05-05"] == {"dispatched": 1}


def test_reopened_after_coming_closed_from_a_file_it_is_one_open_case():
    counted = days([(MON + H, "reopen")], state="in_hand", queue="unit", dispatched_at=MON)
    assert counted == {"2026-05-04": {"received": 1, "dispatched": 1}}


def test_no_degree_is_not_satisfied():
    answers = [Answer(MON, solved=True, content=False), Answer(MON, solved=True, content=True)]
    untold = Answer(MON, solved=True, content=False, graded=False)  # no file says
    counted = days([(MON, "close")], answers=[*answers, untold])["2026-05-04"]
    assert [counted[name] for name in ("rated", "solved", "graded", "content")] == [3, 3, 2, 1]


def test_under_twenty_there_is_no_share():
    assert Share(19, 19).value is None and Share(20, 20).value == 1.0
    low, high = wilson(20, 20)
    assert 0.83 < low < 0.84 and high == pytest.approx(1.0)


@pytest.mark.parametrize("most", [0, 1, 4, 5, 9, 10, 11, 49, 50, 51, 99, 1234])
@pytest.mark.parametrize("least", [0, 10])
def test_every_count_falls_into_one_class(most, least):
    classes = classes_of(most, least)
    assert len(classes) <= 7
    found = [class_of(count, classes) for count in range(most + 1)]
    assert found == sorted(found)
    assert all(low <= count <= high for count, (low, high) in enumerate(classes[i] for i in found))
    assert not least or all(low >= least for low, _high in classes[1:])


def test_a_small_count_is_not_drawn():
    assert not bars_of([(date(2026, 5, 8), 9, 0)], least=10).bars


def test_a_quiet_day_is_told_as_one():
    nothing = DayNumbers(0, 0.0, 0, 0, 0, 3, 3, 0, [], 0, 0, 0, 0, 0, 0)
    told = sentences(date(2026, 5, 8), nothing)
    assert told[0].startswith("这一天没有收到诉求") and "3 件，与前一天相同" in told[1]
