"""What a unit asks for and a second person decides: who may, from where, and what follows."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.cases.actions import caller, clock, desk, handling, objecting, requests, waiting
from linli.cases.actions.moving import Words
from linli.cases.actions.requests import Ask
from linli.cases.models import Case, CaseRequest, WorkOrder
from linli.cases.queries.follow import progress
from linli.cases.queries.requests import (
    excluded_cases,
    exclusion_counts,
    open_to_objection,
    published_exclusions,
)
from linli.cases.terms import OPEN, State
from linli.cases.terms.requests import ASKINGS, EXCLUSION_GROUNDS, AskedBy, Decision, RequestKind
from linli.cases.terms.states import ENDED_AT_THE_DOOR
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM, Actor, caller_of
from linli.core.audit import lines_about
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.tasks.models import EventRow
from linli.organisation.models import Notice, Unit
from linli.organisation.terms import Role
from linli.organisation.tests import make

NOW = cases.NOW  # Friday 10:00
LATER = NOW + timedelta(hours=1)
ENDED = (State.TERMINATED, *ENDED_AT_THE_DOOR)
BY_UNIT = [kind for kind, asking in ASKINGS.items() if asking.by is AskedBy.UNIT]


@dataclass
class World:
    where: make.District
    lamps: Unit
    police: Unit
    handler: Actor
    clerk: Actor
    colleague: Actor

    def case(self, state: State = State.IN_HAND, **fields: object) -> Case:
        return cases.case(self.where, state=state, unit=self.lamps, **fields)


@pytest.fixture
def world(db) -> World:
    cases.pack()
    where = make.district()
    lamps = make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    police = make.unit("派出所", place=where.subdistricts[0], trade="police")
    return World(
        where,
        lamps,
        police,
        make.actor(Role.UNIT_HANDLER, unit=lamps),
        make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]),
        make.actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]),
    )


def ask(kind: str, **fields: object) -> Ask:
    values: dict[str, object] = {
        "note": "法院已立案",
        "ground": "no_power" if kind == "exclusion" else "legal",
        "days": 3,
        "until": (NOW + timedelta(days=14)).date(),
        "plan": "列入年度改造",
        "owner": "城管中队长",
    }
    return Ask(RequestKind(kind), **(values | fields))


def asked(world: World, case: Case, kind: str, **fields: object) -> CaseRequest:
    return requests.make_request(world.handler, case, ask(kind, **fields), now=NOW)


def told(case: Case) -> str:
    return " ".join(f"{line.says} {line.note}" for line in progress(Case.objects.get(pk=case.pk)).lines)


def lead(case: Case) -> WorkOrder:
    return case.orders.filter(lead=True).latest("id")


def everybody(world: World) -> dict[str, Actor]:
    where, first = world.where, world.where.subdistricts[0]
    return {
        "handler": world.handler,
        "lead of the unit": make.actor(Role.UNIT_LEAD, unit=world.lamps),
        "handler of another unit": make.actor(Role.UNIT_HANDLER, unit=world.police),
        "subdistrict desk": world.clerk,
        "community worker": make.actor(Role.COMMUNITY_WORKER, place=where.communities[0]),
        "subdistrict leader": make.actor(Role.SUBDISTRICT_LEADER, place=first),
        "system": SYSTEM,
    }


@pytest.mark.parametrize("kind", RequestKind)
def test_who_may_ask_for_what_and_from_where(world, kind):
    """The lead unit, while the case stands where the table says; nobody asks by this door for the rest."""
    actors = everybody(world)
    for state in State:
        case = world.case(state)
        if not case.orders.exists():
            cases.order(case, world.lamps, state="recalled")
        for name, actor in actors.items():
            by_unit = name in {"handler", "lead of the unit"}
            expected = kind in BY_UNIT and by_unit and state in ASKINGS[kind].states
            with transaction.atomic():
                try:
                    requests.make_request(actor, Case.objects.get(pk=case.pk), ask(kind), now=NOW)
                    done = True
                except (BadStep, NotAllowed):
                    done = False
                assert done == expected, f"{kind} from {state} by {name}"
                transaction.set_rollback(True)


@pytest.mark.parametrize("kind", [kind for kind in BY_UNIT if kind != RequestKind.DISPATCH_OBJECTION])
def test_a_second_person_decides_and_the_caller_reads_why_and_how_to_object(world, kind):
    """The same setup for the yes and every no; the proposer is at the desk as well, which helps nothing."""
    both = make.actor(Role.COMMUNITY_SECRETARY, place=world.where.communities[0], unit=world.lamps)
    state = State.SUSPENDED if kind == "terminate" else State.IN_HAND
    case = world.case(state)
    request = requests.make_request(both, case, ask(kind), now=NOW)
    refused = (world.handler, make.actor(Role.SUBDISTRICT_LEADER, place=world.where.subdistricts[0]), SYSTEM)
    for actor in (both, *refused):
        with pytest.raises(NotAllowed):
            requests.decide_request(actor, request, approved=True, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseRequest.objects.filter(pk=request.pk).update(
            decision="approved", answered_by=both.id, answered_at=NOW
        )
    request.refresh_from_db()
    with pytest.raises(RuleBroken, match="写清楚"):
        requests.decide_request(world.clerk, request, approved=False, note=" ", now=LATER)
    assert request.note not in told(case), "nothing is told before it is decided"

    requests.decide_request(world.clerk, request, approved=True, now=LATER)
    words = told(case)
    assert request.ground_text in words and "法院已立案" in words and "提出异议" in words
    assert lines_about(case).filter(event="case.request_answered").count() == 1
    assert EventRow.objects.filter(name="request.made").count() == 1
    decided = EventRow.objects.get(name="request.decided").payload
    assert decided == {"request_id": request.pk, "case_id": case.pk, "kind": kind, "approved": True}
    with pytest.raises((Stale, BadStep)):
        requests.decide_request(
            world.colleague, CaseRequest.objects.get(pk=request.pk), approved=True, now=LATER
        )


def test_a_refusal_changes_nothing_and_is_between_colleagues(world):
    case = world.case()
    before = (case.state, case.due_at, lead(case).due_at)
    request = asked(world, case, "suspend")
    requests.decide_request(world.clerk, request, approved=False, note="可以先装临时灯", now=LATER)
    case.refresh_from_db()
    assert (case.state, case.due_at, lead(case).due_at) == before
    assert "可以先装临时灯" not in told(case) and request.decision == Decision.REFUSED
    assert world.lamps.notices.filter(text__contains="不同意").exists()
    asked(world, case, "suspend")  # it may be asked again, with better reasons


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("suspend", {"ground": "lunch"}, "列出的理由"),
        ("suspend", {"note": "  "}, "写清楚"),
        ("suspend", {"note": "长" * 501}, "500"),
        ("suspend", {"until": NOW.date()}, "复查日期"),
        ("suspend", {"until": NOW.date() + timedelta(days=91)}, "90 天"),
        ("long_term", {"plan": ""}, "写清楚"),
        ("long_term", {"owner": ""}, "写清楚"),
        ("extend", {"days": 0}, "5 个工作日"),
        ("extend", {"days": 6}, "5 个工作日"),
    ],
)
def test_what_is_asked_for_is_in_order(world, kind, fields, sentence):
    case = world.case()
    with pytest.raises(RuleBroken, match=sentence):
        requests.make_request(world.handler, case, ask(kind, **fields), now=NOW)
    assert not CaseRequest.objects.exists() and not case.steps.exists()


def test_one_of_a_kind_at_a_time_from_a_fresh_page_and_taken_back_by_who_asked(world):
    case = world.case()
    old = Case.objects.get(pk=case.pk)
    request = asked(world, case, "suspend")
    with pytest.raises(RuleBroken, match="等答复"):
        asked(world, case, "suspend")
    with pytest.raises(NotAllowed):
        requests.take_back_request(world.clerk, request, now=LATER)
    requests.take_back_request(world.handler, request, now=LATER)
    with pytest.raises(Stale):
        requests.take_back_request(world.handler, request, now=LATER)
    with pytest.raises(Stale):
        requests.decide_request(world.clerk, request, approved=True, now=LATER)
    Case.objects.filter(pk=case.pk).update(version=7)
    with pytest.raises(Stale):
        requests.make_request(world.handler, old, ask("suspend"), now=NOW)


def test_what_was_asked_lapses_when_the_case_goes_on(world):
    case = world.case()
    request = asked(world, case, "extend")
    handling.finish_order(world.handler, lead(case), words=Words(note="修好了"), now=LATER)
    request.refresh_from_db()
    assert request.decision == Decision.LAPSED and request.answered_at == LATER


def test_stopped_the_clock_stands_and_what_was_left_runs_on(world):
    """Working hours: 7 a day, also on the Saturday worked for the holiday. Stopped on Friday at 11:00,
    resumed on Wednesday at 09:00.
    """
    case = world.case()
    order = lead(case)
    due = NOW + timedelta(days=4, hours=2)  # Tuesday 12:00
    WorkOrder.objects.filter(pk=order.pk).update(due_at=due, runs_out_at=due, clock="working_hour")
    request = asked(world, case, "suspend")
    requests.decide_request(world.clerk, request, approved=True, now=LATER)
    case.refresh_from_db()
    assert case.state == State.SUSPENDED and case.due_at > NOW + timedelta(days=14)
    assert lead(case).due_at == due, "the old end is kept"
    assert clock.mark_late(SYSTEM, now=due + timedelta(days=1)) == 0
    assert clock.remind_units(now=due) == 0

    again = NOW + timedelta(days=4, hours=23)  # Wednesday 09:00
    waiting.resume_case(world.handler, case, note="判决已生效", now=again)
    # Left were 5 hours of Friday, 7 of Saturday and of Monday, 3 of Tuesday: 22, three days and an hour.
    assert lead(case).due_at == again + timedelta(days=5, hours=1) == case.due_at
    assert "判决已生效" in told(case) and case.late_since is None


def test_what_was_late_before_it_stopped_is_late_when_it_goes_on(world):
    case = world.case()
    WorkOrder.objects.filter(case=case).update(due_at=NOW, runs_out_at=NOW)
    Case.objects.filter(pk=case.pk).update(due_at=NOW)
    clock.mark_late(SYSTEM, now=LATER)
    assert EventRow.objects.get(name="case.late").payload["case_id"] == case.pk
    case.refresh_from_db()
    request = asked(world, case, "suspend")
    requests.decide_request(world.clerk, request, approved=True, now=LATER)
    waiting.resume_case(world.clerk, case, now=LATER + timedelta(days=3))
    assert lead(case).due_at == NOW == case.due_at == case.late_since
    assert clock.mark_late(SYSTEM, now=LATER + timedelta(days=4)) == 0, "told once"


def test_one_extension_asked_for_before_the_end(world):
    case = world.case()
    due = lead(case).due_at  # Monday 10:00
    with pytest.raises(RuleBroken, match="时限已过"):
        requests.make_request(world.handler, case, ask("extend"), now=due)
    request = asked(world, case, "extend", days=3)
    late = due + timedelta(hours=1)
    Case.objects.filter(pk=case.pk).update(due_at=due)
    WorkOrder.objects.filter(case=case).update(runs_out_at=due)
    clock.mark_late(SYSTEM, now=late)
    request.case.refresh_from_db()
    requests.decide_request(world.clerk, request, approved=True, now=late)
    case.refresh_from_db()
    order = lead(case)
    assert order.due_at == order.runs_out_at == case.due_at
    assert order.due_at.astimezone(tz=None) == due + timedelta(days=3, hours=8)  # Thursday 18:00
    assert case.late_since is None and order.late_at is None, "asked for in time"
    assert (request.due_before, request.due_after) == (due, order.due_at)
    with pytest.raises(RuleBroken, match="延期过一次"):
        asked(world, case, "extend")
    with pytest.raises(IntegrityError), transaction.atomic():
        cases.request(case, "extend", decision="approved", answered_at=NOW)


def test_listed_with_a_plan_it_is_looked_at_on_its_day_and_never_hidden(world):
    case = world.case()
    person = make.staff(Role.SUBDISTRICT_DESK, place=world.where.subdistricts[0])
    request = asked(world, case, "long_term")
    requests.decide_request(world.clerk, request, approved=True, now=LATER)
    case.refresh_from_db()
    assert (case.state, case.queue) == (State.LONG_TERM, "waiting")
    assert "列入年度改造" in told(case) and "城管中队长" in told(case)
    review = case.due_at
    assert clock.review_waiting(SYSTEM, now=review) == 0
    assert clock.review_waiting(SYSTEM, now=review + timedelta(minutes=1)) == 1
    assert clock.review_waiting(SYSTEM, now=review + timedelta(hours=1)) == 0
    assert Notice.objects.filter(person__account=person.pk, text__contains="到复查日期了").count() == 1
    case.refresh_from_db()
    assert case.late_since == review and "正在复查" in told(case)

    waiting.take_up_case(world.clerk, case, now=review + timedelta(hours=2))
    assert (case.state, case.late_since) == (State.IN_HAND, None)
    assert lead(case).due_at == case.due_at == review + timedelta(days=3, hours=2)


def test_ended_it_says_why_and_takes_the_order_back(world):
    case = world.case(State.SUSPENDED)
    requests.decide_request(world.clerk, asked(world, case, "terminate"), approved=True, now=LATER)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == (State.TERMINATED, LATER)
    assert not case.orders.filter(open=True).exists()


def test_a_disputed_order_is_settled_for_good(world):
    """Either way the desk's word is the last one: no second dispute, no return."""
    kept, moved = (world.case(State.DISPATCHED) for _ in range(2))
    for case in (kept, moved):
        asked(world, case, "dispatch_objection", note="灯归供电公司")
    requests.decide_request(world.clerk, kept.requests.get(), approved=False, note="按清单归你队", now=LATER)
    kept.refresh_from_db()
    with pytest.raises(RuleBroken, match="不能再提"):
        asked(world, kept, "dispatch_objection")
    with pytest.raises(RuleBroken, match="指定"):
        handling.return_order(world.handler, lead(kept), note="不是我们的", now=LATER)
    handling.accept_order(world.handler, lead(kept), now=LATER)

    with pytest.raises(RuleBroken, match="哪个单位"):
        requests.decide_request(world.clerk, moved.requests.get(), approved=True, now=LATER)
    requests.decide_request(world.clerk, moved.requests.get(), approved=True, unit=world.police, now=LATER)
    moved.refresh_from_db()
    order = lead(moved)
    assert (moved.unit, order.unit, order.designated) == (world.police, world.police, True)
    assert "灯归供电公司" not in told(moved)


