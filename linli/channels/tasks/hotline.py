"""Work orders of hotlines: files filed, limits kept, cells forgotten."""

from datetime import datetime, time
from typing import Any

from linli.cases.models import WorkOrder
from linli.channels.hotline import actions, asking, filing
from linli.core.actors import SYSTEM
from linli.core.tasks import on, scheduled, task
from linli.core.tasks.terms import SLOW

type Payloads = list[dict[str, Any]]
AT_ONCE = 500
BACK_TO_WORK = frozenset({"rework", "not_solved", "reopen", "reinstate", "readmit"})


@task(durable=False, takes_now=True, queue_name=SLOW)
def file_batch(batch_id: int, *, now: datetime) -> int:
    """In transactions of its own: what a killed worker has filed stays filed, and nothing is filed twice."""
    return filing.file_batch(SYSTEM, batch_id, now=now)


@on("order.issued", together=AT_ONCE)
def tighten_issued(payloads: Payloads, *, now: datetime) -> None:
    """The order's limit never runs longer than that of the hotline."""
    ids = {payload["order_id"] for payload in payloads}
    cases = WorkOrder.objects.filter(pk__in=ids).values_list("case_id", flat=True)
    filing.tighten_orders(set(cases), now=now)


@on("case.moved", together=AT_ONCE)
def follow_moved(payloads: Payloads, *, now: datetime) -> None:
    """Worked on again: another answer will go out, and the hotline's limit holds for the new round too."""
    again = {payload["case_id"] for payload in payloads if payload.get("step") in BACK_TO_WORK}
    actions.want_again(again)
    asking.ask_to_take_back({one["case_id"] for one in payloads if one.get("step") == "decline"}, now=now)
    asking.no_longer_asked(again, now=now)
    filing.tighten_orders({payload["case_id"] for payload in payloads}, now=now)


@on("request.decided", together=AT_ONCE)
def follow_decided(payloads: Payloads, *, now: datetime) -> None:
    """More time was agreed to here: the hotline is asked, too."""
    extended = {one["request_id"] for one in payloads if one["kind"] == "extend" and one["approved"]}
    asking.ask_for_time(extended, now=now)


@scheduled(daily_at=time(3, 55), durable=False)
def forget_cells(*, now: datetime) -> int:
    return actions.forget_cells(now=now)
