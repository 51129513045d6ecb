"""What the desk does: take on, decline, merge, dispatch, verify, close, correct."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.cases.actions.changing import change_case
from linli.cases.actions.moving import Clocks, Words, check_note, check_self, check_step, move, write_line
from linli.cases.models import Case, WorkOrder
from linli.cases.rules import leads_at, may_undo
from linli.cases.terms import DECLINE_REASONS, STEPS, UNDO_S, OrderState, Outcome, Stage, State, Who
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, RuleBroken, Stale
from linli.core.tasks import announce
from linli.organisation.models import Unit


@transaction.atomic
def register_case(actor: Actor, case: Case, *, now: datetime) -> Case:
    """Take the matter on; the dispatch limit runs from receipt, not from here."""
    move(actor, case, "register", now=now)
    return case


@transaction.atomic
def decline_case(actor: Actor, case: Case, *, reason: str, note: str = "", now: datetime) -> Case:
    """Not taken on: the caller reads a listed reason and the way that is open instead."""
    if reason not in DECLINE_REASONS:
        why = _("请选择一个不予受理的理由。")
        raise RuleBroken("reason_needed", why, {"reason": why})
    because, instead = DECLINE_REASONS[reason]
    words = Words(note=f"{because}。{instead}{note.strip()}")
    name = "redirect" if reason in {"emergency", "petition"} else "decline"
    move(actor, case, name, now=now, words=words, closed_at=now)
    return case


@transaction.atomic
def dispatch_case(
    actor: Actor, case: Case, *, unit: Unit, note: str = "", assisting: Sequence[Unit] = (), now: datetime
) -> WorkOrder:
    """Give the matter to a lead unit (and others that help). From `received` it is registered on the way.

    From a unit that has it, it goes to another, with the reason. After a return the desk's choice is final.
    The desk that leads takes over with it what was raised to its level.
    """
    if case.state == State.RECEIVED:
        register_case(actor, case, now=now)
    name = "redispatch" if case.state in STEPS["redispatch"].origins else "dispatch"
    check_step(actor, case, name)
    if not unit.active:
        raise RuleBroken("unit_closed", _("“%(unit)s”已停用，请选择别的单位。") % {"unit": unit.name})
    designated = case.orders.filter(lead=True, state=OrderState.RETURNED).exists()
    if case.raised_at is not None and leads_at(actor, case, case.level):
        change_case(actor, case, "take_over", now=now, raised_at=None)
    _recall(case, unit)
    order = _new_order(case, unit, lead=True, note=note, now=now, designated=designated)
    shown = note if name == "redispatch" else ""
    words = Words(note=check_note(shown, needed=False), inner_note=note if not shown else "")
    move(
        actor,
        case,
        name,
        now=now,
        words=words,
        order=order,
        unit=unit,
        due_at=order.runs_out_at,
        late_since=None,
    )
    for helper in assisting:
        add_assisting(actor, case, unit=helper, note=note, now=now)
    announce("order.issued", order_id=order.pk)
    return order


@transaction.atomic
def undo_dispatch(actor: Actor, case: Case, *, now: datetime) -> Case:
    """Take one's own dispatch back within UNDO_S: its orders are recalled, the desk's limit runs on.

    After a return that limit runs from now, else from receipt: undoing wins nobody time.
    """
    check_step(actor, case, "undo_dispatch")
    line = case.steps.filter(step__in=("dispatch", "redispatch")).order_by("-id").first()
    if line is None or not may_undo(actor, by_id=line.by_id, at=line.at, now=now):
        raise RuleBroken(
            "undo_over",
            _("只有派单人本人能在派出后 %(s)d 秒内撤回。需要换单位时请改派，并写明原因。") % {"s": UNDO_S},
        )
    given = case.orders.filter(open=True, state=OrderState.DISPATCHED, dispatched_at=line.at)
    lead = given.filter(lead=True).first()
    given.update(open=False, state=OrderState.UNDONE)
    due_at = Clocks.of(case).due(case, Stage.DISPATCH, now if lead and lead.designated else case.received_at)
    told = case.steps.filter(step="late", at__gte=due_at).exists()  # once is enough
    move(
        actor,
        case,
        "undo_dispatch",
        now=now,
        order=lead,
        unit=None,
        due_at=due_at,
        late_since=due_at if told else None,
    )
    return case


def _recall(case: Case, unit: Unit) -> None:
    """The lead order so far, and one to help of the unit that is to lead now."""
    case.orders.filter(Q(lead=True) | Q(unit=unit), open=True).update(open=False, state=OrderState.RECALLED)


def _new_order(
    case: Case, unit: Unit, *, lead: bool, note: str, now: datetime, designated: bool = False
) -> WorkOrder:
    clocks = Clocks.of(case)
    limit = clocks.limit(case, Stage.HANDLE)
    accept_due_at = clocks.due(case, Stage.ACCEPT, now)
    return WorkOrder.objects.create(
        case=case,
        unit=unit,
        lead=lead,
        note=check_note(note, needed=False),
        limit_text=limit.text,
        clock=limit.limit.clock.value,
        basis=limit.basis,
        dispatched_at=now,
        accept_due_at=accept_due_at,
        due_at=limit.due(now, clocks.calendar),
        runs_out_at=accept_due_at,
        designated=designated,
    )


@transaction.atomic
def add_assisting(actor: Actor, case: Case, *, unit: Unit, note: str = "", now: datetime) -> WorkOrder:
    """Another unit helps; the lead unit stays responsible for the answer."""
    check_self(actor, case, {Who.DESK}, "may_not_assist")
    if case.state not in {State.DISPATCHED, State.ACCEPTED, State.IN_HAND}:
        raise BadStep("assist")
    if case.orders.filter(unit=unit, open=True).exists():
        raise RuleBroken("unit_has_order", _("“%(unit)s”手上已经有这件的工单。") % {"unit": unit.name})
    order = _new_order(case, unit, lead=False, note=note, now=now)
    write_line(actor, case, "assist", now=now, order=order, words=Words(inner_note=note))
    audit.record(actor, "case.assist", case, now=now, order=order.pk, unit=unit.pk)
    announce("order.issued", order_id=order.pk)
    return order


@transaction.atomic
def recall_assisting(actor: Actor, case: Case, *, order: WorkOrder, now: datetime) -> None:
    """This help is no longer needed."""
    check_self(actor, case, {Who.DESK}, "may_not_assist")
    recalled = case.orders.filter(pk=order.pk, lead=False, open=True)
    if not recalled.update(open=False, state=OrderState.RECALLED):
        raise Stale("order_changed")
    write_line(actor, case, "assist_recalled", now=now, order=order)
    audit.record(actor, "case.assist_recalled", case, now=now, order=order.pk, unit=order.unit_id)


@transaction.atomic
def verify_case(actor: Actor, case: Case, *, note: str = "", now: datetime) -> Case:
    """The desk looked: done. The caller is asked; assisting orders must be finished or recalled first."""
    if case.orders.filter(lead=False, open=True).exists():
        raise RuleBroken("assisting_open", _("还有协办单位没有办完，请先催办或收回协办工单。"))
    clocks = Clocks.of(case)
    move(
        actor,
        case,
        "verify",
        now=now,
        words=Words(note=note),
        due_at=clocks.due(case, Stage.ANSWER, now),
        late_since=None,
    )
    return case


@transaction.atomic
def rework_case(actor: Actor, case: Case, *, note: str, now: datetime) -> Case:
    """The desk looked: not done. Back to the same unit with a fresh, shorter limit."""
    return send_back(actor, case, "rework", words=Words(note=note), now=now)


def send_back(actor: Actor, case: Case, name: str, *, words: Words, now: datetime, **changes: object) -> Case:
    """Rework, not solved, reopened: the last lead unit works on it again, within the rework limit."""
    check_step(actor, case, name)
    clocks = Clocks.of(case)
    limit = clocks.limit(case, Stage.REWORK)
    due_at = limit.due(now, clocks.calendar)
    order = case.orders.filter(lead=True).latest("id")
    WorkOrder.objects.filter(pk=order.pk).update(
        open=True, state=OrderState.IN_HAND, due_at=due_at, runs_out_at=due_at, limit_text=limit.text,
        basis=limit.basis, clock=limit.limit.clock.value, late_at=None, reminded_at=None, finished_at=None,
    )  # fmt: skip
    move(
        actor,
        case,
        name,
        now=now,
        words=words,
        order=order,
        due_at=due_at,
        late_since=None,
        closed_at=None,
        outcome="",
        **changes,
    )
    announce("order.returned_to_work", order_id=order.pk)
    return case


@transaction.atomic
def readmit_case(actor: Actor, case: Case, *, note: str, now: datetime) -> Case:
    """Turned away or taken off by mistake: on the desk's list again, with a fresh limit to dispatch."""
    check_step(actor, case, "readmit")
    due_at = Clocks.of(case).due(case, Stage.DISPATCH, now)
    move(
        actor, case, "readmit", now=now, words=Words(note=note), due_at=due_at, late_since=None,
        closed_at=None, unit=None,
    )  # fmt: skip
    return case


