"""When strangers are told: a moment after a step, and in the morning."""

from datetime import datetime, time
from typing import Any

from linli.channels.alerts import actions
from linli.core.tasks import on, scheduled

type Payloads = list[dict[str, Any]]


@on("case.received", together=actions.AT_ONCE)
def tell_received(payloads: Payloads, *, now: datetime) -> None:
    actions.note_steps(payloads, now=now)


@on("case.moved", together=actions.AT_ONCE)
def tell_moved(payloads: Payloads, *, now: datetime) -> None:
    actions.note_steps(payloads, now=now)


@scheduled(daily_at=time(7, 30), durable=False)
def send_daily(*, now: datetime) -> None:
    actions.send_daily(now=now)


@scheduled(daily_at=time(3, 40), durable=False)
def forget_old(*, now: datetime) -> None:
    actions.forget_old(now=now)
