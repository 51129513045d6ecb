"""Proposals and plans, checked against slow and obvious versions of themselves."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.needs.rules.matching import Offered, Wanted, distance_m, proposals, reasons
from linli.needs.rules.standing import open_steps
from linli.needs.rules.times import mask_of, planned_days, shared, slots_of
from linli.needs.terms import ANY_TIME, OVER, STEPS, Rhythm, State, Who

DAY = date(2026, 5, 8)
PATIENT = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
masks = st.integers(min_value=0, max_value=ANY_TIME)
points = st.one_of(st.none(), st.floats(min_value=110.0, max_value=110.02))
offers = st.lists(
    st.builds(
        Offered,
        resource_id=st.integers(1, 10**6),
        helper_id=st.integers(1, 5),
        helper_kind=st.sampled_from(["staff", "volunteer"]),
        kind_code=st.sampled_from(["meal", "lamp"]),
        skills=st.sampled_from([frozenset(), frozenset({"electric"})]),
        times=masks,
        until=st.sampled_from([DAY - timedelta(days=1), DAY, DAY + timedelta(days=9)]),
        lon=points,
        lat=st.just(35.0),
        reach_m=st.integers(1, 3_000),
        at_once=st.integers(1, 3),
        taken=st.integers(0, 3),
    ),
    unique_by=lambda offer: offer.resource_id,
    max_size=12,
)


@PATIENT
@given(offers, masks, st.sampled_from(["", "electric"]), st.sets(st.integers(1, 5)))
def test_whoever_is_proposed_can_and_nobody_nearer_who_can_is_left_out(offered, times, skill, never):
    wanted = Wanted("meal", skill, frozenset({"volunteer"}), times, DAY, 110.0, 35.0, frozenset(never))

    def can(one):
        apart = distance_m(wanted.lon, wanted.lat, one.lon, one.lat)
        return (
            (one.kind_code, one.helper_kind) == ("meal", "volunteer")
            and (not skill or skill in one.skills)
            and set(slots_of(times or ANY_TIME)) & set(slots_of(one.times or ANY_TIME))
            and one.until >= DAY
            and one.taken < one.at_once
            and one.helper_id not in never
            and (apart is None or apart <= one.reach_m)
        )

    found = proposals(wanted, offered, most=99)
    able = {one.resource_id: one for one in offered if can(one)}
    assert {one.resource_id for one in found} <= set(able)
    assert {one.helper_id for one in found} == {one.helper_id for one in able.values()}
    assert len({one.helper_id for one in found}) == len(found)  # each is named once
    known = [one.distance_m for one in found if one.distance_m is not None]
    assert known == sorted(known) and all(one.distance_m is None for one in found[len(known) :])
    assert all(reasons(one, "电工") for one in found)
    assert [one.resource_id for one in proposals(wanted, offered[::-1], most=99)] == [
        one.resource_id for one in found
    ]  # the same whatever the order they came in


@PATIENT
@given(masks, st.sampled_from(Rhythm.values), st.integers(0, 20), st.integers(0, 60))
def test_a_plan_stays_inside_its_term_and_is_prolonged_without_being_moved(times, rhythm, gap, length):
    first, last = DAY + timedelta(days=gap), DAY + timedelta(days=gap + length)
    whole = list(planned_days(times, rhythm, DAY, first, last))
    assert all(first <= day <= last for day, _part in whole)
    assert len({day for day, _part in whole}) == len(whole)
    free = set(slots_of(times or ANY_TIME))
    assert all(day.weekday() * 3 + part in free for day, part in whole)
    if rhythm != Rhythm.ONCE:
        middle = first + timedelta(days=length // 2)
        parts = list(planned_days(times, rhythm, DAY, first, middle))
        parts += planned_days(times, rhythm, DAY, middle + timedelta(days=1), last)
        assert parts == whole
    else:
        assert len(whole) <= 1


def test_how_often_a_rhythm_falls_in_eight_weeks():
    end = DAY + timedelta(days=55)
    times = mask_of([0, 9])  # Monday and Thursday mornings
    counts = {rhythm: len(list(planned_days(times, rhythm, DAY, DAY, end))) for rhythm in Rhythm.values}
    assert counts == {
        "once": 1, "daily": 16, "twice_weekly": 16, "weekly": 8, "fortnightly": 4, "monthly": 2,
    }  # fmt: skip


def test_what_is_not_listed_cannot_happen():
    everybody = set(Who)
    for state in OVER:
        assert not open_steps(state, everybody)
    for name, step in STEPS.items():
        assert set(step.origins) <= set(State.values) and step.to in State.values and step.why, name
    person = {step.name for state in State for step in open_steps(state, {Who.PERSON})}
    assert {"stop", "release", "meet", "start", "pass"} == person
    assert shared(ANY_TIME, 0) == ANY_TIME
