"""Other units are asked, a unit is asked from above, and how all of it looks on the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.cases.actions import archiving, asking
from linli.cases.models import Case, CaseStep
from linli.cases.queries.cases import visible_cases
from linli.cases.queries.follow import progress
from linli.cases.terms import OPEN, State
from linli.cases.tests import make as cases
from linli.cases.tests.test_budget import SCOPE, SEATS, at, explained, signed_in
from linli.core.actors import SYSTEM
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


@pytest.fixture
def lamps(world):
    return make.unit("城管中队", place=world.subdistricts[0], trade="city_management")


@pytest.fixture
def power(world):
    return make.unit("供电公司", place=world.district)


@pytest.fixture
def clerk(world):
    return make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])


def test_a_unit_is_asked_before_the_desk_decides(world, lamps, power, clerk):
    """Who is asked sees the matter and answers once; the caller reads only that others are asked."""
    case = cases.case(world, state=State.RETURNED, unit=lamps)
    theirs = make.actor(Role.UNIT_HANDLER, unit=power)
    assert case not in visible_cases(theirs)
    for actor in (make.actor(Role.UNIT_HANDLER, unit=lamps), theirs, SYSTEM):
        with pytest.raises(NotAllowed):
            asking.consult_units(actor, case, units=[power], note="归谁", now=NOW)
    with pytest.raises(RuleBroken, match="至少选一个"):
        asking.consult_units(clerk, case, units=[], note="归谁", now=NOW)
    asked = asking.consult_units(clerk, case, units=[lamps, power], note="灯杆归谁管？", now=NOW)
    with pytest.raises(RuleBroken, match="等答复"):
        asking.consult_units(clerk, case, units=[power], note="灯杆归谁管？", now=NOW)
    assert case in visible_cases(theirs) and "请会商" in power.notices.get().text

    request = asked[1]
    with pytest.raises(NotAllowed):
        asking.reply_to_request(make.actor(Role.UNIT_HANDLER, unit=lamps), request, note="归我", now=LATER)
    with pytest.raises(RuleBroken, match="写清楚"):
        asking.reply_to_request(theirs, request, note=" ", now=LATER)
    asking.reply_to_request(theirs, request, note="灯杆归我司", now=LATER)
    with pytest.raises(Stale):
        asking.reply_to_request(theirs, request, note="再说一次", now=LATER)
    case.refresh_from_db()
    assert case.state == State.RETURNED, "an opinion decides nothing"
    says = " ".join(line.says + line.note for line in progress(case).lines)
    assert "会商" in says and "灯杆" not in says


def test_what_a_unit_is_asked_about_itself_it_does_not_see(world, lamps, power, clerk):
    case = cases.case(world, state=State.REGISTERED, about_unit=power)
    request = asking.consult_units(clerk, case, units=[power], note="？", now=NOW)[0]
    accused = make.actor(Role.UNIT_HANDLER, unit=power)
    assert case not in visible_cases(accused)
    with pytest.raises(NotAllowed):
        asking.reply_to_request(accused, request, note="没有的事", now=LATER)


def test_watched_from_above(world, lamps, clerk):
    """A desk or leader of the street or the district; not the community, not the unit, nobody elsewhere."""
    first, second = world.subdistricts
    refused = (
        make.actor(Role.COMMUNITY_SECRETARY, place=world.communities[0]),
        make.actor(Role.GRID_LEADER, place=world.grids[0]),
        make.actor(Role.UNIT_LEAD, unit=lamps),
        make.actor(Role.SUBDISTRICT_LEADER, place=second),
    )
    case = cases.case(world, state=State.IN_HAND, unit=lamps)
    for actor in refused:
        with pytest.raises(NotAllowed):
            asking.supervise_case(actor, case, note="请抓紧", now=NOW)
    for actor in (clerk, make.actor(Role.DISTRICT_LEADER, place=world.district)):
        watched = cases.case(world, state=State.IN_HAND, unit=lamps)
        asking.supervise_case(actor, watched, note="请抓紧", now=NOW)
    leader = make.actor(Role.SUBDISTRICT_LEADER, place=first)
    request = asking.supervise_case(leader, case, note="请抓紧", now=NOW)
    assert "督办" in progress(case).lines[0].says and lamps.notices.filter(text__contains="督办").count() == 3
    handler = make.actor(Role.UNIT_HANDLER, unit=lamps)
    asking.reply_to_request(handler, request, note="今晚到场", now=LATER)
    assert all("今晚到场" not in line.note for line in progress(case).lines)
    for state in set(State) - set(OPEN):
        with pytest.raises(BadStep):
            asking.supervise_case(leader, cases.case(world, state=state, unit=lamps), note="请", now=NOW)


def press(client: Client, case: Case, deed: str, expect: int = 302, **fields: object):
    case.refresh_from_db()
    answer = client.post(f"/desk/cases/{case.pk}/do/{deed}/", {"version": case.version, **fields})
    assert answer.status_code == expect, answer.content.decode()[:3000]
    return answer


def test_from_the_request_to_the_objection_as_people_press_it(world, lamps):
    case = cases.case(world, state=State.IN_HAND, unit=lamps)
    first = world.subdistricts[0]
    unit = signed_in(Role.UNIT_HANDLER, unit=lamps)
    desk = signed_in(Role.SUBDISTRICT_DESK, place=first)
    colleague = signed_in(Role.SUBDISTRICT_DESK, place=first)
    resident = Client()
    page = unit.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "申请中止" in page and "审批中止" not in page
    until = timezone.localdate() + timedelta(days=20)
    typed = {"ground": "legal", "note": "法院已立案", "until": until.isoformat()}
    wrong = press(unit, case, "ask_suspend", 422, **typed | {"until": "2020-01-01"}).content.decode()
    assert "复查日期" in wrong and "法院已立案" in wrong, "what was typed stays"
    press(unit, case, "ask_suspend", **typed)

    waiting = desk.get("/desk/?view=requests").content.decode()
    assert case.text in waiting and "中止" in waiting
    assert "法院已立案" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    assert press(unit, case, "decide_suspend", 403, approved="yes").status_code == 403
    press(desk, case, "decide_suspend", 422, approved="no")
    press(desk, case, "decide_suspend", approved="yes")
    assert press(colleague, case, "decide_suspend", 409, approved="yes").status_code == 409
    assert case.text not in desk.get("/desk/?view=requests").content.decode()
    assert case.text in desk.get("/desk/?view=waiting").content.decode(), "never hidden"

    told = resident.get(f"/m/{case.key}/").content.decode()
    assert "法院已立案" in told and f"/m/{case.key}/object/" in told
    assert resident.post(f"/m/{case.key}/object/", {"note": ""}).status_code == 422
    assert resident.post(f"/m/{case.key}/object/", {"note": "早就判了"}).status_code == 302
    assert f"/m/{case.key}/object/" not in resident.get(f"/m/{case.key}/").content.decode()
    assert "早就判了" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    press(desk, case, "decide_objection", 403, approved="yes", note="是")
    press(colleague, case, "decide_objection", approved="yes", note="判决已生效")
    case.refresh_from_db()
    assert case.state == State.IN_HAND and "判决已生效" in resident.get(f"/m/{case.key}/").content.decode()


def test_a_unit_finds_what_it_is_asked(world, lamps, power, clerk):
    case = cases.case(world, state=State.REGISTERED)
    asking.consult_units(clerk, case, units=[power], note="灯杆归谁管？", now=timezone.now())
    client = signed_in(Role.UNIT_HANDLER, unit=power)
    assert case.text in client.get("/desk/?view=requests").content.decode()
    assert "灯杆归谁管" in client.get(f"/desk/cases/{case.pk}/").content.decode()
    press(client, case, "reply", note="归我司")
    assert case.text not in client.get("/desk/?view=requests").content.decode()
    assert client.get(f"/desk/cases/{case.pk}/").status_code == 200


def test_what_was_closed_long_ago_is_archived_by_night(world, lamps, clerk):
    old, fresh = (
        cases.case(world, state=State.CLOSED, unit=lamps, closed_at=NOW - timedelta(days=days))
        for days in (31, 29)
    )
    with pytest.raises(NotAllowed):
        archiving.archive_closed(clerk, now=NOW)
    assert archiving.archive_closed(SYSTEM, now=NOW) == 1
    assert archiving.archive_closed(SYSTEM, now=NOW) == 0
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, old.queue, fresh.state) == (State.ARCHIVED, "done", State.CLOSED)
    assert "已归档" in Client().get(f"/m/{old.key}/").content.decode()


@pytest.mark.parametrize("seat", SEATS)
def test_what_waits_for_an_answer_is_a_range_of_its_index(world, lamps, seat, django_assert_max_num_queries):
    for n in range(60):
        case = cases.case(world, state=State.IN_HAND, unit=lamps)
        cases.request(case, "suspend", due_at=NOW + timedelta(minutes=n))
    client = at(world, seat)
    with django_assert_max_num_queries(3):
        page = client.get("/desk/?view=requests")
    assert page.status_code == 200 and page.content.decode().count("row-link") == 50
    if connection.vendor == "sqlite":
        with CaptureQueriesContext(connection) as seen:
            client.get("/desk/?view=requests")
        found = [q["sql"] for q in seen.captured_queries if 'FROM "cases_caserequest"' in q["sql"]]
        plan = " | ".join(explained(found[0]))
        assert f"USING INDEX request_open{SCOPE[seat]}" in plan and "TEMP B-TREE" not in plan, plan


def test_a_case_with_all_kinds_of_records_costs_eight_statements(world, lamps, django_assert_max_num_queries):
    case = cases.case(world, state=State.IN_HAND, unit=lamps)
    for kind in ("extend", "suspend", "exclusion", "consultation", "supervision"):
        cases.request(case, kind)
        cases.request(case, kind, decision="refused", answered_at=NOW, answer="不行")
    for n in range(30):
        CaseStep.objects.create(case=case, at=NOW, step="answer", by_kind="staff", note=f"{n}")
    desk, handler = at(world, "subdistrict"), signed_in(Role.UNIT_HANDLER, unit=lamps)
    desk.get(f"/desk/cases/{case.pk}/")
    for client in (desk, handler):
        with django_assert_max_num_queries(8):
            assert client.get(f"/desk/cases/{case.pk}/").status_code == 200
    Client().get(f"/m/{case.key}/")
    with django_assert_max_num_queries(8):
        assert Client().get(f"/m/{case.key}/").status_code == 200


def test_the_queue_looks_at_a_part_of_its_place_and_at_a_day(world):
    here, there = cases.case(world, text="这边路灯不亮"), cases.case(world, square=2, text="那边路灯不亮")
    day = timezone.localdate(NOW)
    Case.objects.filter(pk=there.pk).update(due_at=NOW + timedelta(days=2))
    desk = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])

    def shown(query: str) -> list[bool]:
        page = desk.get(f"/desk/?{query}").content.decode()
        return [one.text in page for one in (here, there)]

    assert shown("") == [True, True]
    assert shown(f"place={world.communities[0].pk}") == [True, False]
    assert shown(f"place={world.grids[2].pk}") == [False, True]
    assert shown(f"due={day}") == [True, False]
    assert shown(f"due={day + timedelta(days=2)}") == [False, True]
    assert shown("due=yesterdayish") == [True, True]
    for elsewhere in (world.communities[2].pk, world.buildings[0].pk, 10**9, "x"):
        assert desk.get(f"/desk/?place={elsewhere}").status_code == 404
    parts = desk.get(f"/desk/counts/?view=desk&place={world.communities[0].pk}").content.decode()
    assert "书声社区" in parts and "井亭社区" in parts and "麦场社区" not in parts


def test_the_line_in_the_queue_is_drawn_anew_after_a_deed(world, lamps):
    """In the pane the answer carries the line; what left the view says where it went."""
    case = cases.case(world, state=State.REGISTERED)
    client = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    pane = {
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "HX-Current-URL": "http://testserver/desk/?view=desk",
    }
    path = f"/desk/cases/{case.pk}/do/"
    noted = client.post(path + "correct/", {"version": 0, "category": "public.noise"}, headers=pane)
    assert f'id="row-{case.pk}" hx-swap-oob' in noted.content.decode()
    assert f'value="{case.pk}.1"' in noted.content.decode(), "the box has the new version"
    sent = client.post(path + "dispatch/", {"version": 1, "unit": lamps.pk}, headers=pane).content.decode()
    assert f'id="row-{case.pk}" hx-swap-oob' in sent and f'name="pick" value="{case.pk}' not in sent
    assert "hx-swap-oob" not in client.get(f"/desk/cases/{case.pk}/", headers=pane).content.decode()


def test_what_was_left_out_of_the_shares_is_published_as_counts(world, lamps, django_assert_max_num_queries):
    """No case, no place, no number under ten; one statement."""
    now = timezone.now()
    for n in range(13):
        case = cases.case(world, state=State.IN_HAND, unit=lamps)
        ground = "no_power" if n < 11 else "abuse"
        cases.request(case, "exclusion", ground=ground, decision="approved", answered_at=now, answered_by=1)
    with django_assert_max_num_queries(1):
        page = Client().get("/exclusions/").content.decode()
    assert ">11<" in page and "不足 10" in page and ">2<" not in page
