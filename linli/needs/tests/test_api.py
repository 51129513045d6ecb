"""Machines: the open catalogue and orders, a community's list with a token, counts in whole tens."""

import pytest
from django.test import Client
from django.utils import timezone

from linli.needs import actions
from linli.needs.models import Need
from linli.needs.tests import make
from linli.needs.tests.make import NOW
from linli.organisation.terms import Role, Scope
from linli.organisation.tests.machines import integration

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make.world()


def body(world, **changes):
    asked = {"kind": "meal", "name": "王阿姨", "phone": "13800001234", "consent": True}
    asked |= {"starts_on": make.day(3).isoformat(), "ends_on": make.day(30).isoformat()}
    return asked | {"door": world.where.doors[0].token} | changes


def send(path, json=None, token="", **headers):
    client = Client(headers={"Authorization": f"Bearer {token}"} if token else {})
    if json is None:
        return client.get(path, headers=headers)
    return client.post(path, json, content_type="application/json", headers=headers)


def test_a_strangers_program_orders_follows_and_stops(world):
    assert {kind["code"] for kind in send("/api/v1/need-kinds").json()} == {"meal", "lamp", "talk"}
    for wrong in (
        {"consent": False},
        {"wish": "糖尿病"},
        {"cause": "x"},
        {"ends_on": None},
        {"kind": "loan"},
    ):
        answer = send("/api/v1/need-orders", body(world, **wrong))
        assert answer.status_code in {400, 422}, wrong
    assert not Need.objects.exists()
    made = send("/api/v1/need-orders", body(world), **{"Idempotency-Key": "one"})
    again = send("/api/v1/need-orders", body(world), **{"Idempotency-Key": "one"})
    assert made.status_code == 201 and made.json() == again.json() and Need.objects.count() == 1
    mine = f"/api/v1/need-orders/{made.json()['key']}"
    assert send(mine).json()["state"] == "raised" and "13800001234" not in send(mine).content.decode()
    assert send(mine + "/stop", {}).json()["state"] == "stopped"
    assert send(mine + "/stop", {}).status_code == 409
    assert send("/api/v1/need-orders/nobody").status_code == 404


def test_a_token_reads_its_community_and_no_person(world):
    world.raised(wish="按两下门铃")
    where = world.where
    scopes = [Scope.NEEDS_READ]
    _made, token = integration(Role.COMMUNITY_WORKER, place=where.communities[0], scopes=scopes, now=NOW)
    _other, elsewhere = integration(
        Role.COMMUNITY_WORKER, place=where.communities[1], scopes=scopes, name="别处", now=NOW
    )
    _cases, wrong = integration(Role.COMMUNITY_WORKER, place=where.communities[0], name="诉求", now=NOW)
    answer = send("/api/v1/needs", token=token)
    assert [row["kind"] for row in answer.json()["items"]] == ["meal"]
    told = answer.content.decode()
    assert "王阿姨" not in told and "13800001234" not in told and "2单元" not in told
    assert send("/api/v1/needs", token=elsewhere).json()["items"] == []
    assert send("/api/v1/needs", token=wrong).status_code == 403
    assert send("/api/v1/needs").status_code == 401
    _desk, street = integration(
        Role.SUBDISTRICT_DESK,
        place=where.subdistricts[0],
        scopes=[*scopes, Scope.CASES_READ],
        name="街道",
        now=NOW,
    )
    assert send("/api/v1/needs", token=street).status_code == 403
    for number in range(11):
        world.raised(name=f"住户{number}")
    actions.count_anew()
    assert send("/api/v1/needs/counts", token=street).json()["kinds"] == [
        {"name": "送午饭", "waiting": 10, "running": 0, "over": 0}
    ]


def test_a_partner_passes_a_need_on_and_the_desk_asks_again(world):
    unit = world.shop.seats[0].unit_id
    _made, token = integration(
        Role.UNIT_HANDLER, unit=make.Unit.objects.get(pk=unit), scopes=[Scope.NEEDS_FILE], now=NOW
    )
    asked = body(world, relation="parent", proxy_name="小王", phone="")
    assert send("/api/v1/needs", asked, token=token).status_code == 201
    need = Need.objects.get()
    assert (need.source, need.consents.get().confirmed_at) == ("partner", None)
    assert send("/api/v1/needs", token=token).status_code == 403
    assert send("/api/v1/needs", body(world, ends_on="x"), token=token).status_code == 422
