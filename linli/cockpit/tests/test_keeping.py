"""Roll-ups catch up with the clock, find their own mistakes, and can be made anew."""

from datetime import timedelta

from django.core.management import call_command

from linli.cases.actions import clock
from linli.cases.models import Case
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.cockpit import actions, tasks
from linli.cockpit.models import CaseTally, Counting, PlaceDay, PlaceNow
from linli.cockpit.terms import WHOLE
from linli.core.actors import SYSTEM
from linli.core.tasks import announce, run_all
from linli.organisation.tests import make

NOW = cases.NOW
TODAY = make.TODAY


def counted(place_id: int, day=TODAY) -> PlaceDay:
    return PlaceDay.objects.get(place_id=place_id, day=day)


def test_an_event_told_twice_counts_once(db):
    where = make.district()
    cases.pack()  # others who listen judge by it
    case = cases.case(where)
    for _ in range(2):
        announce("case.received", case_id=case.pk)
        announce("case.received", case_id=case.pk)
        run_all(NOW)
    assert counted(WHOLE).received == counted(case.grid_id).received == 1
    assert PlaceNow.objects.get(pk=case.community_id).desk == 1


def test_a_case_that_moves_house_takes_its_past_along(db):
    where = make.district()
    case = cases.case(where)
    actions.count_cases([case.pk], now=NOW)
    there = where.grids[3]
    Case.objects.filter(pk=case.pk).update(
        subdistrict=there.subdistrict_id, community=there.community_id, grid=there.pk
    )
    actions.count_cases([case.pk], now=NOW)
    assert counted(case.grid_id).received == counted(case.subdistrict_id).received == 0
    assert (
        counted(there.pk).received == counted(there.subdistrict_id).received == counted(WHOLE).received == 1
    )


def test_a_case_whose_place_nobody_knows_is_in_the_district(db):
    case = cases.case(make.district(), subdistrict_id=None, community_id=None, grid_id=None, building=None)
    actions.count_cases([case.pk], now=NOW)
    assert list(PlaceDay.objects.values_list("place_id", "received")) == [(WHOLE, 1)]


def test_lateness_comes_without_an_event_and_is_caught_up_with(db):
    case = cases.case(make.district(), due_at=NOW - timedelta(minutes=5))
    actions.count_cases([case.pk], now=NOW)
    assert counted(WHOLE).late == 0
    clock.mark_late(SYSTEM, now=NOW)
    assert tasks.keep_up.func(now=NOW) is None
    assert counted(WHOLE).late == 1
    assert actions.keep_up(now=NOW) == 0, "once"
    assert Counting.objects.get().counted_at == NOW


def test_what_waits_is_not_said_to_be_counted(db):
    actions.keep_up(now=NOW)
    tasks.count_imported.enqueue(first_id=0, last_id=0)
    assert actions.keep_up(now=NOW + timedelta(days=999)) == 0
    assert Counting.objects.get().counted_at < NOW + timedelta(days=999)


def test_the_check_finds_and_repairs_what_is_wrong(db):
    where = make.district()
    made = [cases.case(where, square=n) for n in range(4)]
    made.append(cases.case(where, state=State.CLOSED, closed_at=NOW))
    assert actions.rebuild(now=NOW) == 5
    assert actions.check_day(TODAY, now=NOW) == 0

    PlaceDay.objects.filter(place_id=WHOLE).update(received=77, closed=0)
    PlaceNow.objects.filter(pk=where.grids[0].pk).delete()
    CaseTally.objects.filter(case=made[1]).update(queue="unit", days={})
    PlaceDay.objects.create(place_id=where.grids[3].pk + 900, day=TODAY, received=3)
    assert actions.check_day(TODAY, now=NOW) > 0
    assert (counted(WHOLE).received, counted(WHOLE).closed) == (5, 1)
    assert counted(where.grids[3].pk + 900).received == 0
    assert PlaceNow.objects.get(pk=where.grids[0].pk).desk == 1
    assert PlaceNow.objects.get(pk=where.grids[1].pk).unit == 0
    assert actions.check_day(TODAY, now=NOW) == 0


def test_the_check_leaves_other_days_alone(db):
    case = cases.case(make.district())
    actions.rebuild(now=NOW)
    PlaceDay.objects.filter(place_id=WHOLE).update(received=77)
    actions.check_day(TODAY - timedelta(days=1), now=NOW)
    assert counted(WHOLE).received == 77
    call_command("cockpit", "check", "--day", TODAY.isoformat())
    assert counted(WHOLE).received == 1
    PlaceDay.objects.all().delete()
    call_command("cockpit", "rebuild")
    assert counted(case.grid_id).received == 1 and Counting.objects.get().complete


def test_an_import_is_counted_batch_by_batch(db):
    case = cases.case(make.district(), received_at=NOW - timedelta(days=400))
    announce("cases.imported", first_id=case.pk, last_id=case.pk)
    run_all(NOW)
    assert counted(WHOLE, TODAY - timedelta(days=400)).received == 1


def test_counting_takes_the_same_statements_for_one_case_and_for_many(db, django_assert_max_num_queries):
    where = make.district()
    ids = [cases.case(where, square=n % 4).pk for n in range(60)]
    actions.count_cases(ids[:1], now=NOW)
    with django_assert_max_num_queries(13):
        actions.count_cases(ids, now=NOW)
