"""Whistles for machines: what a person in the same post could do, and nothing more."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from linli.cases.queries.cases import case_for
from linli.cases.queries.machines import id_by_code
from linli.core.actors import Actor
from linli.core.api import Call as Asked
from linli.core.api import Endpoint, route
from linli.core.errors import NotFound
from linli.core.lists import keyset_page
from linli.organisation.api import token_door
from linli.organisation.terms import Scope
from linli.whistles import actions, rules
from linli.whistles.actions import Blow
from linli.whistles.actions.reviewing import Review
from linli.whistles.api.shapes import (
    CallLine,
    MoreUnits,
    NewWhistle,
    Noted,
    Reviewed,
    Said,
    Stepped,
    WhistleDetail,
    WhistleLine,
    WhistlePage,
    WhistlesAsked,
)
from linli.whistles.models import Call, Whistle
from linli.whistles.queries.whistles import WhistleFile, visible_whistles, whistle_file
from linli.whistles.terms import (
    CALL_STEPS,
    REMARKS,
    STEPS,
    Step,
    Who,
)

GROUP = _("吹哨报到")
SEEING = (Scope.CASES_READ, Scope.CASES_DESK, Scope.CASES_HANDLE)
WHISTLES = "api/v1/whistles"
WHISTLE = f"{WHISTLES}/<int:whistle_id>"
BLOW = "api/v1/cases/<str:code>/whistles"
CALL = f"{WHISTLE}/calls/<int:call_id>"


def list_whistles(asked: Asked) -> WhistlePage:
    found = visible_whistles(asked.actor).select_related("place", "case")
    if asked.query.state:
        found = found.filter(state=asked.query.state)
    page = keyset_page(found, order=("-blown_at", "-id"), after=asked.query.after, size=asked.query.size)
    return WhistlePage([_line(one) for one in page.rows], page.next, page.previous)


def _line(one: Whistle) -> WhistleLine:
    return WhistleLine(one.pk, one.version, one.kind, one.state, one.case.code, one.place.name, one.blown_at)


def show_whistle(asked: Asked) -> WhistleDetail:
    return _detail(asked.actor, asked.path["whistle_id"])


def _detail(actor: Actor, whistle_id: int) -> WhistleDetail:
    file = whistle_file(actor, whistle_id)
    one, says = file.whistle, {name: step.says for name, step in (STEPS | CALL_STEPS).items()} | REMARKS
    return WhistleDetail(
        id=one.pk,
        version=one.version,
        kind=one.kind,
        state=one.state,
        case=one.case.code,
        text=one.case.text,
        where=one.case.where,
        place=one.place.name,
        reason=one.reason,
        result=one.result,
        basis=one.basis,
        blown_at=one.blown_at,
        calls=[_call(file, call) for call in file.calls],
        lines=[
            Said(line.at, line.step, str(says[line.step]), line.by_name, line.note) for line in file.lines
        ],
        steps=[step.name for step in file.steps],
    )


def _call(file: WhistleFile, call: Call) -> CallLine:
    return CallLine(
        id=call.pk,
        version=call.version,
        unit=call.unit_id,
        unit_name=call.unit.name,
        state=call.state,
        check_in_due_at=call.check_in_due_at,
        arrive_due_at=call.arrive_due_at,
        checked_in_at=call.checked_in_at,
        arrived_at=call.arrived_at,
        done_at=call.done_at,
        refusal=call.refusal,
        check_in_late=call.check_in_late,
        arrive_late=call.arrive_late,
        steps=[step.name for step in file.steps_of(call)],
        may_review=file.side(call),
    )


def blow_whistle(asked: Asked) -> WhistleDetail:
    """Those at a subdistrict's or community's desk blow; those of the grid ask their community to."""
    case_id = id_by_code(asked.actor, asked.path["code"])
    blow = Blow(asked.body.kind, asked.body.units, asked.body.reason)
    case = case_for(asked.actor, case_id)
    act = actions.propose if rules.blowing_seat(asked.actor, case) is None else actions.blow
    made = act(asked.actor, case_id, blow, now=asked.now)
    return _detail(asked.actor, made.pk)


def call_more(asked: Asked) -> WhistleDetail:
    file = whistle_file(asked.actor, asked.path["whistle_id"])
    file.whistle.version = asked.body.version
    actions.call_more(asked.actor, file.whistle, asked.body.units, note=asked.body.note, now=asked.now)
    return show_whistle(asked)


def stepping(name: str) -> Callable[[Asked], WhistleDetail]:
    """A step of the whistle as a whole."""

    def take(asked: Asked) -> WhistleDetail:
        whistle = whistle_file(asked.actor, asked.path["whistle_id"]).whistle
        whistle.version = asked.body.version
        if name == "confirm":
            actions.confirm(asked.actor, whistle, now=asked.now)
        else:
            actions.end(asked.actor, whistle, name, note=asked.body.note, now=asked.now)
        return show_whistle(asked)

    return take


def answering(name: str) -> Callable[[Asked], WhistleDetail]:
    """A step of one called unit."""

    def take(asked: Asked) -> WhistleDetail:
        call = _called(asked)
        call.version = asked.body.version
        actions.answer(asked.actor, call, name, note=asked.body.note, now=asked.now)
        return show_whistle(asked)

    return take


def take_note(asked: Asked) -> WhistleDetail:
    whistle = whistle_file(asked.actor, asked.path["whistle_id"]).whistle
    actions.take_note(asked.actor, whistle, note=asked.body.note, now=asked.now)
    return show_whistle(asked)


def review_call(asked: Asked) -> WhistleDetail:
    body = asked.body
    said = Review(body.first, body.second, body.words)
    actions.review(asked.actor, _called(asked), body.side, said, now=asked.now)
    return show_whistle(asked)


def _called(asked: Asked) -> Call:
    file = whistle_file(asked.actor, asked.path["whistle_id"])
    call = next((call for call in file.calls if call.pk == asked.path["call_id"]), None)
    if call is None:
        raise NotFound("call")
    call.whistle = file.whistle
    return call


def _post(pattern: str, name: str, do: Callable[[Asked], WhistleDetail], **more: Any) -> URLPattern:
    """`more`: what it says, what it takes, and the scopes of which one is enough."""
    endpoint = Endpoint("POST", name, do=do, gives=WhistleDetail, group=GROUP, problems=(409,), **more)
    return route(pattern, endpoint, door=token_door, name=f"api_{name}")


def _of(step: Step) -> tuple[Scope, ...]:
    return (Scope.CASES_HANDLE,) if Who.UNIT in step.who else (Scope.CASES_DESK,)


def _camel(step: Step) -> str:
    return "".join(part.capitalize() for part in step.name.split("_"))


DESK = (Scope.CASES_DESK,)
BOTH = (*DESK, Scope.CASES_HANDLE)

urlpatterns = [
    route(
        WHISTLES,
        Endpoint(
            "GET", "listWhistles", _("看得到的哨，新的在前"), list_whistles, WhistlePage,
            asks=WhistlesAsked, scopes=SEEING, group=GROUP,
        ),
        door=token_door,
        name="api_whistles",
    ),
    route(
        WHISTLE,
        Endpoint(
            "GET", "showWhistle", _("一哨：叫了谁、谁到了、现在能做什么"), show_whistle, WhistleDetail,
            scopes=SEEING, group=GROUP,
        ),
        door=token_door,
        name="api_whistle",
    ),
    _post(BLOW, "blowWhistle", blow_whistle, says=_("为一件诉求吹哨"), takes=NewWhistle, scopes=BOTH),
    _post(f"{WHISTLE}/calls", "callMoreUnits", call_more, says=_("再叫几家"), takes=MoreUnits, scopes=DESK),
    _post(f"{WHISTLE}/notes", "noteWhistle", take_note, says=_("共同办理记录"), takes=Noted, scopes=BOTH),
    _post(f"{CALL}/review", "reviewCall", review_call, says=_("一哨一评"), takes=Reviewed, scopes=BOTH),
    *(
        _post(
            f"{WHISTLE}/{one.name}", f"{one.name}Whistle", stepping(one.name),
            says=one.says, takes=Stepped, scopes=_of(one),
        )
        for one in STEPS.values()
    ),
    *(
        _post(
            f"{CALL}/{one.name}", f"call{_camel(one)}", answering(one.name),
            says=one.says, takes=Stepped, scopes=_of(one),
        )
        for one in CALL_STEPS.values()
    ),
]  # fmt: skip
