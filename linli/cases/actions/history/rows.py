"""The rows of imported cases, written in bulk, in the shape the actions leave behind."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from linli.cases import rules
from linli.cases.actions.history.past import PastCase
from linli.cases.models import Case, CaseStep, Rating, WorkOrder
from linli.cases.terms import Channel, OrderState, Origin
from linli.core.actors import Actor
from linli.core.bulk import Cell, insert_rows, moment, next_ids
from linli.core.errors import Stale

# Chinese data, not interface text: stored in the row and printed on the order as it stands.
LIMIT_TOLD, LIMIT_UNKNOWN = "原系统时限", "原系统未记载时限"
BASIS = "历史数据，依据见原系统"
LOCATED_BY = "import"
KEY_CHANCE = 22  # hexadecimal digits of chance in a caller's link

CASE_COLUMNS = (
    "id", "code", "key", "intake_key", "origin", "channel", "kind", "text", "category_id", "category_guessed",
    "colour", "scale", "subdistrict_id", "community_id", "grid_id", "place_name", "state", "queue", "outcome",
    "received_at", "closed_at", "due_at", "unit_id",
)  # fmt: skip
ORDER_COLUMNS = (
    "id", "case_id", "unit_id", "result", "limit_text", "dispatched_at", "accept_due_at", "due_at",
    "runs_out_at", "finished_at", "late_at",
)  # fmt: skip
STEP_COLUMNS = ("case_id", "inner_note")
ANSWER_COLUMNS = ("case_id", "solved", "satisfaction", "at")


def ids_of(keys: Sequence[str]) -> list[int]:
    """The cases under these intake keys. One parameter for thousands: the ORM would compile each."""
    among = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    listed = list(keys) if connection.vendor == "postgresql" else json.dumps(keys)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {Case._meta.db_table} WHERE intake_key {among}", [listed])  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def insert(
    rows: Sequence[PastCase], ids: Sequence[int], codes: Sequence[str], actor: Actor, now: datetime
) -> None:
    """New cases, each with its order, its answer and the one line of its timeline."""
    if not rows:
        return
    keyed = list(zip(ids, rows, strict=True))
    chance = os.urandom(KEY_CHANCE // 2 * len(rows)).hex()
    cells = [
        _case_cells(pk, code, chance[n * KEY_CHANCE : (n + 1) * KEY_CHANCE], row)
        for n, ((pk, row), code) in enumerate(zip(keyed, codes, strict=True))
    ]
    insert_rows(Case, CASE_COLUMNS, cells, same={"located_by": LOCATED_BY})
    insert_orders(keyed)
    insert_answers(keyed, now)
    insert_steps([(pk, row.remark) for pk, row in keyed], "import", actor, now)


def _case_cells(pk: int, code: str, chance: str, row: PastCase) -> tuple[Any, ...]:
    """The link begins with the case's own key: those of a batch lie side by side in their index."""
    return (
        pk, code, f"{pk:x}{chance}", row.key, _origin(row), row.channel, row.kind, row.text, row.category_id,
        row.category_guessed, row.colour, row.scale, row.subdistrict_id, row.community_id, row.grid_id,
        row.place_name, row.state, rules.queue_of(row.state).value, row.outcome, row.received_at,
        row.closed_at or None, row.due_at, row.unit_id,
    )  # fmt: skip


def _origin(row: PastCase) -> str:
    return Origin.HOTLINE.value if row.channel == Channel.HOTLINE_FILE else Origin.RESIDENT.value


def insert_orders(keyed: Sequence[tuple[int, PastCase]]) -> None:
    """A finished lead order for each case that had a unit."""
    given = [(pk, row) for pk, row in keyed if row.unit_id is not None]
    if not given:
        return
    ids = next_ids(WorkOrder, len(given))
    cells = [(order_id, pk, *_order_cells(row)) for order_id, (pk, row) in zip(ids, given, strict=True)]
    same: dict[str, Cell] = {"open": False, "state": OrderState.FINISHED.value, "basis": BASIS}
    insert_rows(WorkOrder, ORDER_COLUMNS, cells, same=same)


def _order_cells(row: PastCase) -> tuple[Any, ...]:
    due_at = row.order_due_at
    limit = LIMIT_TOLD if row.due_told else LIMIT_UNKNOWN
    late_at, finished_at = row.late_at or None, row.closed_at or None
    return (
        row.unit_id, row.result, limit, row.dispatched_at, due_at, due_at, due_at, finished_at, late_at
    )  # fmt: skip


def insert_answers(keyed: Sequence[tuple[int, PastCase]], now: datetime) -> None:
    """What the caller answered; `at` is the closing, and today where the file does not tell it."""
    cells = [
        (pk, row.solved, row.satisfaction, row.closed_at or moment(now))
        for pk, row in keyed
        if row.solved is not None
    ]
    if cells:
        insert_rows(Rating, ANSWER_COLUMNS, cells, same={"round": 0, "asked_by": LOCATED_BY})


def insert_steps(lines: Sequence[tuple[int, str]], step: str, actor: Actor, now: datetime) -> None:
    """One line of the timeline, of today: what happened in between the file does not say."""
    same: dict[str, Cell] = {"at": moment(now), "step": step, "by_kind": actor.kind, "by_id": actor.id}
    insert_rows(CaseStep, STEP_COLUMNS, lines, same=same)


def update(changed: Sequence[tuple[int, int, PastCase]]) -> None:
    """Cases whose row says something else now; refused as a whole when one was moved meanwhile."""
    columns = ", ".join(f"{name} = %s" for name in CASE_COLUMNS[5:])
    sql = (
        f"UPDATE {Case._meta.db_table} SET {columns}, late_since = NULL, version = version + 1"  # noqa: S608
        " WHERE id = %s AND version = %s"
    )
    cells = [(*_case_cells(pk, "", "", row)[5:], pk, version) for pk, version, row in changed]
    if cells and _many(sql, cells) != len(cells):
        raise Stale("case_changed")


def update_orders(changed: Sequence[tuple[int, PastCase]]) -> None:
    columns = ", ".join(f"{name} = %s" for name in ORDER_COLUMNS[2:])
    sql = f"UPDATE {WorkOrder._meta.db_table} SET {columns} WHERE id = %s"  # noqa: S608 (our own names)
    given = [(*_order_cells(row), pk) for pk, row in changed if row.unit_id is not None]
    if given:
        _many(sql, given)


def replace_answers(changed: Sequence[tuple[int, PastCase]], now: datetime) -> None:
    Rating.objects.filter(case__in=[pk for pk, _row in changed], round=0).delete()
    insert_answers(changed, now)


def _many(sql: str, cells: Sequence[tuple[Any, ...]]) -> int:
    with connection.cursor() as cursor:
        cursor.executemany(sql, cells)
        return int(cursor.rowcount)