@transaction.atomic
def close_case(actor: Actor, case: Case, *, outcome: str, note: str = "", now: datetime) -> Case:
    """Closed by the desk after it reached the caller, or by the clock when the caller did not answer."""
    if outcome not in Outcome.values:
        why = _("请选择结案方式。")
        raise RuleBroken("outcome_needed", why, {"outcome": why})
    if outcome == Outcome.NO_ANSWER and actor.kind != "system":
        why = _("没有联系上不能提前结案，到期后系统会自动结案并如实记为“未评价”。")
        raise RuleBroken("outcome_too_early", why, {"outcome": why})
    move(
        actor, case, "close", now=now, words=Words(note=note), outcome=outcome, closed_at=now, late_since=None
    )
    return case


@transaction.atomic
def reopen_case(actor: Actor, case: Case, *, note: str, now: datetime) -> Case:
    """New facts: the same unit takes it up again, and everybody sees that it was reopened and why."""
    return send_back(actor, case, "reopen", words=Words(note=note), now=now, rounds=case.rounds + 1)


@transaction.atomic
def write_inner_note(actor: Actor, case: Case, *, note: str, now: datetime) -> None:
    """A line for colleagues; the caller never reads it."""
    check_self(
        actor, case, {Who.DESK, Who.BELOW, Who.HANDLER}, "may_not_note", list(case.orders.order_by("id"))
    )
    write_line(actor, case, "inner", now=now, words=Words(inner_note=check_note(note, needed=True)))
    audit.record(actor, "case.inner", case, now=now)
