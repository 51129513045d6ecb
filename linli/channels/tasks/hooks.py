"""Events for the systems that subscribed."""

from datetime import datetime
from typing import Any

from linli.channels.hooks import actions
from linli.core.tasks import on

type Payloads = list[dict[str, Any]]
AT_ONCE = 200


@on("case.received", together=AT_ONCE)
def tell_received(payloads: Payloads, *, now: datetime) -> None:
    actions.tell_hooks("case.received", payloads, now=now)


@on("case.moved", together=AT_ONCE)
def tell_moved(payloads: Payloads, *, now: datetime) -> None:
    actions.tell_hooks("case.moved", payloads, now=now)


@on("case.late", together=AT_ONCE)
def tell_late(payloads: Payloads, *, now: datetime) -> None:
    actions.tell_hooks("case.late", payloads, now=now)


@on("order.issued", together=AT_ONCE)
def tell_issued(payloads: Payloads, *, now: datetime) -> None:
    actions.tell_hooks("order.issued", payloads, now=now)
