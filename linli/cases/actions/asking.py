"""Questions to units: an opinion before the desk decides (会商), a report asked for from above (督办)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.moving import Clocks, Words, check_self, write_line
from linli.cases.actions.requests import answer_request, check_second_person, check_stands, put_request, short
from linli.cases.models import Case, CaseRequest
from linli.cases.terms import Who
from linli.cases.terms.requests import ASKINGS, Answers, Decision, RequestKind
from linli.core.actors import Actor, Right
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.organisation.actions import NoticeLine, put_notices
from linli.organisation.models import Unit

REPLY_LINE = {RequestKind.CONSULTATION: "opinion", RequestKind.SUPERVISION: "supervise_reply"}


@transaction.atomic
def consult_units(
    actor: Actor, case: Case, *, units: Sequence[Unit], note: str, now: datetime
) -> list[CaseRequest]:
    """Ask units before deciding whose it is. Who is asked may read the matter, never who the caller is."""
    check_self(actor, case, {Who.DESK}, "may_not_consult")
    check_stands(case, ASKINGS[RequestKind.CONSULTATION], RequestKind.CONSULTATION)
    if not units:
        why = _("请至少选一个单位。")
        raise RuleBroken("units_needed", why, {"units": why})
    question, clocks = short(note, "note"), Clocks.of(case)
    asked = [
        put_request(
            actor, case, RequestKind.CONSULTATION, clocks=clocks, now=now, note=question, asked_unit=unit
        )
        for unit in units
    ]
    _tell(asked, _("请会商：%(code)s %(line)s"), now)
    names = _("、").join(unit.name for unit in units)
    write_line(actor, case, "consult", now=now, words=Words(inner_note=f"{names}：{question}"))
    return asked


@transaction.atomic
def supervise_case(actor: Actor, case: Case, *, note: str, now: datetime) -> CaseRequest:
    """督办: somebody above the unit asks the lead unit to report; the caller sees that it is watched."""
    if not rules.may_supervise(actor, case, about_unit_id=case.about_unit_id):
        raise NotAllowed("may_not_supervise")
    check_stands(case, ASKINGS[RequestKind.SUPERVISION], RequestKind.SUPERVISION)
    lead = case.orders.filter(lead=True, open=True).select_related("unit").first()
    if lead is None:
        raise BadStep("supervise")
    demand, clocks = short(note, "note"), Clocks.of(case)
    request = put_request(
        actor,
        case,
        RequestKind.SUPERVISION,
        clocks=clocks,
        now=now,
        note=demand,
        asked_unit=lead.unit,
        order=lead,
    )
    _tell([request], _("督办：%(code)s %(line)s"), now)
    write_line(actor, case, "supervise", now=now, order=lead, words=Words(inner_note=demand))
    return request


@transaction.atomic
def reply_to_request(actor: Actor, request: CaseRequest, *, note: str, now: datetime) -> CaseRequest:
    """The unit that was asked says what it thinks, or how far it is; one answer."""
    kind, case = RequestKind(request.kind), request.case
    mine = request.asked_unit_id is not None and request.asked_unit_id in actor.unit_ids(Right.CASE_HANDLE)
    accused = any(seat.unit_id == case.about_unit_id for seat in actor.seats if seat.unit_id is not None)
    if ASKINGS[kind].answers is not Answers.UNIT or not mine or accused:
        raise NotAllowed("may_not_reply")
    if request.decision != Decision.PENDING:
        raise Stale("request_decided")
    check_second_person(actor, request)
    answer_request(actor, request, Decision.ANSWERED, short(note, "note"), now=now)
    write_line(actor, case, REPLY_LINE[kind], now=now, words=Words(inner_note=request.answer))
    return request


def _tell(requests: Sequence[CaseRequest], sentence: str, now: datetime) -> None:
    """On the first page of the units; they may have no order of this case."""
    put_notices(
        [
            NoticeLine(
                unit_id=request.asked_unit_id,
                text=sentence
                % {
                    "code": rules.spoken_code(request.case.code),
                    "line": rules.first_line(request.case.text, 40),
                },
                url=reverse("cases:case", args=[request.case_id]),
                key=f"asked-{request.pk}",
            )
            for request in requests
        ],
        now=now,
    )
