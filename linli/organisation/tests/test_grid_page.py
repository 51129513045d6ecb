"""Who serves us: staff by title and surname, never a neighbour who helps."""

import pytest
from django.test import Client

from linli.organisation.queries.serving import SERVING_ROLES
from linli.organisation.terms import Employment, Role
from linli.organisation.tests import make


@pytest.fixture
def where(db):
    return make.district()


def page(place) -> str:
    answer = Client().get("/organisation/grid/", {"place": place.pk})
    assert answer.status_code == 200
    return answer.content.decode()


def hold(role: Role, name: str, employment: Employment = Employment.FULL_TIME, **where):
    person = make.person(name)
    person.employment, person.phone = employment, "13800009999"
    person.save()
    return make.post(role, person=person, **where)


def test_staff_by_title_and_surname(where, django_assert_max_num_queries):
    where.communities[0].phone = "0310-5550001"
    where.communities[0].save()
    hold(Role.GRID_LEADER, "欧阳明", place=where.grids[0])
    hold(Role.GRID_WORKER, "赵小石", place=where.grids[0])
    hold(Role.COMMUNITY_WORKER, "钱大树", place=where.communities[0])
    with django_assert_max_num_queries(16):
        shown = page(where.buildings[0])
    assert all(form in shown for form in ("欧阳同志", "赵同志", "钱同志", "0310-5550001", "09:00–12:00"))
    assert where.grids[0].name in shown and where.communities[0].name in shown
    assert not any(full in shown for full in ("欧阳明", "赵小石", "钱大树", "13800009999"))


@pytest.mark.parametrize("role", sorted(set(Role) - {*SERVING_ROLES}))
def test_no_other_role_is_shown(where, role):
    hold(role, "孙不见", place=where.grids[0])
    hold(role, "李不见", place=where.communities[0])
    shown = page(where.buildings[0])
    assert "孙" not in shown and "李" not in shown


@pytest.mark.parametrize("role", SERVING_ROLES)
def test_no_volunteer_nobody_who_left_and_no_other_grid(where, role):
    hold(role, "周志愿", Employment.VOLUNTARY, place=where.grids[0])
    left = hold(role, "吴走了", place=where.grids[0]).person
    left.active = False
    left.save()
    hold(role, "郑别处", place=where.grids[-1])
    shown = page(where.buildings[0])
    assert not any(surname in shown for surname in "周吴郑")


def test_without_a_place_it_asks_for_one(where):
    for asked in ("", "999999", "x", "9" * 30):
        answer = Client().get("/organisation/grid/", {"place": asked})
        assert answer.status_code == 200 and "请先选择" in answer.content.decode()
