"""Tasks for the tests. Their effect is an audit line; some wait for a file to appear."""

import os
import time
from datetime import timedelta
from pathlib import Path

from linli.core import audit
from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep
from linli.core.tasks import on, scheduled, task
from linli.core.tasks.declare import SCHEDULED


def effect(event, now, pk=0, **detail):
    audit.record(SYSTEM, event, ("sample", pk), now=now, **detail)


def effects(event):
    return AuditLine.objects.filter(event=event).count()


@task
def add(one, other):
    return one + other


@task(takes_now=True)
def leave_a_mark(pk, *, now):
    effect("sample.marked", now, pk)


@task(takes_now=True, max_attempts=3)
def mark_and_fail(pk, *, now):
    effect("sample.marked", now, pk)
    raise ValueError("after the mark")


@task(takes_now=True)
def break_a_rule(*, now):
    raise BadStep("closed -> received")


@task(durable=False, takes_context=True)
def tell_context(context, pk):
    effect("sample.told", context.now, pk, attempt=context.attempt, key=context.key)
    if context.attempt == 1:
        raise ValueError("the first letter was lost")
    return context.key


def wait_for(folder):
    """Say that we are here and stay until somebody says go; a test that dies does not keep us."""
    (Path(folder) / f"here-{os.getpid()}-{time.monotonic_ns()}").touch()
    for _ in range(600):
        if (Path(folder) / "go").exists():
            return
        time.sleep(0.05)


@task(takes_now=True)
def mark_and_wait(folder, *, now):
    """In the middle of its transaction when the test kills the worker."""
    effect("sample.marked", now)
    wait_for(folder)


@task(durable=False, takes_context=True)
def wait_outside(context, folder):
    """Longer than its lease: only the signs of life keep other workers off it."""
    wait_for(folder)
    effect("sample.marked", context.now)


@on("sample.happened")
def first_hears(*, now, pk):
    effect("sample.first", now, pk)


@on("sample.happened")
def second_hears(*, now, pk):
    effect("sample.second", now, pk)


@on("sample.happened", together=3)
def third_hears(payloads, *, now):
    effect("sample.third", now, sum(one["pk"] for one in payloads), many=len(payloads))


@scheduled(every=timedelta(seconds=30))
def every_half_minute(*, now):
    effect("sample.scheduled", now)


# Not among the schedules of a real worker; tests put it back.
RHYTHM = SCHEDULED.pop(every_half_minute.module_path)
