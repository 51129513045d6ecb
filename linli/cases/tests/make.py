"""Builders for tests: a small rule book, cases in any state with the orders that belong to it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from linli.cases import rules
from linli.cases.models import (
    Caller,
    Case,
    CaseRequest,
    CatalogueRow,
    Category,
    ColourRule,
    Ground,
    TimeLimit,
    WorkOrder,
)
from linli.cases.terms import Colour, OrderState, Outcome, Stage, State
from linli.cases.terms.requests import ASKINGS, Answers, RequestKind
from linli.methods.models import Pack
from linli.organisation.models import Unit
from linli.organisation.tests.make import TODAY, District

NOW = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Shanghai
_numbers = count(1)
_rng = Random(7)

LIMITS = {  # stage: amount in minutes round the clock, for every colour
    Stage.DISPATCH: 120,
    Stage.ACCEPT: 240,
    Stage.CONTACT: 480,
    Stage.HANDLE: 3 * 1440,
    Stage.REWORK: 1440,
    Stage.VERIFY: 1440,
    Stage.ANSWER: 7 * 1440,
}


def pack(version: int = 1) -> Pack:
    """A rule book of three categories: lamps (city_management), noise (police), rubbish (nobody named)."""
    made = Pack.objects.create(
        name="tests",
        version=version,
        title="测试方法包",
        digest=f"{version - 1}",
        text="",
        loaded_at=NOW,
        active=True,
    )
    group = Category.objects.create(pack=made, code="public", name="公共设施", number=1)
    for number, (code, name, words, trade) in enumerate(
        (
            ("public.lamp", "路灯", ["路灯", "灯不亮"], "city_management"),
            ("public.noise", "噪声", ["噪音", "很吵"], "police"),
            ("public.rubbish", "垃圾", ["垃圾"], ""),
        )
    ):
        category = Category.objects.create(
            pack=made, parent=group, code=code, name=name, words=words, number=number, importance=2, urgency=2
        )
        if trade:
            CatalogueRow.objects.create(pack=made, category=category, trade=trade)
    for importance in (1, 2, 3):
        for urgency in (1, 2, 3):
            colour = (Colour.GREEN, Colour.GREEN, Colour.YELLOW, Colour.RED)[max(importance + urgency - 3, 0)]
            ColourRule.objects.create(pack=made, importance=importance, urgency=urgency, colour=colour)
    TimeLimit.objects.bulk_create(
        TimeLimit(
            pack=made, stage=stage, colour=colour, amount=amount, unit="minute", clock="round_the_clock",
            basis="测试依据第一条", certainty="U",
        )
        for stage, amount in LIMITS.items()
        for colour in Colour.values
    )  # fmt: skip
    Ground.objects.bulk_create(
        Ground(pack=made, kind=kind, code="legal", name="正在诉讼，须等结果", basis="测试依据第二条")
        for kind, asking in ASKINGS.items()
        if asking.ground
    )
    return made


def case(
    where: District,
    *,
    state: State = State.RECEIVED,
    unit: Unit | None = None,
    square: int = 0,
    **fields: object,
) -> Case:
    """A case in one grid of the district, standing in `state`, with the lead order that state implies."""
    grid = where.grids[square]
    values: dict[str, object] = {
        "code": rules.draw_code(_rng),
        "key": f"key-{next(_numbers):06d}",
        "text": "3号楼门口路灯不亮",
        "category": Category.objects.filter(code="public.lamp").first(),
        "subdistrict_id": grid.subdistrict_id,
        "community_id": grid.community_id,
        "grid_id": grid.pk,
        "building": where.buildings[square],
        "state": state,
        "queue": rules.queue_of(state),
        "due_at": NOW + timedelta(hours=2),
        "received_at": NOW - timedelta(hours=1),
    }
    if state in {State.CLOSED, State.ARCHIVED}:
        values |= {"outcome": Outcome.SOLVED, "closed_at": NOW - timedelta(minutes=10)}
    if state == State.MERGED:
        values["merged_into"] = case(where, square=square)
    made = Case.objects.create(**(values | fields))
    Caller.objects.create(case=made, phone="13800001234", name="张女士", pin="1234")
    if unit is not None and state in ORDER_IN:
        order(made, unit, state=ORDER_IN[state])
    return made


def request(of: Case, kind: str, **fields: object) -> CaseRequest:
    """Asked an hour ago by somebody of the lead unit, waiting for an answer."""
    order = of.orders.filter(lead=True).order_by("id").last()
    asking = ASKINGS[RequestKind(kind)]
    values: dict[str, object] = {
        "case": of,
        "kind": kind,
        "order": order,
        "own_unit": order.unit if order else None,
        "asked_unit": order.unit if order and asking.answers is Answers.UNIT else None,
        "subdistrict_id": of.subdistrict_id,
        "community_id": of.community_id,
        "grid_id": of.grid_id,
        "ground": "legal",
        "ground_text": "正在诉讼，须等结果",
        "note": "法院已立案",
        "days": 3,
        "until": TODAY + timedelta(days=14),
        "plan": "列入年度改造",
        "owner": "城管中队长",
        "asked_kind": "staff",
        "asked_by": 10**9,
        "asked_as": "城管中队",
        "asked_at": NOW - timedelta(hours=1),
        "due_at": NOW + timedelta(days=1),
    }
    return CaseRequest.objects.create(**(values | fields))


# What the lead order looks like while the case is in a state.
ORDER_IN = {
    State.DISPATCHED: OrderState.DISPATCHED,
    State.ACCEPTED: OrderState.ACCEPTED,
    State.IN_HAND: OrderState.IN_HAND,
    State.SUSPENDED: OrderState.IN_HAND,
    State.LONG_TERM: OrderState.IN_HAND,
    State.RETURNED: OrderState.RETURNED,
    State.FINISHED: OrderState.FINISHED,
    State.VERIFIED: OrderState.FINISHED,
    State.CLOSED: OrderState.FINISHED,
}


def order(
    of: Case, unit: Unit, *, state: OrderState = OrderState.DISPATCHED, lead: bool = True, **fields: object
) -> WorkOrder:
    values: dict[str, object] = {
        "case": of,
        "unit": unit,
        "lead": lead,
        "state": state,
        "open": state in {OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.IN_HAND},
        "limit_text": "3 日",
        "basis": "测试依据第一条",
        "dispatched_at": NOW - timedelta(minutes=30),
        "accept_due_at": NOW + timedelta(hours=4),
        "due_at": NOW + timedelta(days=3),
        "runs_out_at": NOW + timedelta(hours=4),
    }
    made = WorkOrder.objects.create(**(values | fields))
    if lead:
        of.unit = unit
        of.save(update_fields=["unit"])
    return made
