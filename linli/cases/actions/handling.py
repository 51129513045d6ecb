"""What a unit does with its orders: accept, return, start, finish; the lead order moves the case."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.actions.answering import answer_at_finish
from linli.cases.actions.moving import Clocks, Words, check_note, move, write_line
from linli.cases.models import Case, CaseStep, WorkOrder
from linli.cases.terms import OrderState, Stage
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.tasks import announce


@transaction.atomic
def accept_order(actor: Actor, order: WorkOrder, *, now: datetime) -> None:
    """The unit signs; from here the limit to finish is the one that runs."""
    changes = {"accepted_at": now, "runs_out_at": order.due_at}
    _take(actor, order, OrderState.DISPATCHED, OrderState.ACCEPTED, **changes)
    if order.lead:
        move(actor, order.case, "accept", now=now, order=order, due_at=order.due_at)


@transaction.atomic
def return_order(actor: Actor, order: WorkOrder, *, note: str, suggested: str = "", now: datetime) -> None:
    """Not ours: with the basis and, if known, whose it is. After the desk decided, no second return."""
    if order.designated:
        raise RuleBroken("designated", _("这件由调度指定办理，不能再次退回；确有困难请联系调度会商。"))
    note = check_note(note, needed=True)
    _take(actor, order, OrderState.DISPATCHED, OrderState.RETURNED, open=False, result=note)
    words = Words(inner_note="；".join(part for part in (note, suggested.strip()) if part))
    if order.lead:
        clocks = Clocks.of(order.case)
        due_at = clocks.due(order.case, Stage.DISPATCH, now)
        public = Words(note=note, inner_note=suggested.strip())
        move(
            actor,
            order.case,
            "return",
            now=now,
            words=public,
            order=order,
            due_at=due_at,
            unit=None,
            late_since=None,
        )
    else:
        write_line(actor, order.case, "assist_returned", now=now, words=words, order=order)
        audit.record(actor, "case.assist_returned", order.case, now=now, order=order.pk)


@transaction.atomic
def start_order(actor: Actor, order: WorkOrder, *, now: datetime) -> None:
    """Somebody starts work; the caller sees it."""
    _take(actor, order, OrderState.ACCEPTED, OrderState.IN_HAND, started_at=now)
    if order.lead:
        move(actor, order.case, "start", now=now, order=order)


@transaction.atomic
def finish_order(
    actor: Actor,
    order: WorkOrder,
    *,
    words: Words,
    answers: Mapping[str, Sequence[str]] | None = None,
    now: datetime,
) -> None:
    """Done, with what was done, pictures of it, and what the category asks of the unit that leads. The desk
    looks before the caller is asked.
    """
    note = check_note(words.note, needed=True)
    _take(actor, order, OrderState.IN_HAND, OrderState.FINISHED, open=False, finished_at=now, result=note)
    if order.lead:
        answer_at_finish(actor, order.case, answers or {}, now=now)
        due_at = Clocks.of(order.case).due(order.case, Stage.VERIFY, now)
        move(actor, order.case, "finish", now=now, words=words, order=order, due_at=due_at, late_since=None)
    else:
        write_line(actor, order.case, "assist_done", now=now, words=words, order=order)
        audit.record(actor, "case.assist_done", order.case, now=now, order=order.pk)


@transaction.atomic
def answer_caller(actor: Actor, order: WorkOrder, *, words: Words, now: datetime) -> CaseStep:
    """A word to the caller on the way: when somebody comes, what is waited for."""
    _check_handler(actor, order)
    if not order.open:
        raise BadStep("answer")
    checked = Words(check_note(words.note, needed=True), photos=words.photos, photo_kind=words.photo_kind)
    line = write_line(actor, order.case, "answer", now=now, words=checked, order=order)
    audit.record(actor, "case.answer", order.case, now=now, order=order.pk)
    announce("case.answered", case_id=order.case_id)
    return line


def _check_handler(actor: Actor, order: WorkOrder) -> None:
    if order.unit_id not in actor.unit_ids(Right.CASE_HANDLE) or _accused(actor, order.case):
        raise NotAllowed("may_not_handle")


def _accused(actor: Actor, case: Case) -> bool:
    return case.about_unit_id is not None and any(seat.unit_id == case.about_unit_id for seat in actor.seats)


def _take(actor: Actor, order: WorkOrder, origin: OrderState, to: OrderState, **changes: object) -> None:
    """Move one order, if it still stands where the actor saw it."""
    _check_handler(actor, order)
    if order.state != origin:
        raise BadStep(f"{order.state}_{to}")
    changes |= {"state": to}
    if not WorkOrder.objects.filter(pk=order.pk, state=origin).update(**changes):
        raise Stale("order_changed")
    for name, value in changes.items():
        setattr(order, name, value)
