"""Cases for machines: listed by whose turn it is, one with its file, what is near, who the caller is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions import contact
from linli.cases.api.shapes import CaseDetail, CaseLine, CasePage, CasesAsked, Contact, Purpose, UnitLine
from linli.cases.api.telling import detail_of, line_of
from linli.cases.queries.machines import (
    Narrowing,
    cases_in_queue,
    file_by_code,
    id_by_code,
    orders_of_unit,
)
from linli.cases.queries.near import open_near
from linli.cases.queries.units import units_in_reach
from linli.cases.terms import Queue
from linli.core.actors import Right, Seat
from linli.core.api import Call, Endpoint, route
from linli.core.errors import NotAllowed, RuleBroken
from linli.organisation.api import token_door
from linli.organisation.models import Unit
from linli.organisation.terms import Scope

GROUP = gettext_lazy("诉求")
SEEING = (Scope.CASES_READ, Scope.CASES_DESK, Scope.CASES_HANDLE)


def list_cases(call: Call) -> CasePage:
    """A post at a place has the queues of the place; one in a unit the orders in hand."""
    asked: CasesAsked = call.query
    narrowing = Narrowing(
        words=asked.q,
        late_at=call.now if asked.late else None,
        category=asked.category,
        state=asked.state or "",
        colour=asked.colour or "",
    )
    seat = _seat(call)
    if seat.level is None:
        if asked.queue not in {None, Queue.UNIT}:
            why = _("承办单位的接口只能列出手上的工单，请把 queue 设为 unit 或不填。")
            raise RuleBroken("queue_of_units", why, {"queue": why})
        orders = orders_of_unit(call.actor, seat, narrowing, after=asked.after, size=asked.size)
        lines = [line_of(order.case, call.now, order) for order in orders.rows]
        return CasePage(lines, orders.next, orders.previous)
    queue = Queue(asked.queue or Queue.DESK)
    page = cases_in_queue(call.actor, seat, queue, narrowing, after=asked.after, size=asked.size)
    return CasePage([line_of(case, call.now) for case in page.rows], page.next, page.previous)


def _seat(call: Call) -> Seat:
    seats = call.actor.seats_with(Right.CASE_SEE)
    if not seats:
        raise NotAllowed("right_needed")
    return seats[0]


def show_case(call: Call) -> CaseDetail:
    return detail_of(call, file_by_code(call.actor, call.path["code"]))


def near_case(call: Call) -> list[CaseLine]:
    case = file_by_code(call.actor, call.path["code"]).case
    return [line_of(other, call.now) for other in open_near(call.actor, case)]


def units_for_case(call: Call) -> list[UnitLine]:
    case = file_by_code(call.actor, call.path["code"]).case
    return [unit_line(unit) for unit in units_in_reach(case).order_by("code")]


def unit_line(unit: Unit) -> UnitLine:
    return UnitLine(unit.pk, unit.code, unit.name, unit.kind, unit.trade)


def read_contact(call: Call) -> Contact:
    """Each reading has its own line, also of the same machine for the same purpose: nothing is kept of it."""
    case_id = id_by_code(call.actor, call.path["code"])
    caller = contact.read_contact(call.actor, case_id, purpose=call.body.purpose, now=call.now)
    return Contact(caller.name, caller.phone)


CASE = "api/v1/cases/<str:code>"

urlpatterns = [
    route(
        CASE,
        Endpoint(
            "GET",
            "showCase",
            gettext_lazy("一件诉求：内容、工单、经过，以及现在能做什么"),
            show_case,
            CaseDetail,
            scopes=SEEING,
            group=GROUP,
        ),
        door=token_door,
        name="api_case",
    ),
    route(
        f"{CASE}/near",
        Endpoint(
            "GET",
            "listCasesNear",
            gettext_lazy("附近 300 米内还没办结的诉求"),
            near_case,
            list[CaseLine],
            scopes=SEEING,
            group=GROUP,
        ),
        door=token_door,
        name="api_near",
    ),
    route(
        f"{CASE}/units",
        Endpoint(
            "GET",
            "listUnitsForCase",
            gettext_lazy("可以派给哪些单位"),
            units_for_case,
            list[UnitLine],
            scopes=(Scope.CASES_DESK,),
            group=GROUP,
        ),
        door=token_door,
        name="api_units_for_case",
    ),
    route(
        f"{CASE}/contact",
        Endpoint(
            "POST",
            "readContact",
            gettext_lazy("查看诉求人的联系方式；要写明用途，诉求人能看到"),
            read_contact,
            Contact,
            takes=Purpose,
            scopes=(Scope.CONTACTS_READ,),
            group=GROUP,
            kept=False,
        ),
        door=token_door,
        name="api_contact",
    ),
]
LIST = Endpoint(
    "GET",
    "listCases",
    gettext_lazy("诉求列表：按轮到谁办分，先到期的在前"),
    list_cases,
    CasePage,
    asks=CasesAsked,
    scopes=SEEING,
    group=GROUP,
)
