"""Taking a step: the one place where a need changes its state, and where a line is written."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from linli.cases.actions.moving import signature
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import BadStep, NotAllowed, Stale
from linli.core.tasks import announce
from linli.needs.models import CareTask, Helper, Match, Need, NeedLine
from linli.needs.rules import standing
from linli.needs.terms import KEPT_DAYS, OVER, STEPS


def move(
    actor: Actor, need: Need, name: str, *, now: datetime, helper: Helper | None = None, **changes: Any
) -> None:
    """Take one listed step, if the actor may and the row is still the one he saw.

    `helper` is whoever was asked or helps, so that he may take his own steps.
    """
    step = STEPS[name]
    if need.state not in step.origins:
        raise BadStep(f"{need.state}_{name}")
    if not step.who & standing.selves(actor, need, need.pk, helper):
        raise NotAllowed(f"may_not_{name}")
    changes |= {"state": step.to, "moved_at": now}
    if step.to in OVER:
        last_kept = timezone.localdate(now) + timedelta(days=KEPT_DAYS)
        changes |= {"ended_at": now, "delete_on": last_kept}
    change(need, **changes)
    audit.record(actor, f"need.{name}", need, now=now, kind=need.kind_code)
    announce("need.moved", need_id=need.pk, step=name)
    write_line(actor, need, name, now=now)


def change(row: Need | Match | CareTask, **changes: Any) -> None:
    """A conditional UPDATE: whoever comes with an older page is told so."""
    changes["version"] = row.version + 1
    if not type(row)._default_manager.filter(pk=row.pk, version=row.version).update(**changes):
        raise Stale(f"{row._meta.model_name}_changed")
    for field, value in changes.items():
        setattr(row, field, value)


def write_line(actor: Actor, need: Need, step: str, *, now: datetime) -> NeedLine:
    return NeedLine.objects.create(
        need=need, at=now, step=step, by_kind=actor.kind, by_id=actor.id, by_name=signature(actor)[:80]
    )
