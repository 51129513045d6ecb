"""Asking and answering as deeds: what a unit may ask for, what a second person decides, who else is asked."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from linli.cases import forms, rules
from linli.cases.actions import asking, bulk, requests, waiting
from linli.cases.actions.requests import Ask
from linli.cases.forms import requests as shapes
from linli.cases.models import CaseRequest
from linli.cases.pages.deeds.base import Deed, Doing, Form, step_open, with_units
from linli.cases.queries.cases import CaseFile
from linli.cases.queries.units import dispatchable_unit
from linli.cases.terms import Queue, State, Who
from linli.cases.terms.requests import ASKINGS, Answers, AskedBy, Decision, RequestKind
from linli.core.actors import Actor, Right
from linli.core.errors import BadStep

ASK_FORMS: dict[RequestKind, type[Form]] = {
    RequestKind.EXTEND: shapes.ExtendForm,
    RequestKind.SUSPEND: shapes.SuspendForm,
    RequestKind.LONG_TERM: shapes.LongTermForm,
    RequestKind.TERMINATE: shapes.AskForm,
    RequestKind.DISPATCH_OBJECTION: shapes.AskForm,
    RequestKind.EXCLUSION: shapes.AskForm,
}
ASK_LABELS = {
    RequestKind.EXTEND: _("申请延期"),
    RequestKind.SUSPEND: _("申请中止"),
    RequestKind.LONG_TERM: _("申请挂账"),
    RequestKind.TERMINATE: _("申请终止"),
    RequestKind.DISPATCH_OBJECTION: _("提派单异议"),
    RequestKind.EXCLUSION: _("申请剔除"),
}
DECIDE_LABELS = {
    RequestKind.SUSPEND: _("审批中止"),
    RequestKind.EXTEND: _("审批延期"),
    RequestKind.LONG_TERM: _("审批挂账"),
    RequestKind.TERMINATE: _("审批终止"),
    RequestKind.DISPATCH_OBJECTION: _("核定派单异议"),
    RequestKind.EXCLUSION: _("审批剔除"),
    RequestKind.OBJECTION: _("复核诉求人异议"),
}


def _waiting_of(file: CaseFile, kind: RequestKind) -> CaseRequest | None:
    return next((one for one in file.waiting if one.kind == kind), None)


def _found(d: Doing, request: CaseRequest | None) -> CaseRequest:
    """The request, with the case in the version the actor saw."""
    if request is None:
        raise BadStep("request_answered")
    request.case = d.case
    return request


def _may_ask(kind: RequestKind) -> Callable[[Actor, CaseFile], bool]:
    def fits(_actor: Actor, file: CaseFile) -> bool:
        here = Who.HANDLER in file.who and State(file.case.state) in ASKINGS[kind].states
        return here and _waiting_of(file, kind) is None and not _used_up(file, kind)

    return fits


def _used_up(file: CaseFile, kind: RequestKind) -> bool:
    """One extension, no dispute after a designation, nothing excluded twice."""
    if kind is RequestKind.DISPATCH_OBJECTION:
        return file.lead is not None and file.lead.designated
    once = {RequestKind.EXTEND, RequestKind.EXCLUSION}
    agreed = {Decision.APPROVED, Decision.ANNULLED}
    return kind in once and any(one.kind == kind and one.decision in agreed for one in file.requests)


def _with_grounds(kind: RequestKind) -> Callable[[Form, Actor, CaseFile], None]:
    def prepare(form: Form, _actor: Actor, file: CaseFile) -> None:
        form.fields["ground"].choices = list(file.book.grounds_for(kind).items())  # type: ignore[attr-defined]
        if kind is RequestKind.LONG_TERM and file.lead is not None:
            form.initial["owner"] = file.lead.unit.name

    return prepare


def _ask(kind: RequestKind) -> Callable[[Doing], object]:
    def do(d: Doing) -> object:
        asked = {name: d[name] for name in ("days", "until", "plan", "owner") if name in d.form.fields}
        ask = Ask(kind, note=d["note"], ground=d["ground"], **asked)
        return requests.make_request(d.actor, d.case, ask, now=d.now)

    return do


ASK_DEEDS = tuple(
    Deed(
        f"ask_{kind}",
        ASK_LABELS[kind],
        form,
        _ask(kind),
        _may_ask(kind),
        "clock",
        prepare=_with_grounds(kind),
        fold=_("向调度提申请"),
    )
    for kind, form in ASK_FORMS.items()
)


def _own_waiting(actor: Actor, file: CaseFile) -> CaseRequest | None:
    asked = [one for one in file.waiting if ASKINGS[RequestKind(one.kind)].by is AskedBy.UNIT]
    return next((one for one in asked if one.asked_by == actor.id), None)


def _may_take_back(actor: Actor, file: CaseFile) -> bool:
    return Who.HANDLER in file.who and _own_waiting(actor, file) is not None


def _take_back(d: Doing) -> object:
    return requests.take_back_request(d.actor, _found(d, _own_waiting(d.actor, d.file)), now=d.now)


def _asked_of(actor: Actor, file: CaseFile) -> CaseRequest | None:
    units = actor.unit_ids(Right.CASE_HANDLE)
    return next((one for one in file.waiting if one.asked_unit_id in units), None)


def _reply(d: Doing) -> object:
    request = _found(d, _asked_of(d.actor, d.file))
    return asking.reply_to_request(d.actor, request, note=d["note"], now=d.now)


def _resume(d: Doing) -> object:
    return waiting.resume_case(d.actor, d.case, note=d["note"], now=d.now)


def _take_up(d: Doing) -> object:
    return waiting.take_up_case(d.actor, d.case, note=d["note"], now=d.now)


WAITING_DEEDS = (
    Deed("resume", _("恢复办理"), forms.RemarkForm, _resume, step_open("resume"), "check"),
    Deed("take_up", _("重新启动"), forms.RemarkForm, _take_up, step_open("take_up"), "check"),
    Deed(
        "reply",
        _("答复会商或督办"),
        shapes.ReplyForm,
        _reply,
        lambda actor, file: _asked_of(actor, file) is not None,
        "chat",
    ),
    Deed("take_back", _("收回申请"), forms.PlainForm, _take_back, _may_take_back, "undo"),
)


def _may_decide(kind: RequestKind) -> Callable[[Actor, CaseFile], bool]:
    def fits(actor: Actor, file: CaseFile) -> bool:
        request = _waiting_of(file, kind)
        if request is None or Who.DESK not in file.who:
            return False
        return request.asked_kind != "staff" or request.asked_by != actor.id

    return fits


def _decide(kind: RequestKind) -> Callable[[Doing], object]:
    def do(d: Doing) -> object:
        request = _found(d, _waiting_of(d.file, kind))
        chosen = d["unit"] if "unit" in d.form.fields else None
        unit = dispatchable_unit(d.case, chosen) if chosen else None
        return requests.decide_request(
            d.actor, request, approved=d["approved"], note=d["note"], unit=unit, now=d.now
        )

    return do


DECIDE_DEEDS = tuple(
    Deed(
        f"decide_{kind}",
        DECIDE_LABELS[kind],
        shapes.DisputeForm if kind is RequestKind.DISPATCH_OBJECTION else shapes.DecideForm,
        _decide(kind),
        _may_decide(kind),
        "check",
        prepare=with_units if kind is RequestKind.DISPATCH_OBJECTION else None,
    )
    for kind in ASKINGS
    if ASKINGS[kind].answers is not Answers.UNIT
)


def _with_many_units(form: Form, _actor: Actor, file: CaseFile) -> None:
    form.fields["units"].choices = file.units  # type: ignore[attr-defined]


def _may_consult(_actor: Actor, file: CaseFile) -> bool:
    here = State(file.case.state) in ASKINGS[RequestKind.CONSULTATION].states
    return here and Who.DESK in file.who and _waiting_of(file, RequestKind.CONSULTATION) is None


def _consult(d: Doing) -> object:
    units = [dispatchable_unit(d.case, pk) for pk in d["units"]]
    return asking.consult_units(d.actor, d.case, units=units, note=d["note"], now=d.now)


def _may_supervise(actor: Actor, file: CaseFile) -> bool:
    case, kind = file.case, RequestKind.SUPERVISION
    here = State(case.state) in ASKINGS[kind].states and _waiting_of(file, kind) is None
    return here and rules.may_supervise(actor, case, about_unit_id=case.about_unit_id)


def _supervise(d: Doing) -> object:
    return asking.supervise_case(d.actor, d.case, note=d["note"], now=d.now)


def _may_urge(_actor: Actor, file: CaseFile) -> bool:
    given = file.case.queue != Queue.WAITING and any(order.open for order in file.orders)
    return given and bool(file.who & {Who.DESK, Who.BELOW})


def _urge(d: Doing) -> object:
    return bulk.urge_unit(d.actor, d.case, now=d.now)


QUESTION_DEEDS = (
    Deed("urge", _("催办"), forms.PlainForm, _urge, _may_urge, "bell"),
    Deed(
        "consult",
        _("请单位会商"),
        shapes.ConsultForm,
        _consult,
        _may_consult,
        "team",
        prepare=_with_many_units,
    ),
    Deed("supervise", _("督办"), shapes.SuperviseForm, _supervise, _may_supervise, "alert"),
)
