"""A unit asks, a second person answers: what is asked for, what is agreed to, what is taken back."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.actions import granting
from linli.cases.actions.moving import Clocks, Words, check_note, check_self, signature, write_line
from linli.cases.actions.notices import tell_units
from linli.cases.models import Case, CaseRequest, WorkOrder
from linli.cases.queries.cases import selves_on
from linli.cases.terms import State, Who
from linli.cases.terms.requests import ASKINGS, Answers, AskedBy, Asking, Decision, RequestKind
from linli.core import audit
from linli.core.actors import Actor
from linli.core.calendar.rules import due_at
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.tasks import announce
from linli.organisation.models import Unit

ENDINGS = ("decline", "redirect", "withdraw")
ASK_MAX = 500  # characters: the caller reads it together with the ground and the answer


@dataclass(frozen=True, slots=True)
class Ask:
    """What a unit asks for. `days`: working days more; `until`: when it is to be looked at again."""

    kind: RequestKind
    note: str
    ground: str = ""
    days: int | None = None
    until: date | None = None
    plan: str = ""
    owner: str = ""


@transaction.atomic
def make_request(actor: Actor, case: Case, ask: Ask, *, now: datetime) -> CaseRequest:
    """The lead unit asks; nothing changes before somebody else has agreed. One of a kind at a time."""
    asking = ASKINGS[ask.kind]
    orders = list(case.orders.order_by("id"))
    if asking.by is not AskedBy.UNIT or Who.HANDLER not in selves_on(actor, case, orders):
        raise NotAllowed(f"may_not_ask_{ask.kind}")
    check_stands(case, asking, ask.kind)
    clocks = Clocks.of(case)
    lead = next(order for order in reversed(orders) if order.lead)
    checked = _checked(ask, case, lead, clocks, now)
    request = put_request(
        actor,
        case,
        ask.kind,
        clocks=clocks,
        now=now,
        order=lead,
        own_unit_id=lead.unit_id,
        ground=checked.ground,
        ground_text=clocks.book.grounds_for(ask.kind)[checked.ground],
        note=checked.note,
        days=checked.days,
        until=checked.until,
        plan=checked.plan,
        owner=checked.owner,
    )
    said = f"{ask.kind.label}：{request.ground_text}。{request.note}"
    write_line(actor, case, "request", now=now, order=lead, words=Words(inner_note=said))
    return request


def put_request(
    actor: Actor, case: Case, kind: RequestKind, *, clocks: Clocks, now: datetime, **values: object
) -> CaseRequest:
    """The row, its audit line and its event; `now` starts the time for the answer."""
    row = CaseRequest(
        case=case,
        kind=kind,
        subdistrict_id=case.subdistrict_id,
        community_id=case.community_id,
        grid_id=case.grid_id,
        asked_kind=actor.kind,
        asked_by=actor.id,
        asked_as=signature(actor),
        asked_at=now,
        due_at=due_at(now, clocks.book.answer_limit(kind), clocks.calendar),
        **values,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        why = _("已经有一个“%(kind)s”在等答复，请等有了结果再提。") % {"kind": kind.label}
        raise RuleBroken("request_pending", why) from None
    audit.record(actor, "case.request", case, now=now, request=row.pk, kind=kind, ground=row.ground)
    announce("request.made", request_id=row.pk, case_id=case.pk, kind=kind.value)
    return row


def check_stands(case: Case, asking: Asking, kind: RequestKind) -> None:
    """Is the case where this can be asked, and still the one that was seen?"""
    if State(case.state) not in asking.states:
        raise BadStep(f"{case.state}_ask_{kind}")
    if not Case.objects.filter(pk=case.pk, version=case.version).exists():
        raise Stale("case_changed")


def _checked(ask: Ask, case: Case, lead: WorkOrder, clocks: Clocks, now: datetime) -> Ask:
    if ask.ground not in clocks.book.grounds_for(ask.kind):
        raise _at("ground", "ground_unknown", _("请从列出的理由里选一个。"))
    ask = replace(ask, note=short(ask.note, "note"), plan=ask.plan.strip(), owner=ask.owner.strip())
    match ask.kind:
        case RequestKind.EXTEND:
            _check_extension(ask, case, lead, clocks.book.most_days(ask.kind), now)
        case RequestKind.SUSPEND | RequestKind.LONG_TERM:
            _check_until(ask, clocks, now)
        case RequestKind.DISPATCH_OBJECTION if lead.designated:
            raise RuleBroken("designated", _("这件已由调度核定由您单位办理，不能再提派单异议。"))
        case _:
            pass
    if ask.kind is RequestKind.LONG_TERM:
        short(ask.plan, "plan")
        short(ask.owner, "owner", most=80)
    return ask


def _check_extension(ask: Ask, case: Case, lead: WorkOrder, most: int, now: datetime) -> None:
    if not 1 <= (ask.days or 0) <= most:
        raise _at("days", "extension_days", _("最多可以延长 %(most)d 个工作日。") % {"most": most})
    if now >= lead.due_at:
        raise RuleBroken("extension_too_late", _("时限已过，不能再申请延期；请尽快办理并向诉求人说明。"))
    used = case.requests.filter(kind=RequestKind.EXTEND)
    if used.filter(decision__in=(Decision.APPROVED, Decision.ANNULLED)).exists():
        raise RuleBroken(
            "extended_once", _("这件已经延期过一次，不能再延。确实办不完的，可以申请挂账或请求会商。")
        )


def _check_until(ask: Ask, clocks: Clocks, now: datetime) -> None:
    today = now.astimezone(clocks.calendar.zone).date()
    most = clocks.book.most_days(ask.kind)
    if ask.until is None or not today < ask.until <= today + timedelta(days=most):
        why = _("请填一个复查日期：今天以后，最长 %(most)d 天。") % {"most": most}
        raise _at("until", "until_out_of_range", why)


def short(typed: str, field: str, most: int = ASK_MAX) -> str:
    """What is written into a request: something, and not too long."""
    text = typed.strip()
    if not text:
        raise _at(field, f"{field}_needed", _("请写清楚，诉求人会看到。"))
    if len(text) > most:
        raise _at(field, f"{field}_too_long", _("最多 %(most)d 个字，请写得短一些。") % {"most": most})
    return text


def _at(field: str, code: str, why: str) -> RuleBroken:
    return RuleBroken(code, why, {field: why})


@transaction.atomic
def decide_request(
    actor: Actor,
    request: CaseRequest,
    *,
    approved: bool,
    note: str = "",
    unit: Unit | None = None,
    now: datetime,
) -> CaseRequest:
    """The desk agrees or not: another person than who asked, and no machine. `unit`: who takes a disputed
    order instead.
    """
    case, kind = request.case, RequestKind(request.kind)
    asking = ASKINGS[kind]
    if actor.kind != "staff" or asking.answers is Answers.UNIT:
        raise NotAllowed(f"may_not_decide_{kind}")
    check_self(actor, case, {Who.DESK}, f"may_not_decide_{kind}")
    if request.decision != Decision.PENDING:
        raise Stale("request_decided")
    check_stands(case, asking, kind)
    check_second_person(actor, request)
    must = not approved or kind is RequestKind.OBJECTION
    note = short(note, "note") if must else check_note(note, needed=False)[:ASK_MAX]
    if approved and kind is RequestKind.DISPATCH_OBJECTION and unit is None:
        raise _at("unit", "unit_needed", _("同意的，请选由哪个单位办理。"))
    answer_request(actor, request, Decision.APPROVED if approved else Decision.REFUSED, note, now=now)
    granting.follow(actor, request, approved=approved, unit=unit, now=now)
    if request.order is not None and request.own_unit_id is not None:
        said = _("同意") if approved else _("不同意")
        sentence = _("%(kind)s%(said)s") % {"kind": kind.label, "said": said} + "：%(code)s %(line)s"
        tell_units([request.order], sentence, "decided", once=str(request.pk), now=now)
    return request


def check_second_person(actor: Actor, request: CaseRequest) -> None:
    """Never who asked; of an exclusion nobody whose unit has or had the order; of an objection nobody who
    took the decision that is objected to.
    """
    if request.asked_kind == "staff" and request.asked_by == actor.id:
        raise NotAllowed("second_person_needed", _("申请人自己不能审批，请由另一位同事决定。"))
    if _decided_before(actor, request):
        raise NotAllowed("second_person_needed", _("原决定是您作的，异议请由另一位同事复核。"))
    if ASKINGS[RequestKind(request.kind)].answers is Answers.OTHER_BODY:
        own = {seat.unit_id for seat in actor.seats if seat.unit_id is not None}
        if request.case.orders.filter(unit_id__in=own).exists():
            raise NotAllowed("other_body_needed", _("剔除要由承办单位以外的另一家决定。"))


def _decided_before(actor: Actor, request: CaseRequest) -> bool:
    """Was what the caller objects to this person's own decision?"""
    if RequestKind(request.kind) is not RequestKind.OBJECTION:
        return False
    if request.about is not None:
        return request.about.answered_by == actor.id
    ended = request.case.steps.filter(step__in=ENDINGS).order_by("-id").first()
    return ended is not None and ended.by_kind == actor.kind and ended.by_id == actor.id