def test_left_out_of_the_shares_by_two_bodies_and_still_answered(world):
    case = world.case()
    request = asked(world, case, "exclusion")
    own_body = make.actor(Role.COMMUNITY_SECRETARY, place=world.where.communities[0], unit=world.lamps)
    with pytest.raises(NotAllowed, match="另一家"):
        requests.decide_request(own_body, request, approved=True, now=LATER)
    requests.decide_request(world.clerk, request, approved=True, now=LATER)
    case.refresh_from_db()
    assert case.state == State.IN_HAND, "the case is still answered"
    assert list(excluded_cases()) == [request]
    handling.finish_order(world.handler, lead(case), words=Words(note="已说明"), now=LATER)
    other = world.case()
    requests.decide_request(
        world.clerk, asked(world, other, "exclusion"), approved=False, note="有单位管", now=LATER
    )
    counts = exclusion_counts(world.clerk, NOW, NOW + timedelta(days=1))
    assert counts == {"no_power": {"approved": 1, "refused": 1}}
    assert published_exclusions(NOW, NOW + timedelta(days=1)) == {"no_power": 1}
    elsewhere = make.actor(Role.SUBDISTRICT_DESK, place=world.where.subdistricts[1])
    assert exclusion_counts(elsewhere, NOW, NOW + timedelta(days=1)) == {}
    with pytest.raises(RuleBroken, match="列出的理由"):
        asked(world, other, "exclusion", ground="legal")
    assert "legal" not in EXCLUSION_GROUNDS


