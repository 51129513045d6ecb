"""The life of a row: claimed under a lease, kept alive, done, tried again or given up."""

import traceback
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from linli.core import audit, errors
from linli.core.actors import Actor
from linli.core.tasks.models import TaskRow
from linli.core.tasks.rules import retry_delay
from linli.core.tasks.terms import State

# A rule's "no" is an answer: asking again gives the same one.
FINAL = (errors.NotAllowed, errors.NotFound, errors.BadStep, errors.Gone, errors.RuleBroken)
LEASE = timedelta(seconds=30)  # of a worker that shows no sign of life; then its tasks are anybody's
ERROR_CHARS = 8000
DIED = "builtins.SystemExit\nThe worker died in each attempt."


class LeaseLost(Exception):  # noqa: N818 (it happens, nobody erred)
    """Another worker took the row over while this one was at it; nothing of this attempt may stay."""


def claim(
    worker: str, now: datetime, *, lease: timedelta = LEASE, without: Collection[str] = ()
) -> TaskRow | None:
    """Take the next task that is due, or one whose worker fell silent; `without`: queues to leave alone.

    Looks before it locks: an idle worker must not take SQLite's only write lock twice a second.
    """
    for rows in (_silent(now).exclude(queue__in=without), _due(now).exclude(queue__in=without)):
        while rows.exists():
            with transaction.atomic():
                row = rows.select_for_update(skip_locked=True).first()
                if row is None:  # all of them in other workers' hands
                    break
                if _take(row, worker, now, lease):
                    return row
    return None


def _due(now: datetime) -> QuerySet[TaskRow]:
    same_runs = TaskRow.objects.filter(key=OuterRef("key"), state=State.RUNNING).exclude(key="")
    waiting = TaskRow.objects.filter(Q(run_at=None) | Q(run_at__lte=now), state=State.WAITING)
    return waiting.exclude(Exists(same_runs)).order_by(F("priority").desc(), "id")


def _silent(now: datetime) -> QuerySet[TaskRow]:
    return TaskRow.objects.filter(state=State.RUNNING, leased_until__lt=now).order_by("leased_until")


def _take(row: TaskRow, worker: str, now: datetime, lease: timedelta) -> bool:
    """False when its attempts are used up: whatever killed the workers would kill the next one too."""
    if row.attempts >= row.max_attempts:
        _close(row, State.FAILED, now, last_error=row.last_error or DIED)
        return False
    row.attempts += 1
    row.state, row.worker, row.started_at = State.RUNNING, worker, now
    row.leased_until = now + lease
    row.save(update_fields=["attempts", "state", "worker", "started_at", "leased_until"])
    return True


def extend_leases(worker: str, ids: Collection[int], now: datetime, *, lease: timedelta = LEASE) -> None:
    """The worker is alive and has these at hand: they stay its own for another lease."""
    TaskRow.objects.filter(pk__in=ids, state=State.RUNNING, worker=worker).update(leased_until=now + lease)


def finish(row: TaskRow, result: Any, now: datetime) -> None:
    """Done, if the row is still this attempt's; otherwise `LeaseLost`, which rolls a durable task back."""
    if row.fleeting:
        if not _mine(row).delete()[0]:
            raise LeaseLost(str(row))
    else:
        _close(row, State.DONE, now, result=result, last_error="")


def put_off(row: TaskRow, error: BaseException, now: datetime) -> None:
    """Try again later, or give up: after the last attempt, or when a rule said no."""
    kind = type(error)
    told = "".join(traceback.format_exception(error)).replace("\x00", "")[-ERROR_CHARS:]
    text = f"{kind.__module__}.{kind.__qualname__}\n{told}"
    if row.attempts >= row.max_attempts or isinstance(error, FINAL):
        _close(row, State.FAILED, now, last_error=text)
    elif not _wait_again(row, text, now):
        _close(row, State.DONE, now, last_error=text)


def _wait_again(row: TaskRow, text: str, now: datetime) -> bool:
    """False when a younger task with the same key waits already: that one will do the work."""
    again = {"state": State.WAITING, "run_at": now + retry_delay(row.attempts), "leased_until": None}
    try:
        with transaction.atomic():
            if not _mine(row).update(**again, last_error=text):
                raise LeaseLost(str(row))
    except IntegrityError:
        return False
    return True


def _mine(row: TaskRow) -> QuerySet[TaskRow]:
    return TaskRow.objects.filter(pk=row.pk, state=State.RUNNING, worker=row.worker, attempts=row.attempts)


def _close(row: TaskRow, state: State, now: datetime, **changes: Any) -> None:
    changes |= {"state": state, "finished_at": now, "leased_until": None}
    if not _mine(row).update(**changes):
        raise LeaseLost(str(row))


@transaction.atomic
def retry_tasks(actor: Actor, ids: Collection[int], *, now: datetime) -> int:
    """Give failed tasks their attempts back; the number that wait again. Somebody looked at the cause."""
    same_waits = TaskRow.objects.filter(key=OuterRef("key"), state=State.WAITING).exclude(key="")
    failed = TaskRow.objects.filter(pk__in=ids, state=State.FAILED).exclude(Exists(same_waits))
    found = list(failed.order_by("id"))
    failed.update(state=State.WAITING, attempts=0, run_at=None, finished_at=None)
    audit.record_many(audit.lines_of(actor, "task.retried", found, now=now))
    return len(found)
