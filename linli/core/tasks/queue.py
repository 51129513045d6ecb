"""The life of a row: claimed under a lease, kept alive, done, tried again or given up."""

import traceback
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

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

# Raw, because this runs all day: building it in the ORM costs ten times as much as running it. The conditions
# repeat those of the partial indexes to the letter, or SQLite would not use them.
DUE = """
    SELECT id FROM core_taskrow t
    WHERE state = 'waiting' AND (run_at IS NULL OR run_at <= %(now)s)
      AND %(without)s NOT LIKE '%%|' || queue || '|%%'
      AND (key = '' OR NOT EXISTS (SELECT 1 FROM core_taskrow r WHERE r.state = 'running' AND r.key = t.key))
    ORDER BY priority DESC, id LIMIT 1"""
SILENT = """
    SELECT id FROM core_taskrow
    WHERE state = 'running' AND leased_until < %(now)s AND %(without)s NOT LIKE '%%|' || queue || '|%%'
    ORDER BY leased_until LIMIT 1"""
# A task whose attempts are used up is given up: what killed its workers would kill the next one too.
CLAIM = """
    UPDATE core_taskrow SET
        state = CASE WHEN attempts < max_attempts THEN 'running' ELSE 'failed' END,
        attempts = CASE WHEN attempts < max_attempts THEN attempts + 1 ELSE attempts END,
        finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE %(now)s END,
        last_error = CASE WHEN attempts < max_attempts OR last_error <> '' THEN last_error ELSE %(died)s END,
        worker = %(worker)s, started_at = %(now)s, leased_until = %(until)s
    WHERE id = COALESCE(({silent}), ({due}))
    RETURNING *"""


class LeaseLost(Exception):
    """Another worker took the row over while this one was at it; nothing of this attempt may stay."""


def claim(
    worker: str, now: datetime, *, lease: timedelta = LEASE, without: Collection[str] = ()
) -> TaskRow | None:
    """Take the next task that is due, or one whose worker fell silent; `without`: queues to leave alone.

    One statement: on PostgreSQL it steps over rows in other workers' hands, on SQLite writers queue up.
    """
    at = connection.ops.adapt_datetimefield_value
    candidates = {"now": at(now), "without": "|" + "|".join(without) + "|"}
    # On SQLite even an UPDATE of nothing takes the only write lock: look first.
    if connection.vendor == "sqlite" and not _any(candidates):
        return None
    values = candidates | {"worker": worker, "until": at(now + lease), "died": DIED}
    lock = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    while rows := list(TaskRow.objects.raw(CLAIM.format(due=DUE + lock, silent=SILENT + lock), values)):
        if rows[0].state == State.RUNNING:
            return rows[0]
    return None


def _any(candidates: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(({SILENT}), ({DUE}))", candidates)
        return bool(cursor.fetchone()[0])


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
