"""Running one row, here and now."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from django.db import transaction
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from linli.core.tasks import queue
from linli.core.tasks.backend import LeasedContext, LeasedTask, result_of
from linli.core.tasks.events import fan_out
from linli.core.tasks.models import TaskRow

log = logging.getLogger(__name__)
LONG_S = 1.0

type Clock = Callable[[], datetime]


def run_next(
    worker: str,
    clock: Clock,
    *,
    lease: timedelta = queue.LEASE,
    without: Collection[str] = (),
    hands: set[int] | None = None,
    raises: bool = False,
) -> bool:
    """Claim the next task and run it; False when nothing is due. A failure is put off, and raised on request.

    hands: holds the row's id while it runs, for whoever keeps the lease alive.
    """
    row = queue.claim(worker, clock(), lease=lease, without=without)
    if row is None:
        return False
    hands = set() if hands is None else hands
    hands.add(row.pk)
    try:
        run(row, clock)
    except queue.LeaseLost:
        log.warning("task %s: another worker took it over, nothing of this attempt stays", row)
    except (Exception, SystemExit) as error:  # whatever a task raises must not end the worker
        log.warning("task %s: attempt %d of %d failed", row, row.attempts, row.max_attempts, exc_info=error)
        _put_off(row, error, clock())
        if raises:
            raise
    finally:
        hands.discard(row.pk)
    return True


def run(row: TaskRow, clock: Clock) -> None:
    """Call the function. A durable one and its "done" are one transaction: both or neither."""
    task = import_string(row.name)
    if not isinstance(task, LeasedTask):
        raise TypeError(f"{row.name} is not a task")
    begun = perf_counter()
    if task.durable:
        with transaction.atomic():
            value = _call(task, row, clock())
            queue.finish(row, value, clock())
    else:
        value = _call(task, row, clock())
        with transaction.atomic():
            queue.finish(row, value, clock())
    took = perf_counter() - begun
    # The quick ones stand at /tasks/; told here, they would bury what `make demo` prints.
    log.log(logging.INFO if took > LONG_S else logging.DEBUG, "task %s: %.3f s", row, took)


def _call(task: LeasedTask, row: TaskRow, now: datetime) -> Any:
    args, kwargs = list(row.args), dict(row.kwargs)
    if task.takes_context:
        context = LeasedContext(task_result=result_of(row, task), now=now, key=row.key or f"task:{row.pk}")
        args.insert(0, context)
    if task.takes_now:
        kwargs["now"] = now
    return normalize_json(task.call(*args, **kwargs))


def _put_off(row: TaskRow, error: BaseException, now: datetime) -> None:
    try:
        with transaction.atomic():
            queue.put_off(row, error, now)
    except queue.LeaseLost:
        log.warning("task %s: another worker took it over meanwhile", row)


def run_all(now: datetime, *, raises: bool = True) -> int:
    """Fan out events and run everything due at `now`, until nothing is; the number of tasks run.

    For tests and one-off commands. The first failure is raised; `raises=False` puts it off as a worker does.
    """
    ran = 0
    while fan_out(now) or run_next("here", lambda: now, raises=raises):
        ran += 1
    return ran
