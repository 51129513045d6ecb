"""Look-alikes for the desk, and the places a text names."""

from datetime import timedelta
from random import Random

import pytest
from django.urls import reverse

from linli.cases.models import Case
from linli.cases.queries.rulebook import rule_book
from linli.cases.rules import draw_code
from linli.cases.terms import Queue, State
from linli.cases.tests import make as cases
from linli.core.actors import Level
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.triage.queries.alike import lookalikes_of
from linli.triage.queries.places import named_places

NOW = cases.NOW


@pytest.fixture
def where(db) -> make.District:
    cases.pack()
    return make.district()


@pytest.fixture
def clerk(where):
    return make.actor(Role.DISTRICT_DESK, place=where.district)


def test_same_place_time_and_words(where, clerk):
    case = cases.case(where, text="3号楼门口路灯不亮")
    same = cases.case(where, text="楼下路灯又不亮了", received_at=NOW - timedelta(days=2))
    cases.case(where, text="楼道堆了很多纸箱", category=None)  # other words
    cases.case(where, text="楼下路灯不亮", received_at=NOW - timedelta(days=20))  # long ago
    cases.case(where, square=2, text="楼下路灯不亮")  # another community
    cases.case(where, square=1, text="楼下路灯不亮", building=None)  # another grid
    (found,) = lookalikes_of(clerk, case)
    assert found.case.pk == same.pk
    assert found.alike.reason == "同一栋楼 · 相隔 2 天 · 都提到 路灯、不亮"


def test_open_ones_first_and_merged_ones_never(where, clerk):
    case = cases.case(where, text="3号楼门口路灯不亮")
    closed = cases.case(where, state=State.CLOSED, text="3号楼门口路灯不亮")
    merged = cases.case(where, state=State.MERGED, text="3号楼门口路灯不亮")
    opened = cases.case(where, text="路灯坏了不亮")
    found = [one.case.pk for one in lookalikes_of(clerk, case)]
    assert found[-1] == closed.pk
    assert opened.pk in found and merged.pk not in found


def test_within_300_metres_by_points(where, clerk):
    lon, lat = where.buildings[0].lon, where.buildings[0].lat
    case = cases.case(where, building=None, lon=lon, lat=lat, text="路口井盖松动，车过就响")
    near = cases.case(where, building=None, lon=lon + 0.002, lat=lat, text="井盖松动很危险")
    cases.case(where, building=None, lon=lon + 0.004, lat=lat, text="井盖松动很危险")
    (found,) = lookalikes_of(clerk, case)
    assert found.case.pk == near.pk and "相距约 180 米" in found.alike.reason


def test_a_desk_sees_only_its_own_cases(where):
    case = cases.case(where)
    about = make.unit("某所", place=where.subdistricts[0])
    cases.case(where, about_unit=about)
    theirs = make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[1])
    assert lookalikes_of(theirs, case) == []


@pytest.mark.slow
def test_five_thousand_cases_take_one_statement(where, clerk, django_assert_num_queries):
    case = cases.case(where, text="3号楼门口路灯不亮")
    rng, grid = Random(5), where.grids[0]
    Case.objects.bulk_create(
        Case(
            code=draw_code(rng), key=f"many-{number}", text=f"第{number}次说路灯不亮", category=case.category,
            subdistrict_id=grid.subdistrict_id, community_id=grid.community_id, grid_id=grid.pk,
            building=where.buildings[0], queue=Queue.DESK, due_at=NOW,
            received_at=NOW - timedelta(minutes=number),
        )
        for number in range(5000)
    )  # fmt: skip
    lookalikes_of(clerk, case)  # reads how near a look-alike is, which stays
    with django_assert_num_queries(2):  # the rules in force, the cases
        found = lookalikes_of(clerk, case)
    assert len(found) == 3


def test_merging_from_the_fragment(where, client):
    case, same = cases.case(where), cases.case(where)
    client.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    page = client.get(reverse("triage:suggestions", args=[case.pk])).content.decode()
    assert "附近可能是同一件" in page and same.code in page
    sent = {"into": same.code, "version": case.version}
    assert client.post(reverse("cases:deed", args=[case.pk, "merge"]), sent).status_code == 302
    case.refresh_from_db()
    assert case.merged_into == same


def test_the_fragment_takes_few_statements(where, client, django_assert_max_num_queries):
    case = cases.case(where, building=None)
    cases.case(where)
    client.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    url = reverse("triage:suggestions", args=[case.pk])
    client.get(url)
    rule_book()
    with django_assert_max_num_queries(14):
        client.get(url)


# Places named in the text


def test_a_building_named_in_the_text(where):
    estate = make.place(Level.ESTATE, where.communities[0], "E1", "榆荫里")
    block = make.place(Level.BUILDING, estate, "E1B3", "3号楼")
    make.place(Level.BUILDING, estate, "E1B13", "13号楼")
    case = cases.case(where, building=None, text="榆荫里三栋楼道灯坏了")
    assert [(one.place_id, one.name) for one in named_places(case)] == [(block.pk, "榆荫里 3号楼")]
    case.text = "榆荫里门口路灯坏了"
    assert [one.name for one in named_places(case)] == ["榆荫里"]
    case.text = "路灯坏了"
    assert named_places(case) == []


def test_an_estate_found_where_even_the_community_is_unknown(where, django_assert_max_num_queries):
    make.place(Level.ESTATE, where.communities[2], "E2", "麦香家园")
    nowhere = cases.case(
        where, building=None, subdistrict_id=None, community_id=None, grid_id=None, text="麦香家园停水"
    )
    with django_assert_max_num_queries(2):
        assert [one.name for one in named_places(nowhere)] == ["麦香家园"]


def test_no_question_when_the_building_is_known(where):
    assert named_places(cases.case(where, text="1号楼漏水")) == []


def test_correcting_the_place_with_one_button(where, client):
    estate = make.place(Level.ESTATE, where.communities[0], "E1", "榆荫里")
    block = make.place(Level.BUILDING, estate, "E1B3", "3号楼")
    case = cases.case(where, building=None, text="榆荫里3号楼漏水")
    client.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    assert "改为 榆荫里 3号楼" in client.get(reverse("triage:suggestions", args=[case.pk])).content.decode()
    sent = {"place": block.pk, "version": case.version}
    assert client.post(reverse("cases:deed", args=[case.pk, "correct"]), sent).status_code == 302
    case.refresh_from_db()
    assert case.building == block
