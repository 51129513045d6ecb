"""What is in force: now, and from a day on."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import SYSTEM, Actor, Right
from linli.core.errors import NotAllowed, RuleBroken, Stale
from linli.methods import queries
from linli.methods.models import Pack, Period, Plan
from linli.methods.queries.force import waiting_plans
from linli.methods.queries.trials import trial_before
from linli.methods.terms import PLAN_DAYS_MOST


@transaction.atomic
def activate(actor: Actor, pack: Pack, *, now: datetime, instead_of: int | None = None) -> Pack:
    """Put a loaded version in force. `instead_of`: the key of the pack the actor saw in force, 0 for none.

    It may be done untried; the audit line says by which trial it was preceded, or by none.
    """
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("activate_pack")
    current = queries.active_pack()
    if current is not None and current.pk == pack.pk:
        return pack
    if instead_of is not None and (current.pk if current else 0) != instead_of:
        raise Stale("pack_active_changed")
    return _put_in_force(actor, pack, current, now=now)


def _put_in_force(actor: Actor, pack: Pack, current: Pack | None, *, now: datetime, **detail: Any) -> Pack:
    trial = trial_before(pack, current)
    try:
        with transaction.atomic():
            Pack.objects.filter(active=True).exclude(pk=pack.pk).update(active=False)
            Pack.objects.filter(pk=pack.pk).update(active=True, activated_at=now)
            Period.objects.filter(open=True).update(open=False, ends_at=now)
            Period.objects.create(pack=pack, begins_at=now)
    except IntegrityError:  # somebody else activated another one in this moment
        raise Stale("pack_active_changed") from None
    pack.active, pack.activated_at = True, now
    told = {"instead_of": current and current.pk, "trial": trial and trial.pk} | detail
    audit.record(actor, "pack.activated", pack, now=now, post_id=None, **told)
    return pack


@transaction.atomic
def plan_pack(actor: Actor, pack: Pack, starts_on: date, *, now: datetime) -> Plan:
    """Put it in force at the start of a day to come; until then the plan can be cancelled."""
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("plan_pack")
    _check_day(starts_on, timezone.localdate(now))
    try:
        with transaction.atomic():
            plan = Plan.objects.create(pack=pack, starts_on=starts_on, planned_at=now)
    except IntegrityError:
        why = _("这一天已经定了另一个版本起用，请先取消那一个，或换一天。")
        raise RuleBroken("plan_day_taken", why, {"starts_on": why}) from None
    trial = trial_before(pack, queries.active_pack())
    tried = trial.pk if trial else None
    audit.record(actor, "pack.planned", pack, now=now, plan=plan.pk, starts_on=starts_on, trial=tried)
    return plan


def _check_day(starts_on: date, today: date) -> None:
    if starts_on <= today:
        why = _("请选明天或以后的一天；今天就要用的，请直接启用。")
        raise RuleBroken("plan_day_past", why, {"starts_on": why})
    if starts_on > today + timedelta(days=PLAN_DAYS_MOST):
        why = _("最多提前两年安排。")
        raise RuleBroken("plan_day_far", why, {"starts_on": why})


@transaction.atomic
def cancel_plan(actor: Actor, plan: Plan, *, now: datetime) -> None:
    """Once cancelled, or once its day has begun, there is nothing left to cancel."""
    if not actor.has(Right.PACK_MANAGE):
        raise NotAllowed("plan_pack")
    waiting = Plan.objects.filter(pk=plan.pk, state=Plan.State.WAITING)
    if not waiting.update(state=Plan.State.CANCELLED, settled_at=now):
        raise Stale("plan_settled", _("这个安排已经取消，或者那一天已经到了。"))
    audit.record(actor, "pack.plan_cancelled", plan.pack, now=now, plan=plan.pk, starts_on=plan.starts_on)


@transaction.atomic
def start_planned(*, now: datetime) -> int:
    """Put in force what was planned for today or, after a day without a worker, earlier; the number done.

    Asked again it finds nothing left to do: a plan waits or is done, in the transaction that did it.
    """
    done = 0
    for plan in waiting_plans().filter(starts_on__lte=timezone.localdate(now)):
        waiting = Plan.objects.filter(pk=plan.pk, state=Plan.State.WAITING)
        if not waiting.update(state=Plan.State.DONE, settled_at=now):
            continue
        current = queries.active_pack()
        if current is None or current.pk != plan.pack_id:
            _put_in_force(SYSTEM, plan.pack, current, now=now, plan=plan.pk)
        done += 1
    return done