def objected(case: Case, now=LATER) -> CaseRequest:
    return objecting.object_to_decision(caller_of(case.pk), case, note="法院早就判了", now=now)


def test_the_caller_objects_and_somebody_else_looks_again(world):
    case = world.case()
    with pytest.raises(RuleBroken, match="没有可以提出异议"):
        objected(case)
    requests.decide_request(world.clerk, asked(world, case, "suspend"), approved=True, now=LATER)
    case.refresh_from_db()
    with pytest.raises(NotAllowed):
        objecting.object_to_decision(caller_of(0), case, note="不是我的", now=LATER)
    objection = objected(case)
    with pytest.raises(RuleBroken, match="没有可以提出异议"):
        objected(case)  # once for each decision
    with pytest.raises(NotAllowed, match="另一位同事"):
        requests.decide_request(world.clerk, objection, approved=True, note="是", now=LATER)
    requests.decide_request(world.colleague, objection, approved=True, note="判决书已核对", now=LATER)
    case.refresh_from_db()
    first = case.requests.get(kind="suspend")
    assert (case.state, first.decision) == (State.IN_HAND, Decision.ANNULLED)
    assert "判决书已核对" in told(case) and "异议成立" in told(case)


def test_an_objection_that_changes_nothing_is_answered_with_reasons(world):
    case = world.case()
    requests.decide_request(world.clerk, asked(world, case, "extend"), approved=True, now=LATER)
    case.refresh_from_db()
    due, objection = case.due_at, objected(case)
    with pytest.raises(RuleBroken, match="写清楚"):
        requests.decide_request(world.colleague, objection, approved=False, now=LATER)
    requests.decide_request(world.colleague, objection, approved=False, note="材料下周到货", now=LATER)
    case.refresh_from_db()
    assert case.due_at == due and "材料下周到货" in told(case)


