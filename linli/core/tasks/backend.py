"""The `django.tasks` backend: a task is a row, written in the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskContext, TaskError, TaskResult, TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from linli.core.tasks.models import TaskRow
from linli.core.tasks.terms import DEFAULT, SLOW, State

if TYPE_CHECKING:  # generic for the type checker only
    type _AnyTask = Task[..., Any]
    type _AnyResult = TaskResult[..., Any]
    _Task = Task[..., Any]
    _Context = TaskContext[..., Any]
else:
    _Task, _Context = Task, TaskContext

STATUS = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(_Task):
    """A task with the promises of this house.

    durable: the function and "done" are one transaction, so database effects happen exactly once.
    Otherwise it runs at least once, in transactions of its own, and `LeasedContext.key` tells repeats.
    """

    durable: bool = True
    takes_now: bool = False
    max_attempts: int = 5
    fleeting: bool = False
    key: str = ""

    def using(
        self,
        *,
        priority: int | None = None,
        queue_name: str | None = None,
        run_after: datetime | None = None,
        backend: str | None = None,
        key: str | None = None,
    ) -> Self:
        """The same task with other defaults. `key`: at most one such task waits and one runs."""
        changes: dict[str, Any] = {
            "priority": priority,
            "queue_name": queue_name,
            "run_after": run_after,
            "backend": backend,
            "key": key,
        }
        return replace(self, **{name: value for name, value in changes.items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedContext(_Context):  # type: ignore[misc]  # frozen in Django, not in its stubs
    """What a task with `takes_context` gets: the clock of this attempt, and a key that stays the same."""

    now: datetime
    key: str


class LeasedBackend(BaseTaskBackend):
    task_class = LeasedTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: Mapping[str, Any]) -> None:
        BaseTaskBackend.__init__(self, alias, {"QUEUES": [DEFAULT, SLOW], **params})

    def enqueue(  # type: ignore[override]  # the stubs bind parameters no caller can give
        self, task: "_AnyTask", args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> "_AnyResult":
        self.validate_task(task)
        row = row_of(task, args, kwargs, timezone.now())
        if not row.key:
            row.save(force_insert=True)
        else:
            row = put_once(row)
        result = result_of(row, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> "_AnyResult":
        row = TaskRow.objects.filter(pk=result_id).first() if str(result_id).isdigit() else None
        if row is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(row, import_string(row.name))


def row_of(task: "_AnyTask", args: Sequence[Any], kwargs: Mapping[str, Any], now: datetime) -> TaskRow:
    """The row of one call, not yet saved."""
    if not isinstance(task, LeasedTask):
        raise TypeError(f"{task.module_path} was not declared for this backend")
    return TaskRow(
        name=task.module_path,
        args=normalize_json(list(args)),
        kwargs=normalize_json(dict(kwargs)),
        queue=task.queue_name,
        priority=task.priority,
        key=task.key,
        run_at=task.run_after,
        max_attempts=task.max_attempts,
        fleeting=task.fleeting,
        created_at=now,
    )


# The conditions of `task_key_unfinished` to the letter, or SQLite would not use that index.
SAME_KEY = """
    SELECT * FROM core_taskrow WHERE key = %s AND state IN ('waiting', 'running') AND NOT (key = '')
    ORDER BY id DESC LIMIT 1"""


def put_once(row: TaskRow) -> TaskRow:
    """Insert the row unless one with its key waits already; the row that stands for it."""
    TaskRow.objects.bulk_create([row], ignore_conflicts=True)
    same = list(TaskRow.objects.raw(SAME_KEY, [row.key]))
    return same[0] if same else row  # none: it waited, ran and was done since the line above


def _error(row: TaskRow) -> TaskError:
    path, _newline, text = row.last_error.partition("\n")
    return TaskError(exception_class_path=path, traceback=text)


def result_of(row: TaskRow, task: "_AnyTask") -> "_AnyResult":
    status = STATUS[State(row.state)]
    result = TaskResult(
        task=task,
        id=str(row.pk),
        status=status,
        enqueued_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_attempted_at=row.started_at,
        args=row.args,
        kwargs=row.kwargs,
        backend=task.backend,
        errors=[_error(row)] if row.last_error else [],
        worker_ids=[row.worker] * row.attempts,
    )
    object.__setattr__(result, "_return_value", row.result)  # as Django's own backends do
    return result
