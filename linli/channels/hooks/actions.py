"""Subscriptions begun and ended; events put down for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.models import Case, WorkOrder
from linli.channels.hooks import queries
from linli.channels.hooks.terms import Event
from linli.channels.models import Hook
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.outgoing import Channel, Draft, send_many
from linli.core.outgoing.terms import TO_MAX
from linli.organisation.models import Integration

type Payloads = Sequence[dict[str, Any]]


@transaction.atomic
def add_hook(
    actor: Actor, integration: Integration, *, url: str, events: Sequence[str], now: datetime
) -> Hook:
    """Tell this address of these events, in the cases the integration's post may see."""
    _need(actor, integration)
    url = url.strip()
    try:
        URLValidator(schemes=["https", "http"])(url)
    except ValidationError:
        why = _("请写完整的网址，以 https:// 开头。")
        raise RuleBroken("hook_url", why, {"url": why}) from None
    if len(url) > TO_MAX or not events or not set(events) <= set(Event.values):
        why = _("请至少选一项要通知的事。")
        raise RuleBroken("hook_events", why, {"events": why})
    if Hook.objects.filter(integration=integration, url=url, ended_at=None).exists():
        why = _("这个接口已经订阅到这个网址了。")
        raise RuleBroken("hook_known", why, {"url": why})
    made = Hook.objects.create(integration=integration, url=url, events=sorted(events), created_at=now)
    audit.record(actor, "hook.added", made, now=now, integration=integration.pk, events=made.events)
    return made


@transaction.atomic
def end_hook(actor: Actor, hook: Hook, *, now: datetime) -> None:
    """What was put down before still goes there."""
    _need(actor, hook.integration)
    if Hook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=now):
        audit.record(actor, "hook.ended", hook, now=now)


@transaction.atomic
def tell_hooks(event: str, payloads: Payloads, *, now: datetime) -> int:
    """Put an event down for everybody who subscribed and may see the case: ids and states, no words."""
    hooks = queries.working_hooks(event)
    if not hooks:
        return 0
    told = _with_cases(payloads)
    drafts = []
    for hook in hooks:
        cases = queries.cases_told(hook, {one["case_id"] for one in told}, timezone.localdate(now))
        drafts += [_draft(hook, event, one, cases[one["case_id"]]) for one in told if one["case_id"] in cases]
    return send_many(drafts, now=now) if drafts else 0


def _with_cases(payloads: Payloads) -> list[dict[str, Any]]:
    """Events of orders name the order only."""
    orders = [one["order_id"] for one in payloads if "order_id" in one]
    of = dict(WorkOrder.objects.filter(pk__in=orders).values_list("pk", "case_id")) if orders else {}
    filled = ({"case_id": of.get(one.get("order_id", 0))} | one for one in payloads)
    return [one for one in filled if one["case_id"] is not None]


def _draft(hook: Hook, event: str, told: dict[str, Any], case: Case) -> Draft:
    facts = {name: told[name] for name in ("step", "at", "order_id") if name in told}
    once = ":".join(str(fact) for fact in facts.values())
    return Draft(
        channel=Channel.WEBHOOK,
        to=hook.url,
        subject=event,
        body="",
        kind=event,
        key=f"hook:{hook.pk}:{event}:{case.pk}:{once}",
        about=("hook", hook.pk),
        data={"case": {"id": case.pk, "state": case.state, "queue": case.queue}} | facts,
    )


def _need(actor: Actor, integration: Integration) -> None:
    if not actor.has(Right.STAFF_MANAGE) or not any(
        one.pk == integration.pk for one in queries.open_integrations(actor)
    ):
        raise NotAllowed("may_not_hook")
