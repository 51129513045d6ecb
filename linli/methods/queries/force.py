"""Which version was, is and will be in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound
from linli.methods.models import Pack, Period, Plan
from linli.methods.terms import PERIODS_SHOWN


def waiting_plans() -> QuerySet[Plan]:
    plans = Plan.objects.filter(state=Plan.State.WAITING).select_related("pack")
    return plans.defer("pack__text", "pack__content").order_by("starts_on", "pk")


def plan_for(actor: Actor, plan_id: int) -> Plan:
    plans = Plan.objects.select_related("pack").defer("pack__text", "pack__content")
    found = plans.filter(pk=plan_id).first() if actor.has(Right.PACK_MANAGE) else None
    if found is None:
        raise NotFound("plan")
    return found


@dataclass(frozen=True, slots=True)
class Era:
    """A stretch of time and its version; `begins_on` when it is only planned."""

    pack: Pack
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    begins_on: date | None = None
    plan: Plan | None = None
    now: bool = False


def timeline(actor: Actor) -> Sequence[Era]:
    """What will be, is and was in force, the latest first. Two statements."""
    if not actor.has(Right.PACK_MANAGE):
        return []
    planned = [Era(plan.pack, begins_on=plan.starts_on, plan=plan) for plan in waiting_plans()]
    past = _periods().order_by("-begins_at", "-pk")[:PERIODS_SHOWN]
    was = [Era(one.pack, one.begins_at, one.ends_at, now=one.open) for one in past]
    return [*reversed(planned), *was]


def in_force_on(day: date) -> Sequence[Period]:
    """The versions of one day, the first first: usually one, none before the first was activated."""
    start = datetime.combine(day, time.min, timezone.get_default_timezone())
    end = start + timedelta(days=1)
    found = _periods().filter(Q(ends_at=None) | Q(ends_at__gt=start), begins_at__lt=end)
    return list(found.order_by("begins_at", "pk"))


def _periods() -> QuerySet[Period]:
    return Period.objects.select_related("pack").defer("pack__text", "pack__content")
