"""Small matters stay in the grid: climbing, handing down, and what is counted."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.cases import rules
from linli.cases.actions import caller, desk, handling, levels
from linli.cases.actions.moving import Words
from linli.cases.models import Case, Category, ScaleRule
from linli.cases.queries.queue import raised_lines, solved_lines
from linli.cases.terms import Scale, State
from linli.cases.tests import make as cases
from linli.cases.tests.test_budget import explained
from linli.core.actors import PUBLIC, Level, caller_of
from linli.core.audit import lines_about
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.methods.models import Pack
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make

NOW = cases.NOW
TODAY = NOW.date()


@pytest.fixture
def world(db):
    pack = cases.pack()
    for scale, level, up in (
        ("small", "grid", "community"),
        ("medium", "community", "subdistrict"),
        ("major", "subdistrict", "district"),
    ):
        ScaleRule.objects.create(
            pack=pack, scale=scale, title=scale, level=level, how="当场办。", escalates_to=up
        )
    Pack.objects.update(digest="levels")  # the rule book is kept by it
    return make.district()


def desks(world) -> dict[str, object]:
    return {
        Level.COMMUNITY: make.actor(Role.COMMUNITY_SECRETARY, place=world.communities[0]),
        Level.SUBDISTRICT: make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]),
        Level.DISTRICT: make.actor(Role.DISTRICT_DESK, place=world.district),
    }


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_climbing_rung_by_rung_and_down_again(world):
    at = desks(world)
    case = cases.case(world, state=State.REGISTERED)
    assert case.level == Level.GRID
    hands = ((Level.COMMUNITY, Level.COMMUNITY), (Level.COMMUNITY, Level.SUBDISTRICT))
    for times, (by, level) in enumerate((*hands, (Level.SUBDISTRICT, Level.DISTRICT)), start=1):
        levels.raise_case(at[by], case, note="牵涉两家单位", now=NOW)
        assert (fresh(case).level, fresh(case).raised_at) == (level, NOW)
        assert lines_about(case).filter(event="case.raise").count() == times
    with pytest.raises(RuleBroken, match="没有更高的一级"):
        levels.raise_case(at[Level.DISTRICT], case, note="还要往上", now=NOW)
    for nobody in (at[Level.COMMUNITY], at[Level.SUBDISTRICT]):
        with pytest.raises(NotAllowed):
            levels.hand_down(nobody, case, note="你们办", now=NOW)
        with pytest.raises(NotAllowed):
            levels.take_over(nobody, case, now=NOW)
    levels.take_over(at[Level.DISTRICT], case, now=NOW)
    with pytest.raises(BadStep):
        levels.take_over(at[Level.DISTRICT], case, now=NOW)
    levels.hand_down(at[Level.DISTRICT], case, note="街道能办", now=NOW)
    assert (fresh(case).level, fresh(case).raised_at) == (Level.SUBDISTRICT, None)


def test_who_may_not_and_what_needs_a_reason(world):
    at = desks(world)
    lamps = make.unit("城管中队", place=world.subdistricts[0])
    case = cases.case(world, state=State.IN_HAND, unit=lamps)
    other = make.actor(Role.COMMUNITY_SECRETARY, place=world.communities[1])
    for nobody in (PUBLIC, caller_of(case.pk), other, make.actor(Role.GRID_WORKER, place=world.grids[0])):
        for deed in (levels.raise_case, levels.hand_down):
            with pytest.raises(NotAllowed):
                deed(nobody, case, note="有理由", now=NOW)
        with pytest.raises(NotAllowed):
            levels.set_scale(nobody, case, scale="major", now=NOW)
    with pytest.raises(RuleBroken):
        levels.raise_case(at[Level.COMMUNITY], case, note=" ", now=NOW)
    with pytest.raises(RuleBroken):
        levels.set_scale(at[Level.COMMUNITY], case, scale="enormous", now=NOW)
    with pytest.raises(RuleBroken, match="最基层"):
        levels.hand_down(at[Level.COMMUNITY], case, note="再往下", now=NOW)
    same_case_in_another_tab = fresh(case)
    levels.raise_case(make.actor(Role.UNIT_HANDLER, unit=lamps), case, note="要部门一起", now=NOW)
    with pytest.raises(Stale):
        levels.raise_case(at[Level.COMMUNITY], same_case_in_another_tab, note="要部门一起", now=NOW)
    done = cases.case(world, state=State.CLOSED, unit=lamps)
    with pytest.raises(BadStep):
        levels.raise_case(at[Level.COMMUNITY], done, note="有理由", now=NOW)


def test_the_caller_reads_who_leads_and_the_next_desk_finds_it_on_top(world):
    at = desks(world)
    case = cases.case(world, state=State.REGISTERED)
    levels.raise_case(at[Level.COMMUNITY], case, note="墙要塌，社区没有力量。", now=NOW)
    levels.raise_case(at[Level.COMMUNITY], case, note="要请专家。", now=NOW)
    told = Client().get(f"/m/{case.key}/").content.decode()
    assert "已交给上一级牵头" in told and "现在由向榆街道牵头" in told and "墙要塌" in told
    street, community = Client(), Client()
    street.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    community.force_login(make.staff(Role.COMMUNITY_WORKER, place=world.communities[0]))
    assert 'hx-get="/desk/raised/' in street.get("/desk/").content.decode()
    assert case.text in street.get("/desk/raised/").content.decode()
    assert case.text not in community.get("/desk/raised/").content.decode(), "it is not theirs to lead"
    file = street.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "等向榆街道接手" in file and "接手" in file
    sent = {"version": fresh(case).version}
    assert street.post(f"/desk/cases/{case.pk}/do/take_over/", sent).status_code == 302
    assert case.text not in street.get("/desk/raised/").content.decode()


def test_dispatching_from_the_level_that_leads_takes_it_over(world):
    at = desks(world)
    lamps, firm = make.unit("城管中队", place=world.subdistricts[0]), make.unit("物业", place=world.grids[0])
    case = cases.case(world, state=State.IN_HAND, unit=firm)
    levels.raise_case(at[Level.COMMUNITY], case, note="物业办不了", now=NOW)
    levels.raise_case(at[Level.COMMUNITY], case, note="社区也办不了", now=NOW)
    with pytest.raises(NotAllowed, match="已交给向榆街道牵头"):
        desk.dispatch_case(at[Level.COMMUNITY], case, unit=lamps, note="先请中队看看", now=NOW)
    desk.dispatch_case(at[Level.SUBDISTRICT], fresh(case), unit=firm, note="物业牵头，街道盯办", now=NOW)
    assert (fresh(case).raised_at, fresh(case).unit, fresh(case).state) == (None, firm, State.DISPATCHED)


def test_a_person_decides_the_size_and_the_level_follows_upwards(world):
    at = desks(world)
    case = cases.case(world, state=State.REGISTERED)
    levels.set_scale(at[Level.COMMUNITY], case, scale="medium", now=NOW)
    assert (case.scale, case.level, case.raised_at) == ("medium", "community", None), "his own desk"
    levels.set_scale(at[Level.COMMUNITY], case, scale="major", now=NOW)
    assert (case.level, case.raised_at) == ("subdistrict", NOW)
    levels.set_scale(at[Level.SUBDISTRICT], case, scale="small", now=NOW)
    assert case.level == "subdistrict", "down only by handing down"


@pytest.mark.parametrize(
    ("text", "usual", "voices", "scale"),
    [
        ("楼道灯不亮", "small", 1, Scale.SMALL),
        ("整栋楼都没水", "small", 1, Scale.MEDIUM),
        ("围墙坍塌了", "medium", 1, Scale.MAJOR),
        ("楼道灯不亮", "small", 6, Scale.MEDIUM),
        ("楼道灯不亮", "major", 6, Scale.MAJOR),
    ],
)
def test_a_size_is_suggested_from_kind_words_and_voices(text, usual, voices, scale):
    assert rules.suggested_scale(text, usual, voices).scale == scale


def test_intake_begins_at_the_level_of_the_kind(world):
    Category.objects.filter(code="public.noise").update(scale="major")
    Pack.objects.update(digest="noise is major")
    answer = Client().post(
        "/api/v1/reports", {"text": "工地很吵", "place_name": "东门"}, content_type="application/json"
    )
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.scale, case.level) == ("major", "subdistrict")


def close(case: Case, *units) -> Case:
    """The first leads, the others help; all finish, the caller agrees."""
    for n, unit in enumerate(units):
        cases.order(case, unit, lead=n == 0, state="finished")
    Case.objects.filter(pk=case.pk).update(state=State.VERIFIED, queue="caller")
    caller.rate_case(caller_of(case.pk), fresh(case), solved=True, now=NOW)
    return fresh(case)


def test_the_level_it_was_solved_at_is_the_widest_that_led_or_worked(world):
    grid = make.unit("第1网格", kind=UnitKind.GRID_TEAM, place=world.grids[0])
    street = make.unit("城管中队", place=world.subdistricts[0])
    water = make.unit("自来水公司", kind=UnitKind.UTILITY)
    new = lambda **more: cases.case(world, state=State.REGISTERED, **more)  # noqa: E731
    assert close(new(), grid).solved_level == Level.GRID
    assert close(new(level="community"), grid).solved_level == Level.COMMUNITY
    assert close(new(), street).solved_level == Level.SUBDISTRICT
    assert close(new(), grid, water).solved_level == Level.DISTRICT
    case = close(new(), grid)
    at = desks(world)
    desk.reopen_case(at[Level.COMMUNITY], case, note="又坏了", now=NOW)
    assert fresh(case).solved_level is None, "it is not solved any more"
    order = case.orders.select_related("case").get(open=True)
    handling.finish_order(make.actor(Role.UNIT_HANDLER, unit=grid), order, words=Words("好了"), now=NOW)
    declined = new()
    desk.decline_case(at[Level.COMMUNITY], declined, reason="outside", now=NOW)
    assert fresh(declined).solved_level is None, "settled otherwise is not solved"


def test_the_list_behind_a_number_keeps_to_place_days_and_rights(world, django_assert_max_num_queries):
    grid = make.unit("第1网格", kind=UnitKind.GRID_TEAM, place=world.grids[0])
    mine = close(cases.case(world, state=State.REGISTERED, text="第一网格的"), grid)
    close(cases.case(world, state=State.REGISTERED, square=3, text="别处的"), grid)
    old = close(cases.case(world, state=State.REGISTERED, text="很久以前的"), grid)
    Case.objects.filter(pk__in=[mine.pk]).update(closed_at=timezone.now())
    Case.objects.filter(pk=old.pk).update(closed_at=timezone.now() - timedelta(days=60))
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    client.get("/desk/")
    for place in (world.subdistricts[0], world.communities[0], world.grids[0], world.district):
        with django_assert_max_num_queries(4):
            page = client.get(f"/desk/solved/{place.pk}/grid/").content.decode()
        assert "第一网格的" in page, "statistics and their lists include today"
        assert "别处的" not in page and "很久以前的" not in page
    assert client.get(f"/desk/solved/{world.district.pk}/building/").status_code == 404
    assert client.get(f"/desk/solved/{world.district.pk}/grid/?from=nonsense").status_code == 404
    with django_assert_max_num_queries(3):
        client.get("/desk/raised/")


def test_a_long_list_has_a_second_page(world):
    grid = make.unit("第1网格", kind=UnitKind.GRID_TEAM, place=world.grids[0])
    for n in range(52):
        case = cases.case(world, state=State.CLOSED, unit=grid, solved_level="grid", text=f"第{n:02d}件")
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(minutes=n))
    client = Client()
    client.force_login(make.staff(Role.DISTRICT_DESK, place=world.district))
    first = client.get(f"/desk/solved/{world.district.pk}/grid/").content.decode()
    older = re.search(r'href="(\?from=[^"]+)"', first)
    assert older and first.count("件</") >= 50 and "第51件" not in first
    second = client.get(f"/desk/solved/{world.district.pk}/grid/{older[1].replace('&amp;', '&')}")
    assert "第51件" in second.content.decode()


def test_lists_are_ranges_of_their_indexes(world, django_assert_num_queries):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which a test has none of")
    actor = desks(world)[Level.DISTRICT]
    days = (TODAY, TODAY)
    for place, index in (
        (world.district, "case_solved"),
        (world.subdistricts[0], "case_solved_sub"),
        (world.communities[0], "case_solved_com"),
        (world.grids[0], "case_solved_gri"),
    ):
        with django_assert_num_queries(1) as seen:
            solved_lines(actor, place, "grid", days)
        plan = " | ".join(explained(seen.captured_queries[0]["sql"]))
        assert f"INDEX {index} (" in plan and "TEMP B-TREE" not in plan, plan
    with django_assert_num_queries(1) as seen:
        raised_lines(actor, actor.seats[0])
    plan = " | ".join(explained(seen.captured_queries[0]["sql"]))
    assert "INDEX case_raised (" in plan and "TEMP B-TREE" not in plan, plan
