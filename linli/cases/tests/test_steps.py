"""The whole table: every step from every state by every role, through the real actions."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction

from linli.cases.actions import caller, desk, handling, merging, requests, waiting
from linli.cases.actions.moving import Words, move, write_line
from linli.cases.models import Case, CaseStep
from linli.cases.terms import STEPS, Outcome, State, Who
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM, Actor, caller_of
from linli.core.audit import lines_about
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.organisation.models import Unit
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make

NOW = cases.NOW


@dataclass
class World:
    where: make.District
    lead: Unit
    other: Unit


@pytest.fixture
def world(db) -> World:
    cases.pack()
    where = make.district()
    lead = make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    return World(where, lead, make.unit("派出所", place=where.subdistricts[0], trade="police"))


def everybody(world: World) -> dict[str, tuple[Actor, Who | None]]:
    """Name: the actor, and as whom he acts on a case in grid 0 led by `world.lead`."""
    where, first, second = world.where, world.where.subdistricts[0], world.where.subdistricts[1]
    team = make.unit("第1网格", kind=UnitKind.GRID_TEAM, place=where.grids[0])
    return {
        "district desk": (make.actor(Role.DISTRICT_DESK, place=where.district), Who.DESK),
        "subdistrict desk": (make.actor(Role.SUBDISTRICT_DESK, place=first), Who.DESK),
        "community secretary": (make.actor(Role.COMMUNITY_SECRETARY, place=where.communities[0]), Who.DESK),
        "community worker": (make.actor(Role.COMMUNITY_WORKER, place=where.communities[0]), Who.DESK),
        "desk of another subdistrict": (make.actor(Role.SUBDISTRICT_DESK, place=second), None),
        "worker of another community": (make.actor(Role.COMMUNITY_WORKER, place=where.communities[1]), None),
        "handler": (make.actor(Role.UNIT_HANDLER, unit=world.lead), Who.HANDLER),
        "lead of the unit": (make.actor(Role.UNIT_LEAD, unit=world.lead), Who.HANDLER),
        "handler of another unit": (make.actor(Role.UNIT_HANDLER, unit=world.other), None),
        "grid worker": (make.actor(Role.GRID_WORKER, place=where.grids[0], unit=team), None),
        "grid leader": (make.actor(Role.GRID_LEADER, place=where.grids[0], unit=team), None),
        "building leader": (make.actor(Role.BUILDING_LEADER, place=where.buildings[0]), None),
        "team member": (make.actor(Role.TEAM_MEMBER, place=where.grids[0]), None),
        "district leader": (make.actor(Role.DISTRICT_LEADER, place=where.district), None),
        "subdistrict leader": (make.actor(Role.SUBDISTRICT_LEADER, place=first), None),
        "administrator": (make.actor(Role.ADMINISTRATOR, place=where.district), None),
        "auditor": (make.actor(Role.AUDITOR, place=where.district), None),
        "system": (SYSTEM, Who.SYSTEM),
        "another caller": (caller_of(0), None),
        "anybody": (PUBLIC, None),
    }


def _lead(case: Case):
    return case.orders.filter(lead=True).latest("id")


def _undo_at_once(actor: Actor, case: Case) -> object:
    """As if this actor had dispatched it a moment ago: only one's own dispatch can be taken back."""
    write_line(actor, case, "dispatch", now=NOW)
    return desk.undo_dispatch(actor, case, now=NOW)


def _agree(kind: str) -> Callable[[Actor, Case, World], object]:
    """As if the unit had asked for it: the step is taken by whoever agrees."""

    def take(actor: Actor, case: Case, world: World) -> object:
        return requests.decide_request(actor, cases.request(case, kind), approved=True, now=NOW)

    return take


