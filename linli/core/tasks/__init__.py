"""Work for later, written as a row in the transaction that asks for it (ADR 0004)."""

from linli.core.tasks.backend import LeasedContext, LeasedTask
from linli.core.tasks.declare import on, scheduled, task
from linli.core.tasks.events import announce, announce_many
from linli.core.tasks.queries import QueueState, failed_tasks, queue_state, worker_alive
from linli.core.tasks.queue import retry_tasks
from linli.core.tasks.running import run_all

__all__ = [
    "LeasedContext",
    "LeasedTask",
    "QueueState",
    "announce",
    "announce_many",
    "failed_tasks",
    "on",
    "queue_state",
    "retry_tasks",
    "run_all",
    "scheduled",
    "task",
    "worker_alive",
]
