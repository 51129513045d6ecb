"""Schedules: rows made from the declarations; whoever moves a row's `next_at` on writes its task."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from linli.core.tasks.backend import put_once, row_of
from linli.core.tasks.declare import SCHEDULED, Rhythm
from linli.core.tasks.models import Schedule
from linli.core.tasks.rules import next_run


@transaction.atomic
def sync_schedules(now: datetime) -> None:
    """Make the rows say what the code declares; a schedule whose rhythm stayed keeps its next moment.

    A new one with `every` is due at once, a daily one at its hour.
    """
    Schedule.objects.exclude(name__in=SCHEDULED).delete()
    known = {row.name: Rhythm(row.every_s, row.daily_at) for row in Schedule.objects.all()}
    for name, rhythm in SCHEDULED.items():
        if known.get(name) != rhythm:
            first = now if rhythm.every_s else _next(now, rhythm)
            values = {"every_s": rhythm.every_s, "daily_at": rhythm.daily_at, "next_at": first}
            Schedule.objects.update_or_create(name=name, defaults=values)


def put_due(now: datetime) -> int:
    """Write the task of every schedule that is due; the number written.

    The conditional UPDATE lets exactly one of any number of workers write it. A schedule whose last
    run still waits gets no second one.
    """
    due = list(Schedule.objects.filter(next_at__lte=now, name__in=SCHEDULED).order_by("next_at"))
    return sum(_put(schedule, now) for schedule in due)


@transaction.atomic
def _put(schedule: Schedule, now: datetime) -> bool:
    later = _next(now, Rhythm(schedule.every_s, schedule.daily_at))
    if not Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(next_at=later):
        return False
    task = import_string(schedule.name).using(key=f"schedule:{schedule.name}")
    put_once(row_of(task, (), {}, now))
    return True


def _next(now: datetime, rhythm: Rhythm) -> datetime:
    return next_run(now, rhythm.every_s, rhythm.daily_at, timezone.get_default_timezone())
