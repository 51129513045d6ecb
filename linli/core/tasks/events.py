"""Events: how an app tells the apps above it, which it does not know, that something happened."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.core.bulk import insert_rows, moment
from linli.core.tasks.backend import row_of
from linli.core.tasks.declare import SUBSCRIBERS, Subscriber
from linli.core.tasks.models import EventRow, TaskRow

FAN_OUT = 500


def announce(event: str, /, **payload: Any) -> None:
    """Tell every subscriber of `event` once the caller's transaction is committed. Payloads are ids only."""
    announce_many(event, [payload])


def announce_many(event: str, /, payloads: Iterable[Mapping[str, Any]]) -> None:
    """The same event many times, with one INSERT."""
    now = moment(timezone.now())
    rows = [(event, json.dumps(one), now) for one in payloads]
    insert_rows(EventRow, ("name", "payload", "created_at"), rows)


def fan_out(now: datetime) -> int:
    """Turn waiting events into one task per subscriber; the number of events.

    Tasks appear and events go in one transaction, so each subscriber gets each event once.
    """
    if not EventRow.objects.exists():  # no write lock on SQLite for nothing
        return 0
    with transaction.atomic():
        events = list(EventRow.objects.select_for_update(skip_locked=True).order_by("id")[:FAN_OUT])
        by_name: dict[str, list[EventRow]] = {}
        for event in events:
            by_name.setdefault(event.name, []).append(event)
        rows = [row for name, some in by_name.items() for row in _rows(name, some, now)]
        TaskRow.objects.bulk_create(rows, ignore_conflicts=True)
        EventRow.objects.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _rows(name: str, events: Sequence[EventRow], now: datetime) -> list[TaskRow]:
    return [row for one in SUBSCRIBERS.get(name, {}).values() for row in _rows_of(one, events, now)]


def _rows_of(subscriber: Subscriber, events: Sequence[EventRow], now: datetime) -> list[TaskRow]:
    task = subscriber.task
    if subscriber.together == 1:
        return [
            row_of(task.using(key=_key(task.module_path, event.pk)), (), event.payload, now)
            for event in events
        ]
    return [
        row_of(task.using(key=_key(task.module_path, some[0].pk)), ([one.payload for one in some],), {}, now)
        for some in batched(events, subscriber.together)
    ]


def _key(path: str, event_id: int) -> str:
    return f"event:{event_id}:{path}"
