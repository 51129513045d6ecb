"""A matter handed up: the desk above is told and decides, the desk below sees who has it and helps."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from linli.cases.actions import asking, bulk, caller, correcting, desk, levels, merging, splitting
from linli.cases.actions import requests as asks
from linli.cases.actions.moving import Words
from linli.cases.models import Case, CaseStep
from linli.cases.pages.deeds import open_deeds
from linli.cases.queries.cases import case_file
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import Level
from linli.core.errors import NotAllowed
from linli.organisation.models import Notice
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


def desks(world) -> dict[str, object]:
    return {
        Level.COMMUNITY: make.actor(Role.COMMUNITY_SECRETARY, place=world.communities[0]),
        Level.SUBDISTRICT: make.actor(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]),
        Level.DISTRICT: make.actor(Role.DISTRICT_DESK, place=world.district),
    }


def handed_up(world, at, **fields) -> Case:
    """From the community to the subdistrict."""
    case = cases.case(world, level="community", **fields)
    levels.raise_case(at[Level.COMMUNITY], case, note="要挖路面，社区没有权限。", now=NOW)
    return case


def decide_first(actor, case) -> object:
    request = case.requests.first() or cases.request(case, "suspend")
    return asks.decide_request(actor, request, approved=True, now=NOW)


# What the desk below may no longer do, with a state in which it otherwise could.
FORBIDDEN = {
    "register": (State.RECEIVED, lambda a, c, u: desk.register_case(a, c, now=NOW)),
    "decline": (State.RECEIVED, lambda a, c, u: desk.decline_case(a, c, reason="outside", now=NOW)),
    "merge": (
        State.RECEIVED,
        lambda a, c, u: merging.merge_case(a, c, into=Case.objects.exclude(pk=c.pk)[0], now=NOW),
    ),
    "dispatch": (State.REGISTERED, lambda a, c, u: desk.dispatch_case(a, c, unit=u, now=NOW)),
    "redispatch": (State.IN_HAND, lambda a, c, u: desk.dispatch_case(a, c, unit=u, note="换", now=NOW)),
    "assist": (State.IN_HAND, lambda a, c, u: desk.add_assisting(a, c, unit=u, now=NOW)),
    "correct": (State.IN_HAND, lambda a, c, u: correcting.correct_case(a, c, kind="help", now=NOW)),
    "split": (State.IN_HAND, lambda a, c, u: splitting.split_case(a, c, text="门锁也坏了", now=NOW)),
    "scale": (State.IN_HAND, lambda a, c, u: levels.set_scale(a, c, scale="small", now=NOW)),
    "raise": (State.IN_HAND, lambda a, c, u: levels.raise_case(a, c, note="再往上", now=NOW)),
    "hand_down": (State.IN_HAND, lambda a, c, u: levels.hand_down(a, c, note="还是我来", now=NOW)),
    "take_over": (State.IN_HAND, lambda a, c, u: levels.take_over(a, c, now=NOW)),
    "consult": (State.IN_HAND, lambda a, c, u: asking.consult_units(a, c, units=[u], note="？", now=NOW)),
    "decide": (State.IN_HAND, lambda a, c, u: decide_first(a, c)),
    "rework": (State.FINISHED, lambda a, c, u: desk.rework_case(a, c, note="没好", now=NOW)),
    "verify": (State.FINISHED, lambda a, c, u: desk.verify_case(a, c, now=NOW)),
    "close": (State.VERIFIED, lambda a, c, u: desk.close_case(a, c, outcome="solved", now=NOW)),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_who_handed_it_up_decides_nothing_more_and_is_told_who_does(world, name):
    at, state = desks(world), FORBIDDEN[name][0]
    lamps = make.unit("城管中队", place=world.subdistricts[0])
    other = make.unit("市政所", place=world.subdistricts[0])
    cases.case(world)
    case = handed_up(world, at, state=state, unit=lamps)
    act = FORBIDDEN[name][1]
    for taken in (False, True):
        if taken:
            levels.take_over(at[Level.SUBDISTRICT], case, now=LATER)
        with pytest.raises(NotAllowed, match="已交给向榆街道牵头"):
            act(at[Level.COMMUNITY], Case.objects.get(pk=case.pk), other)
    if name != "take_over":  # it has been, just now
        with transaction.atomic():
            act(at[Level.SUBDISTRICT], Case.objects.get(pk=case.pk), other)


def test_it_still_writes_notes_urges_and_speaks_for_the_caller(world):
    at = desks(world)
    community, lamps = at[Level.COMMUNITY], make.unit("城管中队", place=world.subdistricts[0])
    case = handed_up(world, at, state=State.IN_HAND, unit=lamps)
    desk.write_inner_note(community, case, note="住户又来问过", now=NOW)
    bulk.urge_unit(community, case, now=NOW)
    open_now = {deed.name for deed in open_deeds(community, case_file(community, case.pk), NOW)}
    assert {"inner", "urge", "withdraw"} <= open_now
    assert not open_now & set(FORBIDDEN)
    verified = handed_up(world, at, state=State.VERIFIED, unit=lamps)
    words = Words(note="住户来窗口说还漏")
    desk.send_back(community, verified, "not_solved", words=words, now=NOW, rounds=1)
    closed = cases.case(world, state=State.CLOSED, unit=lamps, level="subdistrict")
    CaseStep.objects.create(case=closed, at=NOW, step="raise", by_kind="staff")
    desk.reopen_case(community, closed, note="又坏了", now=NOW)
    caller.withdraw_case(community, case, note="住户说不用了", now=NOW)
    assert [Case.objects.get(pk=one.pk).state for one in (case, verified, closed)] == [
        State.WITHDRAWN,
        State.IN_HAND,
        State.IN_HAND,
    ]


def test_handed_down_it_is_theirs_again(world):
    at = desks(world)
    lamps = make.unit("城管中队", place=world.subdistricts[0])
    case = handed_up(world, at, state=State.REGISTERED)
    levels.hand_down(at[Level.SUBDISTRICT], case, note="社区请物业就能办", now=LATER)
    desk.dispatch_case(at[Level.COMMUNITY], case, unit=lamps, now=LATER)
    assert Case.objects.get(pk=case.pk).state == State.DISPATCHED


def test_what_begins_high_by_its_category_is_open_to_whoever_sees_it_first(world):
    at = desks(world)
    lamps = make.unit("城管中队", place=world.subdistricts[0])
    case = cases.case(world, state=State.REGISTERED, level="subdistrict")
    desk.dispatch_case(at[Level.COMMUNITY], case, unit=lamps, now=NOW)


def test_each_desk_hears_when_a_matter_comes_to_it(world):
    street = make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[1])
    make.staff(Role.DISTRICT_DESK, place=world.district)
    at = desks(world)
    case = handed_up(world, at, state=State.REGISTERED)
    told = Notice.objects.filter(text__contains="下级交上来")
    assert street.person.pk in set(told.values_list("person_id", flat=True))
    assert told.count() == 2, "the two people at this subdistrict's desk, nobody else"
    assert all(notice.url == f"/desk/cases/{case.pk}/" for notice in told)
    Notice.objects.all().delete()
    levels.hand_down(at[Level.SUBDISTRICT], case, note="社区能办", now=LATER)
    assert set(Notice.objects.values_list("text", flat=True)) == {
        f"上级交下来就近办：{case.code[:3]} {case.code[3:7]} {case.code[7:]} 3号楼门口路灯不亮"
    }


def test_the_page_below_says_who_has_it_and_since_when(world):
    at = desks(world)
    lamps = make.unit("城管中队", place=world.subdistricts[0])
    case = handed_up(world, at, state=State.REGISTERED, text="井盖松了")
    below = Client()
    below.force_login(make.staff(Role.COMMUNITY_WORKER, place=world.communities[0]))
    page = below.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "等向榆街道接手" in page and "这件由向榆街道牵头" in page
    assert "街道、乡镇牵头" in below.get("/desk/").content.decode()
    desk.dispatch_case(at[Level.SUBDISTRICT], case, unit=lamps, now=LATER)
    page = below.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "接手。" in page and "等向榆街道接手" not in page
    sent = {"version": Case.objects.get(pk=case.pk).version, "unit": lamps.pk, "note": "换一家"}
    answer = below.post(f"/desk/cases/{case.pk}/do/dispatch/", sent)
    assert answer.status_code == 403 and "已交给向榆街道牵头" in answer.content.decode()
    street = Client()
    street.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.subdistricts[0]))
    assert "街道、乡镇牵头" not in street.get("/desk/?view=unit").content.decode()