# How each step is taken for real.
TAKE: dict[str, Callable[[Actor, Case, World], object]] = {
    "register": lambda a, c, w: desk.register_case(a, c, now=NOW),
    "decline": lambda a, c, w: desk.decline_case(a, c, reason="outside", now=NOW),
    "redirect": lambda a, c, w: desk.decline_case(a, c, reason="emergency", now=NOW),
    "merge": lambda a, c, w: merging.merge_case(a, c, into=cases.case(w.where), now=NOW),
    "unmerge": lambda a, c, w: merging.unmerge_case(a, c, note="是两件事", now=NOW),
    # `correct_case` takes it when the place turns out to be somebody else's.
    "reroute": lambda a, c, w: move(a, c, "reroute", now=NOW, words=Words(note="在麦场社区"), unit=None),
    # `dispatch_case` takes both, and registers on the way: test_desk has it; here the bare step counts.
    "dispatch": lambda a, c, w: move(a, c, "dispatch", now=NOW),
    "redispatch": lambda a, c, w: move(a, c, "redispatch", now=NOW, words=Words(note="应由派出所办理")),
    "undo_dispatch": lambda a, c, w: _undo_at_once(a, c),
    "accept": lambda a, c, w: handling.accept_order(a, _lead(c), now=NOW),
    "return": lambda a, c, w: handling.return_order(a, _lead(c), note="不属于我队职责", now=NOW),
    "start": lambda a, c, w: handling.start_order(a, _lead(c), now=NOW),
    "finish": lambda a, c, w: handling.finish_order(a, _lead(c), words=Words(note="已更换灯泡"), now=NOW),
    "rework": lambda a, c, w: desk.rework_case(a, c, note="现场还是不亮", now=NOW),
    "verify": lambda a, c, w: desk.verify_case(a, c, now=NOW),
    "not_solved": lambda a, c, w: desk.send_back(a, c, "not_solved", words=Words(note="还是不亮"), now=NOW),
    "close": lambda a, c, w: desk.close_case(a, c, outcome=Outcome.SOLVED, now=NOW),
    "reopen": lambda a, c, w: desk.reopen_case(a, c, note="又坏了", now=NOW),
    "withdraw": lambda a, c, w: caller.withdraw_case(a, c, now=NOW),
    "suspend": _agree("suspend"),
    "resume": lambda a, c, w: waiting.resume_case(a, c, now=NOW),
    "terminate": _agree("terminate"),
    "list_long_term": _agree("long_term"),
    "take_up": lambda a, c, w: waiting.take_up_case(a, c, now=NOW),
    "reinstate": lambda a, c, w: desk.send_back(a, c, "reinstate", words=Words(note="还能修"), now=NOW),
    "readmit": lambda a, c, w: desk.readmit_case(a, c, note="在本区", now=NOW),
    "archive": lambda a, c, w: move(a, c, "archive", now=NOW),
}


@pytest.mark.parametrize("name", STEPS)
def test_every_state_and_every_role(world, name):
    """A step happens if and only if the table lists it from here and the actor is who the table asks for."""
    actors = everybody(world)
    take, taken = TAKE[name], 0
    for state in State:
        case = cases.case(world.where, state=state, unit=world.lead)
        if not case.orders.exists():
            cases.order(case, world.lead, state="recalled")
        for who, (actor, as_whom) in {**actors, "its caller": (caller_of(case.pk), Who.CALLER)}.items():
            expected = state in STEPS[name].origins and as_whom in STEPS[name].who
            fresh = Case.objects.get(pk=case.pk)
            with transaction.atomic():
                assert happened(take, actor, fresh, world) == expected, f"{name} from {state} by {who}"
                if expected:
                    taken += 1
                    leaves_its_traces(case, name)
                transaction.set_rollback(True)
    assert taken >= len(STEPS[name].origins)


def happened(take, actor: Actor, case: Case, world: World) -> bool:
    try:
        with transaction.atomic():
            take(actor, case, world)
    except (BadStep, NotAllowed):
        return False
    return True


def leaves_its_traces(case: Case, name: str) -> None:
    """The state of the table, one line of the timeline and one of the audit for it."""
    case = Case.objects.get(pk=case.pk)
    assert case.state == STEPS[name].to
    assert CaseStep.objects.filter(case=case, step=name).count() == 1
    assert lines_about(case).filter(event=f"case.{name}").count() == 1


def test_a_step_that_needs_words_is_refused_without(world):
    case = cases.case(world.where, state=State.IN_HAND, unit=world.lead)
    handler = make.actor(Role.UNIT_HANDLER, unit=world.lead)
    with pytest.raises(RuleBroken, match="请写清"):
        handling.finish_order(handler, _lead(case), words=Words(note="  "), now=NOW)
    assert Case.objects.get(pk=case.pk).state == State.IN_HAND
    assert not CaseStep.objects.filter(case=case).exists()


def test_the_accused_unit_is_nobody_here(world):
    accused = make.actor(Role.UNIT_HANDLER, unit=world.lead)
    case = cases.case(world.where, state=State.DISPATCHED, unit=world.lead, about_unit=world.lead)
    with pytest.raises(NotAllowed):
        handling.accept_order(accused, _lead(case), now=NOW)