def test_an_upheld_objection_takes_an_extension_back_and_no_second_one_is_had(world):
    case = world.case()
    was = lead(case).due_at
    requests.decide_request(world.clerk, asked(world, case, "extend"), approved=True, now=LATER)
    case.refresh_from_db()
    objection = objected(case)
    requests.decide_request(world.colleague, objection, approved=True, note="不必再等", now=LATER)
    case.refresh_from_db()
    assert lead(case).due_at == was == case.due_at
    with pytest.raises(RuleBroken, match="延期过一次"):
        asked(world, case, "extend")


def test_a_decision_of_long_ago_is_no_longer_objected_to(world):
    case = world.case()
    requests.decide_request(world.clerk, asked(world, case, "exclusion"), approved=True, now=LATER)
    with pytest.raises(RuleBroken, match="没有可以提出异议"):
        objected(case, now=LATER + timedelta(days=31))
    desk.write_inner_note(world.clerk, case, note="已过期", now=LATER)


def test_an_upheld_objection_takes_an_end_back_and_the_unit_works_on(world):
    case = world.case(State.SUSPENDED)
    requests.decide_request(world.clerk, asked(world, case, "terminate"), approved=True, now=LATER)
    case.refresh_from_db()
    assert case.state == State.TERMINATED and not lead(case).open
    objection = objected(case)
    with pytest.raises(NotAllowed, match="另一位同事"):
        requests.decide_request(world.clerk, objection, approved=True, note="是", now=LATER)
    requests.decide_request(world.colleague, objection, approved=True, note="还能再修一次", now=LATER)
    case.refresh_from_db()
    assert (case.state, case.closed_at, lead(case).open) == (State.IN_HAND, None, True)
    assert "异议成立，恢复办理" in told(case) and "还能再修一次" in told(case)
    assert lines_about(case).filter(event="case.reinstate").exists()


