"""The map of a case: itself and what is open around, within one's rights."""

import pytest
from django.conf import settings
from django.test import Client

from linli.cases.models import Case
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.organisation.terms import Role
from linli.organisation.tests import make


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


def signed_in(role, **where) -> Client:
    client = Client()
    client.force_login(make.staff(role, **where))
    return client


def labels(client: Client, case: Case) -> list[str]:
    answer = client.get(f"/desk/cases/{case.pk}/map.json")
    assert answer.status_code == 200
    return [point["label"].split(" · ")[0] for point in answer.json()["points"]]


def test_what_is_open_within_300_metres_the_nearest_first(world, django_assert_max_num_queries):
    at = {"lon": 114.0, "lat": 36.0}
    here = cases.case(world, text="这一件", **at)
    cases.case(world, text="二百米", lon=114.0, lat=36.0018)
    cases.case(world, text="五十米", lon=114.0005, lat=36.0)
    cases.case(world, text="四百米", lon=114.0, lat=36.0036)
    cases.case(world, text="框内圆外", lon=114.0029, lat=36.0023)
    cases.case(world, text="已办结", state=State.CLOSED, **at)
    cases.case(world, text="没有位置")
    cases.case(world, text="别的街道", square=len(world.grids) - 1, **at)
    desk = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    with django_assert_max_num_queries(12):
        assert labels(desk, here) == ["这一件", "五十米", "二百米"]
    district = signed_in(Role.DISTRICT_DESK, place=world.district)
    assert labels(district, here) == ["这一件", "别的街道", "五十米", "二百米"]


def test_a_hidden_case_a_missing_one_and_one_without_a_point_look_the_same(world):
    elsewhere = cases.case(world, square=len(world.grids) - 1, lon=114.0, lat=36.0)
    nowhere = cases.case(world)
    desk = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    for pk in (elsewhere.pk, nowhere.pk, 999):
        assert desk.get(f"/desk/cases/{pk}/map.json").status_code == 404
    assert Client().get(f"/desk/cases/{elsewhere.pk}/map.json").status_code == 302


def test_the_fold_is_there_when_there_is_a_point(world, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR", tmp_path)
    placed, nowhere = cases.case(world, lon=114.0, lat=36.0), cases.case(world)
    desk = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    page = desk.get(f"/desk/cases/{placed.pk}/").content.decode()
    assert f"/desk/cases/{placed.pk}/map.json" in page and "basemap" not in page
    (tmp_path / "basemap.geojson").write_text("{}")
    assert "/places/basemap.geojson" in desk.get(f"/desk/cases/{placed.pk}/").content.decode()
    assert "map.json" not in desk.get(f"/desk/cases/{nowhere.pk}/").content.decode()
