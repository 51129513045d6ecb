"""Several cases at once: each taken as it was seen, each told apart, nothing lost."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.cases.actions import bulk, desk
from linli.cases.models import Case
from linli.cases.pages.bulk import pick_of
from linli.cases.queries.follow import progress
from linli.cases.queries.units import unit_choices_for_all
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.audit import lines_about
from linli.organisation.models import Notice
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


@pytest.fixture
def lamps(world):
    return make.unit("城管中队", place=world.subdistricts[0], trade="city_management")


@pytest.fixture
def client(world) -> Client:
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    return client


def test_dispatching_several_asks_for_the_unit_and_tells_what_happened_to_each(world, lamps, client):
    fine, moved, gone = (cases.case(world, state=State.REGISTERED, text=f"第{n}件") for n in "一二三")
    elsewhere = cases.case(world, square=len(world.grids) - 1)
    closed = cases.case(world, state=State.CLOSED, unit=lamps, text="第五件")
    picks = [pick_of(case.pk, case.version) for case in (fine, moved, gone, elsewhere, closed)]
    Case.objects.filter(pk=moved.pk).update(version=7)
    Case.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN, queue="done", version=1)

    asked = client.post("/desk/bulk/", {"what": "dispatch", "pick": picks}).content.decode()
    assert "城管中队" in asked and all(f'value="{pick}"' in asked for pick in picks if pick != picks[3])
    sent = {"what": "dispatch", "pick": picks, "sure": "1", "unit": lamps.pk, "note": "请今晚修好"}
    told = client.post("/desk/bulk/", sent)
    page = told.content.decode()
    assert told.status_code == 200 and "1 件已办好" in page and "3 件没有改动" in page
    assert "1 件现在不在您的范围内" in page and "别人刚刚处理过" in page and "“已结案”" in page
    states = [Case.objects.get(pk=c.pk).state for c in (fine, moved, gone, elsewhere, closed)]
    assert states == ["dispatched", "registered", "withdrawn", "received", "closed"]
    assert fine.orders.get().note == "请今晚修好"


def test_only_units_that_reach_all_of_them(world, lamps, client):
    here, there = cases.case(world), cases.case(world, square=len(world.grids) - 1)
    assert here.subdistrict_id != there.subdistrict_id
    everywhere = make.unit("供电公司", place=world.district)
    assert [unit for _kind, units in unit_choices_for_all([here]) for unit in units]
    assert [unit for _kind, units in unit_choices_for_all([here, there]) for unit in units] == [
        (everywhere.pk, "供电公司")
    ]
    far = make.unit("别处中队", place=world.subdistricts[1])
    refused = client.post(
        "/desk/bulk/",
        {"what": "dispatch", "pick": [pick_of(here.pk, here.version)], "sure": "1", "unit": far.pk},
    )
    assert refused.status_code == 422 and Case.objects.get(pk=here.pk).state == State.RECEIVED


def test_merging_into_the_one_that_is_chosen(world, client):
    second, first, third = (cases.case(world, text=f"第{n}件") for n in "一二三")
    Case.objects.filter(pk=third.pk).update(version=3)
    picks = [pick_of(case.pk, case.version) for case in (first, second, third)]
    asked = client.post("/desk/bulk/", {"what": "merge", "pick": picks}).content.decode()
    assert "留下" in asked and Case.objects.get(pk=second.pk).state == State.RECEIVED
    sure = {"what": "merge", "pick": picks, "sure": "1"}
    assert client.post("/desk/bulk/", {**sure, "into": "999999"}).status_code == 422
    page = client.post("/desk/bulk/", {**sure, "into": first.pk}).content.decode()
    assert "1 件已办好" in page and "1 件没有改动" in page
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.state, second.merged_into, first.voices) == (State.MERGED, first, 2)
    assert client.post("/desk/bulk/", {"what": "merge", "pick": picks[:1]}).status_code == 422


def test_urging_the_units(world, lamps, client):
    clerk = make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    case = cases.case(world, state=State.REGISTERED)
    desk.dispatch_case(clerk, case, unit=lamps, now=NOW)
    waiting = cases.case(world, text="还没派的")
    results = bulk.urge_units(clerk, [case, waiting], now=NOW)
    assert [result.done for result in results] == [True, False]
    assert Notice.objects.get(key__startswith="urged-").unit == lamps
    assert lines_about(case).filter(event="case.urged").count() == 1
    assert progress(case).lines[0].says == "调度已催办承办单位"
    again = bulk.urge_units(clerk, [case], now=NOW + timedelta(minutes=5))[0]
    assert not again.done and "半小时" in again.says
    old = Case.objects.get(pk=case.pk)
    old.version = 0
    assert not bulk.urge_units(clerk, [old], now=NOW + timedelta(hours=1))[0].done
    handler = make.actor(Role.UNIT_HANDLER, unit=lamps)
    assert not bulk.urge_units(handler, [case], now=NOW + timedelta(hours=1))[0].done
    picks = [pick_of(each.pk, each.version) for each in (case, waiting)]
    page = client.post("/desk/bulk/", {"what": "urge", "pick": picks})
    assert (
        "1 件已办好" in page.content.decode() and Notice.objects.filter(key__startswith="urged-").count() == 2
    )


def test_boxes_only_where_they_help_and_only_for_the_desk(world, lamps, client):
    cases.case(world)
    cases.case(world, state=State.DISPATCHED, unit=lamps)
    assert 'name="pick"' in client.get("/desk/").content.decode()
    assert 'value="urge"' in client.get("/desk/?view=unit").content.decode()
    assert 'name="pick"' not in client.get("/desk/?view=done").content.decode()
    assert client.post("/desk/bulk/", {"what": "dispatch"}).status_code == 422
    assert client.post("/desk/bulk/", {"what": "urge", "pick": ["x", "1.", "9" * 40]}).status_code == 422
    assert client.post("/desk/bulk/", {"what": "close"}).status_code == 404
    handler = Client()
    handler.force_login(make.staff(Role.UNIT_HANDLER, unit=lamps))
    assert 'name="pick"' not in handler.get("/desk/").content.decode()
    assert handler.post("/desk/bulk/", {"what": "dispatch"}).status_code == 403


def test_a_whole_page_costs_a_fixed_number_of_reads(world, lamps, client, django_assert_max_num_queries):
    waiting = [cases.case(world, state=State.REGISTERED) for _ in range(20)]
    picks = [pick_of(each.pk, each.version) for each in waiting]
    with django_assert_max_num_queries(16):
        client.post("/desk/bulk/", {"what": "dispatch", "pick": picks})
