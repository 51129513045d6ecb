"""What strangers are told while they type: help in danger, a guess, numbers; never a neighbour's words."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, Category
from linli.cases.terms import Kind, State
from linli.cases.tests import make as cases
from linli.organisation.tests import make


@pytest.fixture
def where(db) -> make.District:
    cases.pack()
    return make.district()


@pytest.fixture
def lamp(where) -> Case:
    return reported(where)


def reported(where: make.District, **fields: object) -> Case:
    values = {
        "text": "张三说3号楼门口路灯不亮",
        "received_at": timezone.now() - timedelta(days=1),
        "voices": 3,
    }
    return cases.case(where, **(values | fields))


def hints(client, where: make.District, text: str = "我家楼下路灯不亮", **sent: str) -> str:
    door = {"door": where.doors[0].token} if not {"door", "place", "lon"} & set(sent) else {}
    answer = client.post(reverse("triage:hints"), {"text": text, **door, **sent})
    assert answer.status_code == 200
    return answer.content.decode()


def test_neighbours_are_a_number_and_a_category(where, lamp, client):
    page = hints(client, where)
    assert "3 位邻居已反映：路灯" in page and "已收到，正在安排" in page
    assert 'name="join"' in page and "我也遇到" in page
    for private in ("张三", "3号楼门口", lamp.code, lamp.key, "13800001234", "张女士"):
        assert private not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"confidential": True},
        {"state": State.CLOSED},
        {"state": State.WITHDRAWN},
        {"kind": Kind.TIP_OFF},
        {"category": None},
        {"text": "3号楼门口路灯不亮，隔壁夫妻吵架"},
        {"text": "3号楼门口路灯不亮，有人触电"},
        {"received_at": timezone.now() - timedelta(days=30)},
    ],
    ids="-".join,
)
def test_what_strangers_are_not_told(where, client, fields):
    reported(where, **fields)
    assert "位邻居" not in hints(client, where)


def test_a_complaint_about_a_unit_stays_unsaid(where, client):
    reported(where, about_unit=make.unit("某所", place=where.subdistricts[0]))
    assert "位邻居" not in hints(client, where)


def test_only_neighbours_are_neighbours(where, lamp, client):
    assert "位邻居" not in hints(client, where, door=where.doors[1].token)
    lon, lat = where.buildings[0].lon, where.buildings[0].lat
    assert "3 位邻居" in hints(client, where, lon=str(lon + 0.001), lat=str(lat)) or lamp.lon is None
    assert "位邻居" not in hints(client, where, lon=str(lon + 0.003), lat=str(lat))


def test_points_within_150_metres(where, client):
    lon, lat = where.buildings[0].lon, where.buildings[0].lat
    reported(where, building=None, lon=lon, lat=lat)
    assert "3 位邻居" in hints(client, where, lon=str(lon + 0.001), lat=str(lat))
    assert "位邻居" not in hints(client, where, lon=str(lon + 0.002), lat=str(lat))


def test_other_words_are_another_matter(where, lamp, client):
    assert "位邻居" not in hints(client, where, text="垃圾没人收")


def test_voices_of_one_category_are_added_up(where, lamp, client):
    reported(where, voices=2)
    assert "5 位邻居已反映：路灯" in hints(client, where)


def test_danger_is_said_at_once_and_no_neighbours_with_it(where, lamp, client):
    page = hints(client, where, text="路灯不亮，有人触电了")
    assert "有危险请先打 120" in page and 'href="tel:120"' in page
    assert "位邻居" not in page


def test_the_guess_can_be_changed(where, client):
    page = hints(client, where)
    assert '<option value="">路灯</option>' in page and "按“路灯、灯不亮”猜的" in page
    changed = hints(client, where, category="public.noise")
    assert '<option value="public.noise" selected>' in changed


def test_nothing_typed_nothing_said(where, client):
    assert hints(client, where, text="").strip() == ""
    assert client.get(reverse("triage:hints")).status_code == 200


@pytest.mark.parametrize(
    "sent", [{"place": "x"}, {"door": "nosuch"}, {"lon": "999", "lat": "x"}, {"place": "99999999"}]
)
def test_a_place_that_does_not_exist_costs_nothing(where, lamp, client, sent):
    assert "路灯" in hints(client, where, **sent)


def test_me_too_joins_the_matter(where, lamp, client):
    page = hints(client, where)
    token = page.split('name="join" value="')[1].split('"')[0]
    sent = {"text": "我家楼下路灯也不亮", "door": where.doors[0].token, "join": token, "intake_key": "k1"}
    assert client.post(reverse("cases:report"), sent).status_code == 302
    lamp.refresh_from_db()
    assert lamp.voices == 4
    assert Case.objects.filter(merged_into=lamp).count() == 1


def test_few_statements(where, lamp, client, django_assert_max_num_queries):
    hints(client, where)
    with django_assert_max_num_queries(5):
        hints(client, where)


def test_the_chosen_category_is_filed(where, client):
    noise = Category.objects.get(code="public.noise")
    sent = {
        "text": "楼下路灯不亮",
        "door": where.doors[0].token,
        "category": ["", "public.noise"],
        "intake_key": "k2",
    }
    assert client.post(reverse("cases:report"), sent).status_code == 302
    assert Case.objects.get(intake_key="k2").category == noise
