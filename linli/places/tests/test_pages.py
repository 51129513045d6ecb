"""The pages of places: who may open them, what they show, what a form gives back."""

import json
import os
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.core.actors import SYSTEM, Level
from linli.core.errors import Gone, RuleBroken
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.places import actions, queries, uploads
from linli.places.models import Door, Place

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)


@pytest.fixture
def tree():
    return make.district()


@pytest.fixture
def admin(tree, client):
    account = make.staff(Role.ADMINISTRATOR, place=tree.district, name="管理员")
    client.post("/sign-in/", {"name": account.sign_in_name, "password": make.PASSWORD})
    return client


def url(name, *args):
    return reverse(f"places:{name}", args=args)


def test_the_tree_is_for_those_who_keep_it(tree, client):
    assert client.get(url("home")).headers["Location"].startswith("/sign-in/")
    account = make.staff(Role.COMMUNITY_SECRETARY, place=tree.communities[0])
    client.post("/sign-in/", {"name": account.sign_in_name, "password": make.PASSWORD})
    assert client.get(url("place", tree.district.pk)).status_code == 403
    assert client.post(url("issue_doors", tree.communities[0].pk)).status_code == 403


def test_the_page_of_each_level(tree, admin, django_assert_max_num_queries):
    assert admin.get(url("home")).headers["Location"] == url("place", tree.district.pk)
    levels = [tree.district, tree.subdistricts[0], tree.communities[0], tree.grids[0], tree.buildings[0]]
    for place, child in zip(levels, [*levels[1:], None], strict=True):
        with django_assert_max_num_queries(12):
            page = admin.get(url("place", place.pk))
        text = page.content.decode()
        assert page.status_code == 200
        assert place.name in text
        assert place.code in text
        if child:
            assert url("place", child.pk) in text
    assert admin.get(url("place", 999_999)).status_code == 404
    part = admin.get(url("place", tree.district.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "向榆街道" in part


def test_forms_of_a_place_give_back_what_was_typed(tree, admin):
    grid = tree.grids[0]
    here = url("place", grid.pk)
    wrong = admin.post(url("rename", grid.pk), {"was": grid.name, "name": ""})
    assert wrong.status_code == 422
    stale = admin.post(url("rename", grid.pk), {"was": "旧名", "name": "东里"})
    assert stale.status_code == 409
    assert admin.post(url("rename", grid.pk), {"was": grid.name, "name": "东里"}).headers["Location"] == here
    taken = admin.post(
        url("recode", grid.pk), {"was": grid.code, "code": tree.grids[1].code, "reason": "依据某文"}
    )
    assert taken.status_code == 422
    assert "已被使用" in taken.content.decode()
    assert "依据某文" in taken.content.decode()
    told = {"kind": "dedicated", "number": 3, "households": 320, "phone": ""}
    assert admin.post(url("describe", grid.pk), told).status_code == 302
    assert admin.post(url("add", grid.pk), {"level": "building", "name": "9号楼"}).status_code == 302
    assert "不能包含" in admin.post(url("add", grid.pk), {"level": "community", "name": "x"}).content.decode()
    place = Place.objects.get(pk=grid.pk)
    assert (place.name, place.kind, place.households) == ("东里", "dedicated", 320)
    refused = admin.post(url("remove", grid.pk))
    assert refused.status_code == 422
    assert "这里还有" in refused.content.decode()
    building = Place.objects.get(name="9号楼")
    assert admin.post(url("remove", building.pk)).headers["Location"] == here


def upload(text, name="地方.csv"):
    return SimpleUploadedFile(name, text.encode())


def test_an_import_is_shown_before_it_is_done(tree, admin):
    assert admin.get(url("import")).status_code == 200
    assert admin.post(url("import"), {"datum": "wgs84"}).status_code == 422
    text = "小区,楼栋,所属社区代码,经度,纬度\n"
    text += "幸福里,1号楼,990101001001,110.001,35.001\n幸福里,2号楼,990101001001,甲,1\n"
    before = Place.objects.count()
    page = admin.post(url("import"), {"file": upload(text), "kind": "", "datum": "wgs84"})
    shown = page.content.decode()
    assert page.status_code == 200
    assert Place.objects.count() == before
    assert "这是预览" in shown
    assert "经度和纬度应是十进制度数" in shown
    token = shown.split('name="token" value="')[1].split('"')[0]
    yes = {"token": token, "kind": "", "datum": "wgs84"}
    done = admin.post(url("import_confirm"), yes)
    assert done.status_code == 200  # one line could not go in
    assert "已导入" in done.content.decode()
    assert Place.objects.count() == before + 2
    assert admin.post(url("import_confirm"), yes).status_code == 410
    assert admin.post(url("import_confirm"), {"token": "made-up"}).status_code == 410


def test_a_file_is_found_again_only_by_who_brought_it(tree):
    ours, theirs = (make.actor(Role.ADMINISTRATOR, place=tree.district) for _ in range(2))
    token = uploads.keep(ours, upload("代码,名称\n"), now=NOW)
    path = uploads.kept(ours, token)
    with pytest.raises(Gone):
        uploads.kept(theirs, token)
    os.utime(path, (0, 0))  # long ago: swept when the next file comes
    uploads.keep(theirs, upload("代码,名称\n"), now=NOW)
    assert not path.exists()
    with pytest.raises(RuleBroken, match="超过 50 MB"):
        big = upload("x")
        big.size = uploads.MOST_BYTES + 1
        uploads.keep(ours, big, now=NOW)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.pdf", "x", "请选择 CSV"),
        ("a.csv", "甲,乙\n1,2\n", "看不出这是哪种表"),
        ("a.geojson", "{}", "不是 GeoJSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tree, admin, name, text, words):
    page = admin.post(url("import"), {"file": upload(text, name), "kind": "", "datum": "wgs84"})
    assert page.status_code == 422
    assert words in page.content.decode()


def test_doors_are_printed_six_a_page(tree, admin, settings, django_assert_max_num_queries):
    settings.BASE_URL = "https://linli.example"
    community = tree.communities[0]
    estate = actions.add_place(SYSTEM, community, level=Level.ESTATE, name="幸福里", now=NOW)
    for number in range(1, 9):
        actions.add_place(SYSTEM, estate, level=Level.BUILDING, name=f"{number}号楼", now=NOW)
    assert "为 8 栋还没有的楼制作" in admin.get(url("doors", community.pk)).content.decode()
    assert admin.post(url("issue_doors", community.pk)).status_code == 302
    with django_assert_max_num_queries(9):
        page = admin.get(url("doors", community.pk))
    text = page.content.decode()
    assert text.count('class="qr-card"') == 10
    assert text.count('class="door-page"') == 2
    assert "<small>幸福里</small> 8号楼" in text
    assert "0999-0000000" in text
    door = Door.objects.get(place__name="8号楼")
    assert door.token in text
    assert admin.post(url("revoke_door", door.pk)).status_code == 302
    assert door.token not in admin.get(url("doors", community.pk)).content.decode()
    assert admin.post(url("revoke_door", door.pk)).status_code == 409


def test_outlines_are_for_anybody(tree, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        answer = client.get(url("grids", tree.communities[0].pk))
    body = json.loads(answer.content)
    assert answer.headers["Content-Type"].startswith("application/geo+json")
    assert [feature["properties"]["name"] for feature in body["features"]] == ["第1网格", "第2网格"]
    assert body["features"][0]["geometry"]["type"] == "Polygon"
    assert len(json.loads(client.get(url("grids", tree.district.pk)).content)["features"]) == 4
    areas = json.loads(client.get(url("outlines", tree.district.pk) + "?level=community").content)["areas"]
    assert len(areas["features"]) == 3
    assert client.get(url("outlines", tree.district.pk) + "?level=house").status_code == 404
    assert client.get(url("grids", 999_999)).status_code == 404


def test_a_resident_finds_his_building(tree, client, django_assert_max_num_queries):
    estate = actions.add_place(SYSTEM, tree.communities[0], level=Level.ESTATE, name="幸福里", now=NOW)
    building = actions.add_place(SYSTEM, estate, level=Level.BUILDING, name="3号楼", now=NOW)
    for words in ("幸福里 3号楼", "幸福里3号楼", "幸福里3", "3号"):
        with django_assert_max_num_queries(4):
            page = client.get(url("find"), {"q": words, "next": "/report?x=1&place=7"})
        assert f"/report?x=1&amp;place={building.pk}" in page.content.decode(), words
    assert "没有找到" in client.get(url("find"), {"q": "不存在"}).content.decode()
    elsewhere = client.get(url("find"), {"q": "3", "next": "//evil.example/"})
    assert 'href="//evil' not in elsewhere.content.decode()
    near = client.get(url("find"), {"place": tree.buildings[0].pk}).content.decode()
    assert "1号楼" in near
    assert client.get(url("find"), {"place": "x" * 30}).status_code == 200
    part = client.get(url("find"), {"q": "幸福"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_what_is_near_comes_first(tree):
    for community in tree.communities:
        actions.add_place(SYSTEM, community, level=Level.ESTATE, name="同名苑", now=NOW)
    last = tree.communities[2].pk
    assert queries.found_places("同名", within_ids=[last])[0].community_id == last
    assert queries.found_places("  ") == []
    assert len(queries.found_places("号楼", most=2)) == 2
