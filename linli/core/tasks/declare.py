"""`@task`, `@on` and `@scheduled`: how the `tasks` module of an app says what it can do, and when."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from typing import Any, overload

from django.utils.module_loading import autodiscover_modules

from linli.core.tasks.backend import LeasedTask
from linli.core.tasks.terms import DEFAULT

type Function = Callable[..., Any]

# Where tasks are declared: the room of every app, and the packages of core that have their own.
ROOMS = ("tasks", "tasks.housekeeping", "files.tasks", "search.tasks", "outgoing.tasks")
FLEETING = timedelta(hours=1)  # done runs of a faster schedule are not kept


@dataclass(frozen=True, slots=True)
class Subscriber:
    task: LeasedTask
    together: int  # events per task; 1: the payload is the keyword arguments


@dataclass(frozen=True, slots=True)
class Rhythm:
    every_s: int | None
    daily_at: time | None


SUBSCRIBERS: dict[str, dict[str, Subscriber]] = defaultdict(dict)
SCHEDULED: dict[str, Rhythm] = {}


@overload
def task(function: Function, /) -> LeasedTask: ...


@overload
def task(
    *,
    durable: bool = True,
    takes_now: bool = False,
    takes_context: bool = False,
    max_attempts: int = 5,
    priority: int = 0,
    queue_name: str = DEFAULT,
) -> Callable[[Function], LeasedTask]: ...


def task(
    function: Function | None = None, /, **options: Any
) -> LeasedTask | Callable[[Function], LeasedTask]:
    """As `django.tasks.task`; the options are the fields of `LeasedTask`."""
    if function is None:
        return partial(task, **options)
    return LeasedTask(func=function, **options)


def on(
    event: str,
    *,
    together: int = 1,
    durable: bool = True,
    max_attempts: int = 5,
    priority: int = 0,
    queue_name: str = DEFAULT,
) -> Callable[[Function], LeasedTask]:
    """Run once for every `event` that was announced; the payload comes as keyword arguments, with `now`.

    together: up to so many events in one task, as a list of payloads. For roll-ups, where a task per
    event would cost more than the work itself.
    """

    def subscribe(function: Function) -> LeasedTask:
        made = task(
            durable=durable,
            takes_now=True,
            max_attempts=max_attempts,
            priority=priority,
            queue_name=queue_name,
        )(function)
        SUBSCRIBERS[event][made.module_path] = Subscriber(made, together)
        return made

    return subscribe


def scheduled(
    *,
    every: timedelta | None = None,
    daily_at: time | None = None,
    durable: bool = True,
    max_attempts: int = 5,
    queue_name: str = DEFAULT,
) -> Callable[[Function], LeasedTask]:
    """Run again and again with `now`; exactly one of the two rhythms. A run never overlaps the one before.

    `every` is a whole number of seconds, `daily_at` a time of day in settings.TIME_ZONE.
    """
    if (every is None) == (daily_at is None):
        raise TypeError("give either every=… or daily_at=…")
    fleeting = every is not None and every < FLEETING

    def schedule(function: Function) -> LeasedTask:
        made = LeasedTask(
            func=function,
            durable=durable,
            takes_now=True,
            max_attempts=max_attempts,
            priority=10,  # before what merely came in earlier
            queue_name=queue_name,
            fleeting=fleeting,
        )
        SCHEDULED[made.module_path] = Rhythm(int(every.total_seconds()) if every else None, daily_at)
        return made

    return schedule


def discover() -> None:
    """Import the rooms where installed apps declare tasks."""
    autodiscover_modules(*ROOMS)