def answer_request(
    actor: Actor, request: CaseRequest, decision: Decision, note: str, *, now: datetime
) -> None:
    """Whoever comes second finds it answered."""
    changes = {
        "decision": decision,
        "answer": note,
        "answered_by": actor.id,
        "answered_as": signature(actor),
        "answered_at": now,
    }
    waiting = CaseRequest.objects.filter(pk=request.pk, decision=Decision.PENDING)
    if not waiting.update(**changes):
        raise Stale("request_decided")
    for field, value in changes.items():
        setattr(request, field, value)
    audit.record(actor, "case.request_answered", request.case, now=now, request=request.pk, decision=decision)
    announce(
        "request.decided",
        request_id=request.pk,
        case_id=request.case_id,
        kind=request.kind,
        approved=decision == Decision.APPROVED,
    )


@transaction.atomic
def take_back_request(actor: Actor, request: CaseRequest, *, now: datetime) -> CaseRequest:
    """Not needed after all: by the unit that asked, while nobody has answered."""
    case = request.case
    own = request.asked_kind == "staff" and ASKINGS[RequestKind(request.kind)].by is AskedBy.UNIT
    if not own or Who.HANDLER not in selves_on(actor, case, list(case.orders.order_by("id"))):
        raise NotAllowed("may_not_take_back")
    waiting = CaseRequest.objects.filter(pk=request.pk, decision=Decision.PENDING)
    if not waiting.update(decision=Decision.TAKEN_BACK, answered_at=now):
        raise Stale("request_decided")
    request.decision, request.answered_at = Decision.TAKEN_BACK, now
    said = RequestKind(request.kind).label
    write_line(actor, case, "request_back", now=now, order=request.order, words=Words(inner_note=str(said)))
    audit.record(actor, "case.request_back", case, now=now, request=request.pk)
    return request
