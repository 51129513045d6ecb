"""What follows from an answer: the effect of each kind of request, told to the caller with its reason."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases.actions.changing import change_case
from linli.cases.actions.desk import dispatch_case, readmit_case, send_back
from linli.cases.actions.moving import Clocks, Words, write_line
from linli.cases.actions.waiting import (
    list_long_term,
    resume_case,
    suspend_case,
    take_up_case,
    terminate_case,
)
from linli.cases.models import Case, CaseRequest, WorkOrder
from linli.cases.terms import State
from linli.cases.terms.requests import HOW_TO_OBJECT, Decision, RequestKind
from linli.cases.terms.states import ENDED_AT_THE_DOOR
from linli.core import audit
from linli.core.actors import Actor
from linli.core.calendar.rules import Limit, due_at
from linli.core.calendar.terms import Clock, Unit
from linli.core.errors import BadStep
from linli.core.tasks import announce
from linli.core.words import full_day, spoken
from linli.organisation import models as organisation

type Effect = Callable[[Actor, CaseRequest, datetime], None]


def follow(
    actor: Actor, request: CaseRequest, *, approved: bool, unit: organisation.Unit | None, now: datetime
) -> None:
    """Do what was agreed to, or say that it was not."""
    kind = RequestKind(request.kind)
    if kind is RequestKind.OBJECTION:
        _after_objection(actor, request, approved, now)
    elif kind is RequestKind.DISPATCH_OBJECTION:
        _after_dispute(actor, request, unit if approved else None, now)
    elif approved:
        _EFFECTS[kind](actor, request, now)
    else:
        said = Words(inner_note=f"{kind.label}：{request.answer}")
        write_line(actor, request.case, "request_refused", now=now, order=request.order, words=said)


def _order_of(request: CaseRequest) -> WorkOrder:
    """The order it was asked about, as it is now."""
    if request.order is None:
        raise BadStep("no_order")
    request.order.refresh_from_db()
    return request.order


def told(request: CaseRequest, more: str = "") -> Words:
    """For the caller, in plain words: the reason, what it means, how to object (duty D-21)."""
    parts = [
        _("原因：%(why)s。%(note)s") % {"why": request.ground_text, "note": request.note},
        request.answer,
    ]
    sentences = [_sentence(part) for part in (*parts, more) if part]
    return Words(note="".join([*sentences, str(HOW_TO_OBJECT)]))


def _sentence(text: str) -> str:
    return text if text[-1] in "。！？!?." else f"{text}。"


def _suspend(actor: Actor, request: CaseRequest, now: datetime) -> None:
    more = _("%(day)s前恢复办理或再看一次，这段时间不计入办理时限") % {"day": _day(request)}
    suspend_case(actor, request, told(request, more), now=now)


def _terminate(actor: Actor, request: CaseRequest, now: datetime) -> None:
    terminate_case(actor, request, told(request), now=now)


def _list_long_term(actor: Actor, request: CaseRequest, now: datetime) -> None:
    more = _("打算：%(plan)s。由%(owner)s负责，%(day)s复查") % {
        "plan": request.plan.rstrip("。"),
        "owner": request.owner,
        "day": _day(request),
    }
    list_long_term(actor, request, told(request, more), now=now)


def _day(request: CaseRequest) -> str:
    return full_day(request.until or request.asked_at.date())


def _extend(actor: Actor, request: CaseRequest, now: datetime) -> None:
    """Asked for in time, so a lateness that came while it waited for the answer is taken back."""
    order = _order_of(request)
    more = Limit(request.days or 1, Unit.DAY, Clock.WORKING_DAY)
    until = due_at(order.due_at, more, Clocks.of(request.case).calendar)
    said = _("新的办结时限是%(when)s") % {"when": spoken(until, now)}
    _set_limit(actor, request, "extended", until=until, words=told(request, said), now=now)


def _set_limit(
    actor: Actor, request: CaseRequest, name: str, *, until: datetime, words: Words, now: datetime
) -> None:
    """Move the end of the order and of the case; the request keeps where it was and where it went."""
    order = _order_of(request)
    request.due_before, request.due_after = order.due_at, until
    request.save(update_fields=["due_before", "due_after"])
    order.due_at = order.runs_out_at = until
    order.late_at = order.late_at if order.late_at and until <= now else None
    order.reminded_at = None
    order.save(update_fields=["due_at", "runs_out_at", "late_at", "reminded_at"])
    case = request.case
    late_since = case.late_since if until <= now else None
    change_case(actor, case, name, now=now, words=words, due_at=until, late_since=late_since)
    announce("case.moved", case_id=case.pk, step=name, at=now.isoformat())


def _exclude(actor: Actor, request: CaseRequest, now: datetime) -> None:
    """Left out of the unit's shares, and of nothing else."""
    write_line(actor, request.case, "excluded", now=now, order=request.order, words=told(request))
    audit.record(actor, "case.excluded", request.case, now=now, request=request.pk, ground=request.ground)


