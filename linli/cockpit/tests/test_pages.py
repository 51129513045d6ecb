"""What leaders see, where it leads, and what they must never see."""

import re
import secrets
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.actions.desk import close_case
from linli.cases.actions.intake import Intake, receive_many
from linli.cases.actions.reports import Report
from linli.cases.models import Case
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.cockpit import actions
from linli.cockpit.models import Counting, PlaceDay, PlaceNow
from linli.cockpit.terms import WHOLE
from linli.core.actors import PUBLIC
from linli.core.tasks import declare, run_all
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.places import locator
from linli.places.models import MapVersion

declare.discover()  # else nobody would be told of anything


def signed_in(role: Role, name: str = "", **where) -> Client:
    client = Client()
    client.force_login(make.staff(role, name=name, **where))
    return client


@pytest.fixture
def town(db) -> make.District:
    cases.pack()
    where = make.district()
    MapVersion.objects.create(token=secrets.token_hex(8))  # a map of its own: keys come again, or do not
    return where


def text(response) -> str:
    return response.content.decode()


def urls_of(place_id: int) -> list[str]:
    return [f"/cockpit/{place_id}/{page}" for page in ("", "pulse/", "wall/", "day/", "table.csv")]


def test_each_sees_the_own_place_and_what_lies_in_it(town):
    first, second = town.subdistricts
    everything = [town.district, *town.subdistricts, *town.communities, *town.grids]
    reach = {
        signed_in(Role.DISTRICT_LEADER, place=town.district): everything,
        signed_in(Role.SUBDISTRICT_LEADER, place=first): [first, *town.communities[:2], *town.grids[:3]],
        signed_in(Role.COMMUNITY_SECRETARY, place=town.communities[2]): [town.communities[2], town.grids[3]],
    }
    for client, own in reach.items():
        assert own[0].name in text(client.get("/cockpit/"))
        for place in everything:
            statuses = {client.get(url).status_code for url in urls_of(place.pk)}
            assert statuses == ({200} if place in own else {404}), place
    assert second.name not in text(list(reach)[1].get("/cockpit/"))
    assert next(iter(reach)).get(f"/cockpit/{town.buildings[0].pk}/").status_code == 404


def test_two_posts_two_places(town):
    account = make.staff(Role.COMMUNITY_SECRETARY, place=town.communities[1])
    make.post(Role.COMMUNITY_SECRETARY, place=town.communities[2], person=account.person)
    client = Client()
    client.force_login(account)
    assert f"/cockpit/{town.communities[2].pk}/" in text(client.get("/cockpit/"))
    assert client.get(f"/cockpit/{town.communities[2].pk}/").status_code == 200


def test_a_new_case_shows_once_its_event_is_counted(town):
    client = signed_in(Role.SUBDISTRICT_LEADER, place=town.subdistricts[0])
    before = text(client.get("/cockpit/"))
    seen = re.search(r"seen=([\d-]+)", before)[1]
    pulse = f"/cockpit/{town.subdistricts[0].pk}/pulse/?seen="
    assert client.get(pulse + seen).status_code == 204
    spot = locator.locate_building(town.buildings[0].pk)
    receive_many([Intake(PUBLIC, Report(text="路灯不亮", spot=spot), timezone.now())])
    run_all(timezone.now())
    after = client.get(pulse + seen)
    assert after.status_code == 200 and re.search(r'href="#parts">1</a>', text(after))


