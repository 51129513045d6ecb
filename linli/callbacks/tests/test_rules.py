"""Who is drawn, when one rings, what a matter counts for, how sure a share is."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.callbacks.rules.facts import Answer, Line, Matter, Order, facts_of
from linli.callbacks.rules.sampling import Plan, first_call, into_hours, is_drawn, lot_of, plan_for
from linli.callbacks.rules.shares import Share, differs, may_compare
from linli.callbacks.terms import MEASURES, SHARES, STEPS, CallState
from linli.solvers.intervals import wilson

START = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(of=st.integers(1, 10_000), data=st.data())
def test_an_interval_holds_the_share_and_is_symmetric(of, data):
    hits = data.draw(st.integers(0, of))
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of + 1e-12 and hits / of - 1e-12 <= high <= 1
    other_low, other_high = wilson(of - hits, of)
    assert other_low == pytest.approx(1 - high) and other_high == pytest.approx(1 - low)


@given(of=st.integers(1, 2_000), times=st.integers(2, 20), data=st.data())
def test_more_answers_make_an_interval_narrower(of, times, data):
    """The same share of more answers is surer; more hits of as many never lower an edge."""
    hits = data.draw(st.integers(0, of))
    low, high = wilson(hits, of)
    many_low, many_high = wilson(hits * times, of * times)
    assert many_high - many_low < high - low
    if hits < of:
        assert wilson(hits + 1, of)[0] >= low and wilson(hits + 1, of)[1] >= high


@given(hits=st.integers(0, 40), of=st.integers(0, 40))
def test_under_twenty_answers_nothing_is_compared(hits, of):
    share = Share(min(hits, of), of)
    assert (share.value is None) == (of < 20)
    assert not may_compare(share, Share(5, 19)) and not differs(Share(0, 19), share)


@given(case_id=st.integers(1, 10**9), one=st.integers(0, 9))
def test_a_lot_cannot_be_picked_or_foreseen(case_id, one):
    """The same for the same matter however often it is drawn; another secret draws otherwise."""
    assert lot_of(b"secret", case_id, one) == lot_of(b"secret", case_id, one)
    others = {lot_of(b"other", case_id + n, one) == lot_of(b"secret", case_id + n, one) for n in range(20)}
    assert False in others


def test_as_many_are_drawn_as_the_plan_says():
    drawn = sum(is_drawn(lot_of(b"secret", case_id, 0), 0.2) for case_id in range(20_000))
    assert 3_800 < drawn < 4_200


def test_the_closest_line_of_the_plan_holds():
    plans = [Plan(0.1), Plan(0.2, colour="red"), Plan(0.3, trade="water"), Plan(0.4, category="public")]
    plans += [Plan(0.5, category="public.lamp"), Plan(0.6, category="public.lamp", colour="red")]
    found = {
        ("public.lamp", "water", "red"): 0.6,
        ("public.lamp", "water", "green"): 0.5,
        ("public.noise", "water", "red"): 0.4,
        ("publicity.noise", "water", "red"): 0.3,
        ("life.other", "", "red"): 0.2,
        ("", "", ""): 0.1,
    }
    for (category, trade, colour), share in found.items():
        assert plan_for(plans, category=category, trade=trade, colour=colour).share == share


def test_nobody_is_rung_at_night():
    plan = Plan(1.0, wait_days=0, opens=time(9), closes=time(20))
    for hour in range(24):
        at = START.replace(hour=hour, minute=30)
        for moment in (first_call(at, plan, UTC), into_hours(at, plan, UTC)):
            assert time(9) <= moment.time() < time(20) and moment >= at


ORDER = Order(1, 7, START, False, START + 72 * HOUR, START + 8 * HOUR)
DONE = (Line(START, "accept"), Line(START + 2 * HOUR, "finish"), Line(START + 3 * HOUR, "verify"))
SETTLED = Matter(5, True, [ORDER], DONE, callers=[5])


def counts(matter: Matter, now: datetime = START + 1000 * HOUR) -> list[set[str]]:
    return [set(fact.counts) for fact in facts_of(matter, now, UTC)]


WORK = {"given", "judged", "due", "in_touch", "timed", "on_time"}


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        (None, {"to_reach"}),
        (Answer(True, True, True), {"to_reach", "reached", "solved", "graded", "satisfied"}),
        (Answer(True, False), {"to_reach", "reached", "solved", "graded"}),
        (Answer(False, False, by_phone=True), {"to_reach", "reached", "graded", "rung"}),
        (Answer(True, False, graded=False), {"to_reach", "reached", "solved"}),
    ],
)
def test_silence_is_never_satisfied(answer, more):
    answers = {5: answer} if answer else {}
    assert counts(replace(SETTLED, answers=answers)) == [WORK | more]


def test_a_caller_who_says_nobody_was_in_touch_overrules_the_unit():
    said_no = replace(SETTLED, answers={5: Answer(True, True, False)})
    assert "in_touch" in counts(SETTLED)[0] and "in_touch" not in counts(said_no)[0]
    two = replace(
        SETTLED, callers=[5, 6], answers={5: Answer(True, True, True), 6: Answer(True, True, False)}
    )
    assert "in_touch" not in counts(two)[0], "one caller's no weighs more than another's yes"
    late_word = replace(SETTLED, orders=[replace(ORDER, first_due_at=START + HOUR)])
    assert "in_touch" not in counts(late_word)[0]
    said_yes = replace(late_word, answers={5: Answer(True, True, True)})
    assert "in_touch" in counts(said_yes)[0], "a call nobody entered"


def test_an_order_counts_on_the_day_it_is_judged():
    now = START + 1000 * HOUR
    assert facts_of(SETTLED, now, UTC)[0].day == START.date()
    slow = replace(SETTLED, lines=[DONE[0], Line(START + 100 * HOUR, "finish")])
    late = facts_of(slow, now, UTC)[0]
    assert late.day == (START + 72 * HOUR).date() and "on_time" not in late.counts
    going = replace(SETTLED, settled=False, orders=[replace(ORDER, open=True)], lines=DONE[:1])
    assert facts_of(going, START + HOUR, UTC)[0].day is None
    assert facts_of(going, START + 73 * HOUR, UTC)[0].day == (START + 72 * HOUR).date()
    stands_still = replace(going, orders=[replace(ORDER, open=True, withheld=True)])
    assert facts_of(stands_still, START + 73 * HOUR, UTC)[0].day is None


def test_a_rework_keeps_what_the_first_round_was():
    again = (*DONE, Line(START + 4 * HOUR, "not_solved"), Line(START + 400 * HOUR, "finish"))
    fact = facts_of(replace(SETTLED, lines=again), START + 1000 * HOUR, UTC)[0]
    assert {"reworked", "on_time"} <= fact.counts and fact.day == START.date()
    was_late = (DONE[0], Line(START + 72 * HOUR, "late"), Line(START + 80 * HOUR, "finish"))
    fact = facts_of(replace(SETTLED, lines=(*was_late, Line(START + 90 * HOUR, "rework"))), START, UTC)[0]
    assert "on_time" not in fact.counts and fact.day == (START + 72 * HOUR).date()


def test_a_returned_order_is_the_returning_units():
    first = replace(ORDER, key=1, unit_id=7)
    second = replace(ORDER, key=2, unit_id=8, dispatched_at=START + 2 * HOUR)
    lines = [Line(START + HOUR, "return"), Line(START + 2 * HOUR, "dispatch")]
    lines += [
        Line(START + 3 * HOUR, "accept"),
        Line(START + 4 * HOUR, "finish"),
        Line(START + 5 * HOUR, "verify"),
    ]
    facts = facts_of(replace(SETTLED, orders=[first, second], lines=lines), START + 99 * HOUR, UTC)
    assert [(fact.unit_id, set(fact.counts)) for fact in facts] == [
        (7, {"given", "returned"}),
        (8, WORK | {"to_reach"}),
    ]


def test_every_merged_caller_is_a_caller():
    answers = {6: Answer(False, False), 5: Answer(True, True)}
    facts = facts_of(replace(SETTLED, callers=[5, 6, 9], answers=answers), START + 99 * HOUR, UTC)
    assert [(fact.case_id, fact.order_key) for fact in facts] == [(5, 1), (6, None), (9, None)]
    assert [set(fact.counts) for fact in facts[1:]] == [{"to_reach", "reached", "graded"}, {"to_reach"}]
    assert {fact.unit_id for fact in facts} == {7} and len({fact.day for fact in facts}) == 1


def test_an_excluded_order_is_left_out_of_every_share():
    out = replace(SETTLED, orders=[replace(ORDER, excluded="no_power")], answers={5: Answer(False, False)})
    assert counts(out) == [{"excluded"}]


def test_a_past_order_without_an_answer_says_nothing_about_callers():
    past = replace(ORDER, from_file=True, due_at=None, first_due_at=None, finished_at=START + HOUR)
    assert counts(replace(SETTLED, orders=[past], lines=())) == [{"given", "judged"}]


@given(
    st.lists(
        st.sampled_from(["accept", "answer", "finish", "verify", "rework", "not_solved", "late", "return"]),
        max_size=8,
    ),
    st.integers(0, 200),
    st.booleans(),
)
def test_no_part_is_greater_than_its_whole(steps, hours, is_open):
    lines = [Line(START + n * HOUR, step) for n, step in enumerate(steps)]
    matter = Matter(5, False, [replace(ORDER, open=is_open)], lines, [5, 6], {6: Answer(True, True)})
    for fact in facts_of(matter, START + hours * HOUR, UTC):
        assert fact.counts <= set(MEASURES)
        for share in SHARES.values():
            assert share.hits not in fact.counts or share.of in fact.counts, (share.hits, fact)


def test_every_state_of_a_call_back_can_be_left_or_is_an_end():
    left = {start for start, _end in STEPS}
    assert left == set(CallState)
    assert (CallState.REACHED, CallState.WAITING) not in STEPS
