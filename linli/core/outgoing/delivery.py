"""One message on its way: at most one attempt at a time, and none repeated that may have arrived."""

import smtplib
from datetime import datetime
from http.client import HTTPException
from typing import Any

from django.db import transaction

from linli.core.outgoing import rules
from linli.core.outgoing.adapters import Adapter, Edge, Receipt
from linli.core.outgoing.gateways import Gateway, Wecom
from linli.core.outgoing.mail import Mail
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.terms import STEPS, URGENT, Channel, Outcome, State
from linli.core.outgoing.webhook import Webhook
from linli.core.tasks.backend import LeasedContext
from linli.core.tasks.declare import task
from linli.core.tasks.rules import retry_delay

ADAPTERS: dict[str, Adapter] = {
    Channel.MAIL: Mail(),
    Channel.WEBHOOK: Webhook(),
    Channel.SMS: Gateway(Channel.SMS),
    Channel.WECHAT: Gateway(Channel.WECHAT),
    Channel.WECOM: Wecom(),
}
KILLED_MOST = 20  # a message waits for a worker that lives longer than its receiver takes
STATE_AFTER = {
    Outcome.TAKEN: State.SENT,
    Outcome.LATER: State.WAITING,
    Outcome.REFUSED: State.FAILED,
    Outcome.UNSURE: State.UNSURE,
    Outcome.NOT_SET_UP: State.WITHHELD,
}


class TakenOver(Exception):
    """Another worker has this message: say nothing more."""


@task(durable=False, takes_context=True, max_attempts=KILLED_MOST)
def deliver(context: LeasedContext, message_id: int) -> str:
    """Try once; what has to be tried again is enqueued anew, so that no failure of a receiver is one of ours.

    What is promised, and what nobody can promise, is in ADR 12.
    """
    message = OutgoingMessage.objects.filter(pk=message_id).first()
    if message is None or message.state not in {State.WAITING, State.SENDING}:
        return ""
    adapter, now = ADAPTERS[message.channel], context.now
    try:
        return _settle(message, _attempt(message, adapter, now), now)
    except TakenOver:
        return ""


def _attempt(message: OutgoingMessage, adapter: Adapter, now: datetime) -> Receipt:
    if message.state == State.SENDING and not adapter.repeats:  # its worker died after the edge
        return Receipt(Outcome.UNSURE)
    if trouble := adapter.trouble():
        return Receipt(Outcome.NOT_SET_UP, trouble)
    edge = Edge(now, lambda: _cross(message))
    try:
        return adapter.deliver(message, edge)
    except (OSError, smtplib.SMTPException, HTTPException) as error:
        doubtful = edge.crossed and not adapter.repeats
        return Receipt(Outcome.UNSURE if doubtful else Outcome.LATER, f"{type(error).__name__}: {error}")
    except ValueError as error:  # an address nothing can be sent to
        return Receipt(Outcome.REFUSED, str(error))


def _cross(message: OutgoingMessage) -> None:
    """Commit that the last word is about to be spoken. Only the attempt that still stands may speak it."""
    _step(message, State.SENDING, attempts=message.attempts + 1)


def _settle(message: OutgoingMessage, receipt: Receipt, now: datetime) -> str:
    """Write down what the receiver said, and when to try again."""
    state, tries_left = STATE_AFTER[receipt.outcome], message.tries_left - 1
    changes: dict[str, Any] = {"error": rules.without_recipient(receipt.told, message.to)}
    if state == State.WAITING and tries_left <= 0:
        state = State.FAILED
    if state == State.WAITING:
        used = message.attempts if message.state == State.SENDING else message.attempts + 1
        again_at = now + retry_delay(max(used, 1))
        changes |= {"tries_left": tries_left, "attempts": used, "next_at": again_at}
    else:
        changes |= {"settled_at": now, "sent_at": now if state == State.SENT else None}
    with transaction.atomic():
        _step(message, state, **changes)
        if state == State.WAITING:
            priority = URGENT if message.urgent else 0
            again = deliver.using(key=task_key(message.pk), run_after=changes["next_at"], priority=priority)
            again.enqueue(message.pk)
    return state.value


def _step(message: OutgoingMessage, to: State, **changes: Any) -> None:
    """One listed step of this attempt; a row somebody else has moved on stays as it is.

    A "sent" that comes after the message was called doubtful still counts: it is the truth.
    """
    mine = OutgoingMessage.objects.filter(pk=message.pk, attempts=message.attempts)
    origins = [state for state, end in STEPS if end == to]
    if to != State.SENT:
        origins = [State(message.state)] if (State(message.state), to) in STEPS else []
    if not mine.filter(state__in=origins).update(state=to, **changes):
        raise TakenOver(str(message))
    message.state = to
    message.attempts = changes.get("attempts", message.attempts)


def task_key(message_id: int) -> str:
    return f"outgoing:{message_id}"