@pytest.mark.parametrize("ended_by", ["decline", "redirect", "withdraw"])
def test_who_was_turned_away_objects_and_is_taken_on_again(world, ended_by):
    case = world.case(State.REGISTERED)
    if ended_by == "withdraw":
        caller.withdraw_case(world.clerk, case, note="说不用了", now=NOW)
    else:
        reason = "outside" if ended_by == "decline" else "emergency"
        desk.decline_case(world.clerk, case, reason=reason, now=NOW)
    objection = objected(case)
    with pytest.raises(NotAllowed, match="另一位同事"):
        requests.decide_request(world.clerk, objection, approved=True, note="是", now=LATER)
    with pytest.raises(RuleBroken, match="没有可以提出异议"):
        objected(case)  # once
    requests.decide_request(world.colleague, objection, approved=True, note="在本区", now=LATER)
    case.refresh_from_db()
    assert (case.state, case.closed_at) == (State.REGISTERED, None) and case.due_at > LATER
    assert "异议成立，重新受理" in told(case)
    desk.dispatch_case(world.clerk, case, unit=world.lamps, now=LATER)
    kept = world.case(State.REGISTERED)
    desk.decline_case(world.clerk, kept, reason="outside", now=NOW)
    requests.decide_request(world.colleague, objected(kept), approved=False, note="确实在邻县", now=LATER)
    kept.refresh_from_db()
    assert kept.state == State.DECLINED and "确实在邻县" in told(kept)


@pytest.mark.parametrize("state", [state for state in State if state is not State.ARCHIVED])
def test_no_state_is_a_dead_end_for_a_caller_who_disagrees(world, state):
    """His page leads back to work, or to somebody else who looks. Only the archive is the end."""
    case = world.case(state)
    Case.objects.filter(pk=case.pk, state__in=ENDED).update(closed_at=NOW)
    if kind := {"terminated": "terminate", "suspended": "suspend", "long_term": "long_term"}.get(state):
        order = lead(case) if case.orders.exists() else cases.order(case, world.lamps, state="recalled")
        agreed = {"decision": Decision.APPROVED, "answered_at": NOW, "answered_by": world.clerk.id}
        cases.request(case, kind, order=order, **agreed)
    page = progress(Case.objects.select_related("merged_into").get(pk=case.pk))
    objectable = open_to_objection(page.requests, page.lead, LATER)
    assert objectable or set(page.buttons) & {"add", "rate", "reopen", "again"}
    if state in ENDED:
        case.refresh_from_db()
        requests.decide_request(world.colleague, objected(case), approved=True, note="您说得对", now=LATER)
        case.refresh_from_db()
        assert case.state in OPEN, "an upheld objection is worked on"
