"""Subscriptions of machines, seen by whoever arranges those machines."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from linli.cases.models import Case
from linli.cases.queries.cases import visible_cases
from linli.channels.hooks.terms import LOG_SHOWN
from linli.channels.models import Hook
from linli.core.actors import Actor
from linli.core.errors import NotFound
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.queries import messages_about
from linli.organisation.models import Integration
from linli.organisation.queries import machine_actor, visible_integrations

RELATED = ("integration__post__place", "integration__post__unit")
HEAVY = "integration__post__place__shape"


def visible_hooks(actor: Actor) -> QuerySet[Hook]:
    hooks = Hook.objects.filter(integration__in=visible_integrations(actor).values("pk"))
    return hooks.select_related(*RELATED).defer(HEAVY)


def hook_for(actor: Actor, hook_id: int) -> Hook:
    found = visible_hooks(actor).filter(pk=hook_id).first()
    if found is None:
        raise NotFound("hook")
    return found


def open_integrations(actor: Actor) -> list[Integration]:
    """Machines that can be told something."""
    return list(visible_integrations(actor).filter(revoked_at=None).order_by("pk"))


def log_of(hook: Hook) -> list[OutgoingMessage]:
    """What left for it lately, without words: whoever was let see the hook."""
    return list(messages_about("hook", hook.pk)[:LOG_SHOWN])


def working_hooks(event: str) -> list[Hook]:
    """Those that want to hear of it. A district has a handful."""
    hooks = Hook.objects.filter(ended_at=None).select_related(*RELATED).defer(HEAVY).order_by("pk")
    return [hook for hook in hooks if event in hook.events]


def cases_told(hook: Hook, case_ids: Collection[int], today: date) -> dict[int, Case]:
    """Those of these cases its machine may see today; none when its way in was closed."""
    actor = machine_actor(hook.integration, today)
    if actor is None:
        return {}
    found = visible_cases(actor).filter(pk__in=list(case_ids))
    return {case.pk: case for case in found.only("id", "state", "queue", "version")}
