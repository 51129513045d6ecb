"""Pages of needs: the resident without an account, the helper by link, the desk; who sees nothing; costs."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Account
from linli.core.audit.models import AuditLine
from linli.needs import actions
from linli.needs.models import Match, Need
from linli.needs.rules.standing import helper_of
from linli.needs.tests import make
from linli.needs.tests.make import NOW, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch):
    """The pages read the clock themselves: it stands where the builders stand."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make.world()


def client(world, who):
    found = Client()
    found.force_login(Account.objects.get(pk=world.people[who].id))
    return found


def text(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def typed(world, **changes):
    place = world.where.buildings[0].pk
    asked = {"name": "王阿姨", "phone": "13800001234", "door": "2单元301", "rhythm": "weekly", "days": ["1"]}
    asked |= {
        "parts": ["0"],
        "starts_on": "2026-05-11",
        "ends_on": "2026-06-09",
        "consent": "on",
        "place": place,
    }
    return {name: value for name, value in (asked | changes).items() if value is not None}


def test_a_daughter_orders_for_her_mother_and_stops_it_again(world):
    """From the list of services to the end, by the link, without an account."""
    me = Client()
    assert "送午饭" in text(me.get("/help/"))
    page = "/help/meal/other/"
    assert "要帮的人的电话" in text(me.get(page)) and me.get("/help/nothing/self/").status_code == 404
    mother = typed(world, relation="parent", proxy_name="小王", proxy_phone="13900001111")
    for missing in ("name", "ends_on", "consent", "proxy_name", "place"):
        back = me.post(page, mother | {missing: ""})
        assert (back.status_code == 422 and "王阿姨" in text(back)) or missing == "name", missing
    answer = me.post(page, mother)
    need = Need.objects.get()
    assert answer.status_code == 302 and answer.url == f"/n/{need.key}/?new=1"
    mine = text(me.get(answer.url))
    assert "您的编号" in mine and "还没有问过本人" in mine and "等社区联系" in mine
    assert "送午饭" in text(me.get("/help/"))  # remembered on this phone
    assert "确认停" in text(me.get(f"/n/{need.key}/stop/"))
    assert me.post(f"/n/{need.key}/stop/").status_code == 302
    after = text(me.get(f"/n/{need.key}/"))
    assert "已停" in after and "王阿姨" not in after and "13800001234" not in after
    assert me.post(f"/n/{need.key}/stop/").status_code == 409
    assert Client().get("/n/nobodys-key/").status_code == 404


def test_code_and_digits_lead_to_the_page(world):
    raised = world.raised()
    found = Client().post("/help/find/", {"code": raised.code, "pin": raised.pin})
    assert found.status_code == 302 and found.url == f"/n/{raised.key}/"
    assert Client().post("/help/find/", {"code": raised.code, "pin": "9999"}).status_code == 422


def test_the_desk_agrees_asks_and_the_helper_says_yes_by_the_link(world):
    helper = world.volunteer()
    need = world.need(relation="parent", proxy_name="小王")
    desk = client(world, "worker")
    page, do = f"/needs/{need.pk}/", f"/needs/{need.pk}/do/"
    assert "问过了，本人同意" in text(desk.get(page)) and "接下来办" not in text(desk.get(page))
    assert desk.post(do + "agree/", {"version": need.version}).status_code == 422
    assert desk.post(do + "confirm/", {"how": ""}).status_code == 422
    desk.post(do + "confirm/", {"how": "phone"})
    desk.post(do + "agree/", {})
    shown = text(desk.get(page))
    assert "问这几位" in shown and "相距约" in shown and "李师傅" in shown
    assert desk.post(do + "ask/", {}).status_code == 422
    desk.post(do + "ask/", {"helpers": [make.resource(helper).pk]})
    assert fresh(need.pk).state == "matched"

    link = f"/h/{helper.key}/"
    theirs = Client()
    match = Match.objects.get()
    assert "等您答复" in text(theirs.get(link)) and "王阿姨" not in text(
        theirs.get(f"{link}asked/{match.pk}/")
    )
    assert theirs.post(f"{link}asked/{match.pk}/", {"why": ""}).status_code == 422
    theirs.post(f"{link}asked/{match.pk}/", {"yes": "1"})
    mine = Client()
    assert "愿意来帮忙" in text(mine.get(f"/n/{need.key}/"))
    mine.post(f"/n/{need.key}/choose/", {"yes": "1"})
    assert fresh(need.pk).state == "running" and "李师傅" in text(mine.get(f"/n/{need.key}/"))
    first = need.tasks.earliest("on").pk
    visit = f"{link}tasks/{first}/"
    assert "13800001234" not in text(theirs.get(visit))
    assert "13800001234" in text(theirs.post(visit + "contact/", {"purpose": "约上门的时间"}))
    assert theirs.post(visit + "contact/", {"purpose": ""}).status_code == 422
    readings = text(mine.get(f"/n/{need.key}/readings/"))
    assert "约上门的时间" in readings and "帮忙的人" in readings
    moved = theirs.post(visit + "move/", {"to": "2026-05-14", "part": "1"})
    assert moved.status_code == 302 and "改了日子" in text(mine.get(f"/n/{need.key}/"))
    assert theirs.post(visit + "done/").status_code == 409
    other = world.volunteer("乙", square=1)
    assert Client().get(f"/h/{other.key}/tasks/{first}/").status_code == 404


def test_needs_are_seen_by_the_desk_of_the_community_and_nobody_else(world):
    need = world.need(wish="按两下门铃")
    for who in ("secretary", "worker"):
        assert "按两下门铃" in text(client(world, who).get("/needs/"))
        assert client(world, who).get(f"/needs/{need.pk}/").status_code == 200
    hidden, missing = (client(world, "other_community").get(f"/needs/{pk}/") for pk in (need.pk, 10**9))
    assert hidden.status_code == missing.status_code == 404
    assert "按两下门铃" not in text(client(world, "other_community").get("/needs/"))
    for who in ("street", "district", "leader", "grid_leader", "grid", "shop"):
        assert client(world, who).get("/needs/").status_code == 403
        assert client(world, who).get(f"/needs/{need.pk}/").status_code == 403
    page = text(client(world, "secretary").get(f"/needs/{need.pk}/"))
    assert "王阿姨" not in page and "13800001234" not in page  # with a purpose only
    assert "13800001234" in text(
        client(world, "secretary").post(f"/needs/{need.pk}/contact/", {"purpose": "打电话问本人"})
    )


def test_leaders_read_whole_tens_and_no_list(world):
    for number in range(12):
        world.raised(name=f"住户{number}")
    world.raised(kind="lamp")
    actions.count_anew()
    for who in ("leader", "district", "street", "grid_leader", "secretary"):
        page = text(client(world, who).get("/needs/counts/"))
        assert re.search(r"送午饭</td><td[^>]*>10<", page), who
        assert re.search(r"换灯泡</td><td[^>]*>不足 10<", page), who
        assert "/needs/1" not in page and "住户" not in page
    assert client(world, "grid").get("/needs/counts/").status_code == 403


def test_staff_help_on_their_phone(world):
    me = client(world, "grid")
    assert me.get("/needs/own/").status_code == 200
    begun = me.post("/needs/own/begin/")
    offer = {"kind": "talk", "reach_m": "3000", "at_once": "2", "until": "2026-12-31", "days": ["1"]}
    assert me.post(begun.url, offer | {"until": ""}).status_code == 422
    assert me.post(begun.url, offer).status_code == 302
    need = world.agreed(kind="talk")
    world.asked(need)
    page = text(me.get("/needs/helping/"))
    assert "上门聊天" in page and "等您答复" in page
    match = Match.objects.get()
    assert client(world, "shop").get(f"/needs/helping/asked/{match.pk}/").status_code == 404
    assert me.post(f"/needs/helping/asked/{match.pk}/", {"yes": "1"}).status_code == 302


def test_a_unit_offers_for_itself_only(world):
    shop = client(world, "shop")
    begun = shop.post("/needs/own/begin/", {"unit": world.shop.seats[0].unit_id})
    assert begun.status_code == 302 and shop.get(begun.url).status_code == 200
    assert client(world, "justice").get(begun.url).status_code == 404
    assert (
        client(world, "justice").post("/needs/own/begin/", {"unit": world.shop.seats[0].unit_id}).status_code
        == 403
    )


def test_the_counter_writes_down_and_reads_out(world):
    desk = client(world, "worker")
    assert "换灯泡" in text(desk.get("/needs/raise/"))
    asked = typed(world, relation="self", how="in_person", phone="", rhythm="once")
    page = "/needs/raise/?kind=lamp"
    assert desk.post(page, asked | {"how": ""}).status_code == 422
    made = desk.post(page, asked)
    assert made.status_code == 302
    receipt = text(desk.get(made.url))
    assert "四位数字" in receipt and client(world, "secretary").get(made.url).status_code == 410


def test_the_export_stays_inside_the_community_and_leaves_a_line(world):
    world.raised(wish="按两下门铃")
    elsewhere = world.where.communities[1].pk
    own = world.where.communities[0].pk
    desk = client(world, "secretary")
    wanted = {"view": "raised", "community": own, "purpose": "周例会安排人手", "ending": "csv"}
    assert desk.post("/needs/export/", wanted | {"purpose": ""}).status_code == 422
    assert desk.post("/needs/export/", wanted | {"community": elsewhere}).status_code == 422
    assert not AuditLine.objects.filter(event="need.exported").exists()
    told = text(desk.post("/needs/export/", wanted))
    assert "按两下门铃" in told and "13800001234" not in told and "王阿姨" not in told and "301" not in told
    line = AuditLine.objects.get(event="need.exported")
    assert (line.subject_id, line.detail["purpose"]) == (own, "周例会安排人手")
    book = desk.post("/needs/export/", wanted | {"ending": "xlsx"})
    assert b"".join(book.streaming_content)[:2] == b"PK"
    assert client(world, "street").post("/needs/export/", wanted).status_code == 403


@pytest.mark.parametrize("rows", [2, 40])
def test_lists_cost_the_same_however_long_they_are(world, django_assert_max_num_queries, rows):
    for number in range(rows):
        world.raised(name=f"住户{number}")
        world.volunteer(f"帮手{number}")
    desk = client(world, "secretary")
    desk.get("/needs/")
    for page, most in (("/needs/", 8), ("/needs/?view=running&kind=meal", 8), ("/needs/helpers/", 8),
                       (f"/needs/{Need.objects.first().pk}/", 14), ("/needs/counts/", 8)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert desk.get(page).status_code == 200


def test_pages_of_the_person_and_the_helper_cost_little(world, django_assert_max_num_queries):
    world.volunteer()
    need = world.running()
    with django_assert_max_num_queries(8):
        Client().get(f"/n/{need.key}/")
    with django_assert_max_num_queries(8):
        Client().get(f"/h/{need.helper.key}/")


def test_a_retired_helpers_link_says_so(world):
    helper = world.volunteer()
    world.asked()
    desk = client(world, "secretary")
    assert desk.post(f"/needs/helpers/{helper.pk}/retire/").status_code == 422
    actions.answer_match(helper_of(helper.pk), Match.objects.get(), yes=False, why="later", now=NOW)
    assert desk.post(f"/needs/helpers/{helper.pk}/retire/").status_code == 302
    assert Client().get(f"/h/{helper.key}/").status_code == 410