_EFFECTS: dict[RequestKind, Effect] = {
    RequestKind.SUSPEND: _suspend,
    RequestKind.TERMINATE: _terminate,
    RequestKind.LONG_TERM: _list_long_term,
    RequestKind.EXTEND: _extend,
    RequestKind.EXCLUSION: _exclude,
}


def _after_dispute(actor: Actor, request: CaseRequest, unit: organisation.Unit | None, now: datetime) -> None:
    """The desk names the unit for good: another one, or the one that has the order. No second return."""
    case = request.case
    if unit is not None:
        note = request.answer or _("承办单位对派单有异议，经核定改派")
        order = dispatch_case(actor, case, unit=unit, note=note, now=now)
        WorkOrder.objects.filter(pk=order.pk).update(designated=True)
        return
    WorkOrder.objects.filter(pk=_order_of(request).pk).update(designated=True)
    said = Words(inner_note=request.answer)
    write_line(actor, case, "designated", now=now, order=request.order, words=said)


def _after_objection(actor: Actor, request: CaseRequest, upheld: bool, now: datetime) -> None:
    """Upheld, the decision is taken back: a wait ends, an ended case is worked on again."""
    case, about = request.case, request.about
    name = "upheld" if upheld else "not_upheld"
    write_line(actor, case, name, now=now, words=Words(note=request.answer))
    if not upheld:
        return
    if about is None:
        if case.state in ENDED_AT_THE_DOOR:
            readmit_case(actor, case, note=request.answer, now=now)
        return
    CaseRequest.objects.filter(pk=about.pk).update(decision=Decision.ANNULLED)
    about.case = case
    _undo(actor, case, about, request.answer, now)


def _undo(actor: Actor, case: Case, about: CaseRequest, why: str, now: datetime) -> None:
    if about.kind == RequestKind.SUSPEND and case.state == State.SUSPENDED:
        resume_case(actor, case, stopped_at=about.answered_at, now=now)
    elif about.kind == RequestKind.LONG_TERM and case.state == State.LONG_TERM:
        take_up_case(actor, case, now=now)
    elif about.kind == RequestKind.TERMINATE and case.state == State.TERMINATED:
        send_back(actor, case, "reinstate", words=Words(note=why), now=now)
    elif about.kind == RequestKind.EXTEND and about.due_before is not None:
        _unextend(actor, about, now)


def _unextend(actor: Actor, about: CaseRequest, now: datetime) -> None:
    """Back to the old end, unless the order has ended or got another limit since."""
    order = _order_of(about)
    still = order.open and order.due_at == about.due_after
    if still and about.due_before is not None and about.case.state in (State.ACCEPTED, State.IN_HAND):
        said = _("延期已撤销，办结时限恢复为%(when)s") % {"when": spoken(about.due_before, now)}
        _set_limit(actor, about, "limit_back", until=about.due_before, words=Words(note=said), now=now)
