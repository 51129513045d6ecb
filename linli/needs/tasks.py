"""Timed and following work of needs."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _

from linli.core.actors import SYSTEM
from linli.core.tasks import on, scheduled
from linli.needs import actions
from linli.needs.actions.telling import tell_desk
from linli.needs.models import Need


@on("need.raised")
def tell_the_desk(*, now: datetime, need_id: int) -> None:
    """A moment later the community's desk has a line on its first page."""
    need = Need.objects.select_related("kind").filter(pk=need_id).first()
    if need is not None:
        tell_desk(need, _("有人登记了，请联系本人"), f"raised:{need.pk}", now=now)


@scheduled(every=timedelta(minutes=10), durable=False)
def count_totals(*, now: datetime) -> None:
    actions.count_anew()


@scheduled(daily_at=time(1, 10), durable=False)
def end_what_is_over(*, now: datetime) -> None:
    """Before anything else of the day: what is past its last day ends."""
    actions.lapse_due(now)


@scheduled(daily_at=time(1, 30), durable=False)
def erase(*, now: datetime) -> None:
    actions.erase_due(SYSTEM, now=now)
    actions.erase_expired_referrals(now)


@scheduled(daily_at=time(2, 0), durable=False)
def plan(*, now: datetime) -> None:
    actions.extend_plans(now)


@scheduled(daily_at=time(9, 0), durable=False)
def remind(*, now: datetime) -> None:
    """In the morning, when people read messages."""
    actions.remind_endings(now)
