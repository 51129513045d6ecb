"""Machines do with whistles what a person in their post could do, and nothing more."""

import pytest
from django.utils import timezone

from linli.organisation.models import Unit
from linli.organisation.terms import Role, Scope
from linli.organisation.tests.machines import Machine, integration
from linli.whistles.models import Call, Whistle
from linli.whistles.terms import State
from linli.whistles.tests import make

pytestmark = pytest.mark.django_db
WHISTLES = "/api/v1/whistles"


@pytest.fixture
def world():
    return make.world()


@pytest.fixture
def desk(world):
    scopes = (Scope.CASES_READ, Scope.CASES_DESK)
    return Machine(integration(Role.SUBDISTRICT_DESK, place=world.where.subdistricts[0], scopes=scopes)[1])


def handler(unit: Unit, *scopes: Scope) -> Machine:
    scopes = scopes or (Scope.CASES_HANDLE,)
    return Machine(integration(Role.UNIT_HANDLER, unit=unit, scopes=scopes, name=f"{unit.name}系统")[1])


def call_of(whistle: Whistle, unit: Unit) -> Call:
    return Call.objects.get(whistle=whistle, unit=unit)


def test_a_whistle_from_blowing_to_the_reviews_by_machines_alone(world, desk):
    sent = {"kind": "hard_case", "units": [world.city.pk], "reason": "三次整治又回来"}
    made = desk.send(f"/api/v1/cases/{world.case.code}/whistles", sent)
    assert made.status_code == 200, made.content
    whistle = Whistle.objects.get(pk=made.json()["id"])
    assert made.json()["steps"] == ["close", "cancel"] and whistle.place == world.where.subdistricts[0]
    more = {"version": 0, "units": [world.water.pk], "note": "挖到水管"}
    assert desk.send(f"{WHISTLES}/{whistle.pk}/calls", more).status_code == 200
    city, water = handler(world.city), handler(world.water)
    listed = water.get(WHISTLES).json()["items"]
    assert [(one["id"], one["case"]) for one in listed] == [(whistle.pk, world.case.code)]
    shown = water.get(f"{WHISTLES}/{whistle.pk}").json()
    own = next(call for call in shown["calls"] if call["unit"] == world.water.pk)
    assert own["steps"] == ["check_in", "refuse", "arrive"] and "13800001234" not in str(shown)
    path = f"{WHISTLES}/{whistle.pk}/calls/{own['id']}"
    refused = water.send(f"{path}/refuse", {"version": 0, "note": "管网已移交"})
    assert refused.json()["calls"][1]["refusal"] == "管网已移交"
    assert water.send(f"{path}/check_in", {"version": 0, "note": "来了"}).status_code == 409, "stale"
    assert water.send(f"{path}/check_in", {"version": 1, "note": "老李三点到"}).status_code == 200
    first = call_of(whistle, world.city)
    mine = f"{WHISTLES}/{whistle.pk}/calls/{first.pk}"
    assert city.send(f"{mine}/arrive", {"version": 0}).status_code == 200
    assert city.send(f"{mine}/report", {"version": 1, "note": "摊位已清"}).status_code == 200
    assert city.send(f"{WHISTLES}/{whistle.pk}/notes", {"note": "周三复查"}).status_code == 200
    version = Whistle.objects.get(pk=whistle.pk).version
    closed = desk.send(f"{WHISTLES}/{whistle.pk}/close", {"version": version, "note": "当天清完"})
    assert closed.json()["state"] == State.CLOSED and closed.json()["result"] == "当天清完"
    said = {"side": "owner", "first": 3, "second": 2, "words": "来得快"}
    assert desk.send(f"{mine}/review", said).status_code == 200
    assert city.send(f"{mine}/review", said | {"side": "unit"}).status_code == 200
    assert (call_of(whistle, world.city).owner_second, call_of(whistle, world.city).unit_second) == (2, 2)


def test_scopes_and_posts_say_who_may_what(world, desk):
    whistle = world.blow(world.city, now=timezone.now())
    call = call_of(whistle, world.city)
    path = f"{WHISTLES}/{whistle.pk}"
    reader = handler(world.city, Scope.CASES_READ)
    assert reader.get(path).status_code == 200
    arrive = reader.send(f"{path}/calls/{call.pk}/arrive", {"version": 0})
    assert (arrive.status_code, arrive.json()["title"]) == (403, "scope_missing")
    assert desk.send(f"{path}/calls/{call.pk}/arrive", {"version": 0}).status_code == 403
    assert handler(world.city).send(f"{path}/close", {"version": 0, "note": "x"}).status_code == 403
    stranger = handler(world.water)
    for answer in (
        stranger.get(path),
        stranger.send(f"{path}/calls/{call.pk}/arrive", {"version": 0}),
        desk.get(f"{WHISTLES}/{10**9}"),
        desk.send(f"{path}/calls/{10**9}/review", {"side": "owner", "first": 3, "second": 3}),
    ):
        assert answer.status_code == 404
    assert desk.send(f"{path}/close", {"version": 0, "note": " "}).status_code == 422
    assert desk.send(f"{path}/confirm", {"version": 0}).status_code == 409
    assert Machine().get(path).status_code == 401


def test_the_list_is_paged_and_bounded(world, desk, django_assert_max_num_queries):
    from_desk = {"kind": "hard_case", "reason": "一家办不了"}
    for _ in range(3):
        case = make.cases.case(world.where, state="in_hand", unit=world.city)
        desk.send(f"/api/v1/cases/{case.code}/whistles", from_desk | {"units": [world.city.pk]})
    with django_assert_max_num_queries(6):
        page = desk.get(f"{WHISTLES}?size=2&state=open").json()
    rest = desk.get(f"{WHISTLES}?size=2&after={page['next']}").json()
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (2, 1, "")
    assert desk.get(f"{WHISTLES}?state=sounding").status_code == 422