def test_numbers_open_the_lists_behind_them(town):
    cases.case(town, received_at=timezone.now())
    actions.rebuild(now=timezone.now())
    client = signed_in(Role.SUBDISTRICT_DESK, place=town.subdistricts[0])
    page = text(client.get("/cockpit/"))
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/desk/\?seat=[^"]+)"', page)}
    assert {link.rpartition("=")[2] for link in links} == {"desk", "unit", "caller", "late", "done"}
    assert all(client.get(link).status_code == 200 for link in links)
    assert "/desk/?seat=" not in text(client.get(f"/cockpit/{town.communities[0].pk}/")).split("</nav>")[-1]


def fill(town, received: int, opened: int) -> None:
    """Figures as after a year, written as roll-ups: so many in each grid, and what follows above."""
    today = timezone.localdate()
    counts = {grid.pk: 1 for grid in town.grids}
    for grid in town.grids:
        for key in (grid.community_id, grid.subdistrict_id, WHOLE):
            counts[key] = counts.get(key, 0) + 1
    days = []
    for key, times in counts.items():
        n = received * times
        names = ("received", "closed", "finished", "timed", "rated", "solved", "graded")
        measures = dict.fromkeys(names, n) | {"on_time": n - times}
        days += [PlaceDay(place_id=key, day=today - timedelta(ago), **measures) for ago in range(365)]
    PlaceDay.objects.bulk_create(days)
    PlaceNow.objects.bulk_create(PlaceNow(place_id=key, unit=opened * n) for key, n in counts.items())
    Counting.objects.create(pk=1, counted_at=timezone.now())


@pytest.mark.parametrize("page", ["", "?days=90", "wall/", "day/"])
def test_a_page_reads_no_more_after_a_year(town, page, django_assert_max_num_queries):
    client = signed_in(Role.DISTRICT_LEADER, place=town.district)
    fill(town, 12, 30)
    for place in ("", f"{town.communities[0].pk}/"):
        client.get(f"/cockpit/{place}{page}")  # outlines are read once for each version of the map
    with django_assert_max_num_queries(10):
        assert client.get(f"/cockpit/{page}").status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(f"/cockpit/{town.communities[0].pk}/{page}").status_code == 200
    with django_assert_max_num_queries(7):
        client.get(f"/cockpit/{town.district.pk}/pulse/")


def bare(html: str) -> str:
    """What can be read, without shares, drawings, times and the head of the page."""
    main = html.split('id="main"')[1].split("<script", maxsplit=1)[0]
    main = re.sub(r"<(text|path|rect)[^>]*>[^<]*|\d+ 天|\d\d:\d\d|第\d网格|&lt;10|[\d–]+ %", "", main)
    return re.sub(r"<[^>]+>", " ", main.partition(">")[2])


def test_a_wall_shows_no_small_count(town):
    client = signed_in(Role.DISTRICT_LEADER, place=town.district)
    fill(town, 2, 2)
    wall = client.get("/cockpit/wall/")
    numbers = [int(n) for n in re.findall(r"(?<![\d.])\d+(?![\d.])", bare(text(wall)))]
    assert "&lt;10" in text(wall) and [n for n in numbers if n < 10] == []
    assert "每周收到与结案" in text(wall), "days of eight are too small to be drawn, weeks are not"
    PlaceDay.objects.update(received=1, closed=0)
    assert 'rect class="bar-' not in text(client.get("/cockpit/wall/")).split("</header>")[-1]
    assert "&lt;10" not in text(client.get("/cockpit/")), "within one's rights the number itself"


def test_a_wall_shows_what_is_large_enough(town):
    fill(town, 40, 25)
    wall = text(signed_in(Role.DISTRICT_LEADER, place=town.district).get("/cockpit/wall/"))
    assert "3600" in bare(wall) and "75" in bare(wall)  # of three grids: thirty days, open cases


def test_too_few_are_no_share(town):
    fill(town, 0, 1)
    PlaceDay.objects.filter(day=timezone.localdate()).update(timed=19, on_time=19, rated=5, solved=5)
    page = text(signed_in(Role.DISTRICT_LEADER, place=town.district).get("/cockpit/"))
    assert "样本不足 (19)" in page and "100 %" not in page


def test_parts_stand_in_the_order_of_the_tree(town):
    fill(town, 5, 1)
    PlaceDay.objects.filter(place_id=town.subdistricts[1].pk).update(received=900)
    page = text(signed_in(Role.DISTRICT_LEADER, place=town.district).get("/cockpit/"))
    table = page.split('id="parts"')[1]
    assert table.index(town.subdistricts[0].name) < table.index(town.subdistricts[1].name)


def test_what_belongs_to_no_part_is_a_line_of_its_own(town):
    cases.case(town, received_at=timezone.now(), subdistrict_id=None, community_id=None, grid_id=None)
    actions.rebuild(now=timezone.now())
    client = signed_in(Role.DISTRICT_LEADER, place=town.district)
    assert "位置待核实" in text(client.get("/cockpit/"))
    assert "位置待核实" in client.get(f"/cockpit/{town.district.pk}/table.csv").content.decode("utf-8-sig")


def test_nobody_who_works_is_named(town):
    unit = make.unit("城管中队", place=town.subdistricts[0])
    names = ["韦大力", "司马小勤", "欧阳办事"]
    make.staff(Role.GRID_WORKER, place=town.grids[0], name=names[0])
    make.staff(Role.UNIT_HANDLER, unit=unit, name=names[1])
    make.staff(Role.SUBDISTRICT_DESK, place=town.subdistricts[0], name=names[2])
    for state in (State.IN_HAND, State.CLOSED, State.RECEIVED):
        cases.case(town, state=state, unit=unit, received_at=timezone.now())
    Case.objects.update(due_at=timezone.now() - timedelta(hours=1))
    actions.rebuild(now=timezone.now())
    client = signed_in(Role.DISTRICT_LEADER, place=town.district)
    for place in (town.district, town.communities[0], town.grids[0]):
        for url in urls_of(place.pk):
            page = text(client.get(url))
            assert not any(name in page for name in [*names, unit.name, "张女士"]), url


def test_the_day_is_told_in_sentences(town):
    fill(town, 12, 30)
    client = signed_in(Role.SUBDISTRICT_LEADER, place=town.subdistricts[0])
    page = text(client.get("/cockpit/day/"))
    assert "收到 36 件诉求，与前四个" in page and "到当天结束，在办 90 件，与前一天相同。" in page
    today = timezone.localdate()
    for day in (today.isoformat(), "2020-01-01", "yesterday", (today + timedelta(days=1)).isoformat()):
        assert client.get(f"/cockpit/day/?day={day}").status_code == 404
    assert client.get(f"/cockpit/day/?day={today - timedelta(days=30)}").status_code == 200


def test_the_table_is_a_file_of_counts(town):
    fill(town, 12, 30)
    client = signed_in(Role.DISTRICT_LEADER, place=town.district)
    answer = client.get(f"/cockpit/{town.district.pk}/table.csv?days=7")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"].endswith('7d.csv"') and len(lines) == 3
    assert lines[1].split(",")[1:5] == [town.subdistricts[0].name, "90", "0", "252"]


def test_a_page_says_when_its_numbers_cannot_be_trusted(town):
    client = signed_in(Role.DISTRICT_LEADER, place=town.district)
    assert "还没有统计过" in text(client.get("/cockpit/"))
    Counting.objects.create(pk=1, counted_at=timezone.now(), complete=False)
    assert "正在从头统计" in text(client.get("/cockpit/"))
    Counting.objects.update(complete=True, counted_at=timezone.now() - timedelta(minutes=10))
    assert "后台统计已停下" in text(client.get("/cockpit/"))
    Counting.objects.update(counted_at=timezone.now())
    assert "notice-warn" not in text(client.get("/cockpit/"))


def test_the_map_is_drawn_with_a_link_to_each_part(town):
    page = text(signed_in(Role.DISTRICT_LEADER, place=town.district).get("/cockpit/"))
    drawing = page.split('class="areas"')[1].split("</svg>")[0]
    assert drawing.count("<a ") == 2 and drawing.count('class="shade-0"') == 4
    grid = text(signed_in(Role.DISTRICT_LEADER, place=town.district).get(f"/cockpit/{town.grids[0].pk}/"))
    assert 'class="areas"' not in grid, "one area in one shade is no map"


def test_at_which_level_matters_were_solved_includes_today(town):
    """Each number opens its list; the list has what the number counted."""
    grid = make.unit("第1网格", kind="grid_team", place=town.grids[0])
    street = make.unit("城管中队", place=town.subdistricts[0])
    desk = make.actor(Role.SUBDISTRICT_DESK, place=town.subdistricts[0])
    for unit, times in ((grid, 3), (street, 2)):
        for n in range(times):
            case = cases.case(town, state=State.VERIFIED, unit=unit, text=f"{unit.name}办的第{n}件")
            close_case(desk, case, outcome="solved", now=timezone.now())
    actions.rebuild(now=timezone.now())
    client = signed_in(Role.SUBDISTRICT_LEADER, place=town.subdistricts[0])
    page = text(client.get("/cockpit/"))
    table = page.split('id="levels"')[1].split("</section>")[0]
    links = {
        link.replace("&amp;", "&"): int(n) for link, n in re.findall(r'<a href="([^"]+)">(\d+)</a>', table)
    }
    assert sorted(links.values()) == [2, 2, 3, 3], "the place and the one community with something"
    for link, number in links.items():
        assert text(client.get(link)).count("办的第") == number, "today is in it"
    file = client.get(f"/cockpit/{town.subdistricts[0].pk}/table.csv").content.decode().splitlines()
    assert len(file[0].split(",")) == len(file[1].split(",")), "a heading for every column"
