"""The rows of imported cases, written in bulk, in the shape the actions leave behind."""

import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from linli.cases import rules
from linli.cases.actions.history.past import PastCase, Words
from linli.cases.models import Case, CaseStep, Rating, WorkOrder
from linli.cases.terms import Channel, OrderState, Origin
from linli.core.actors import Actor
from linli.core.bulk import Cell, insert_rows, moment
from linli.core.errors import Stale

# Chinese data, not interface text: stored in the row and printed on the order as it stands.
LIMIT_TOLD, LIMIT_UNKNOWN = "原系统时限", "原系统未记载时限"
BASIS = "历史数据，依据见原系统"
LOCATED_BY = "import"
KEY_CHANCE = 22  # hexadecimal digits of chance in a caller's link

CASE_COLUMNS = (
    "id", "code", "key", "intake_key", "text", "place_name", "received_at", "closed_at", "due_at",
)  # fmt: skip
CASE_WORDS = (
    "origin", "channel", "kind", "category_id", "category_guessed", "colour", "scale", "subdistrict_id",
    "community_id", "grid_id", "state", "queue", "outcome", "unit_id",
)  # fmt: skip
ORDER_COLUMNS = (
    "case_id", "result", "dispatched_at", "accept_due_at", "due_at", "runs_out_at", "finished_at", "late_at",
)  # fmt: skip
ORDER_WORDS = ("unit_id", "limit_text")
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
    draws = [chance[start : start + KEY_CHANCE] for start in range(0, len(chance), KEY_CHANCE)]
    shared = _Shared(_case_words)
    cells = [
        # The link begins with the case's own key: those of a batch lie side by side in their index.
        (pk, code, f"{pk:x}{draw}", *_case_cells(row), shared[row.words])
        for pk, code, draw, row in zip(ids, codes, draws, rows, strict=True)
    ]
    same: dict[str, Cell] = {"located_by": LOCATED_BY}
    insert_rows(Case, CASE_COLUMNS, cells, same=same, shared=CASE_WORDS, references_known=True)
    insert_orders(keyed)
    insert_answers(keyed, now)
    insert_steps([(pk, row.remark) for pk, row in keyed], "import", actor, now)


class _Shared(dict[Any, tuple[Cell, ...]]):
    """The same tuple for the same words, so that a batch puts it into words once."""

    def __init__(self, make: Callable[[Any], tuple[Cell, ...]]) -> None:
        self._make = make

    def __missing__(self, words: Any) -> tuple[Cell, ...]:
        self[words] = self._make(words)
        return self[words]


def _case_cells(row: PastCase) -> tuple[Cell, ...]:
    return row.key, row.text, row.place_name, row.received_at, row.closed_at or None, row.due_at


def _case_words(words: Words) -> tuple[Cell, ...]:
    """In the order of CASE_WORDS."""
    hotline = words.channel == Channel.HOTLINE_FILE
    return (
        (Origin.HOTLINE if hotline else Origin.RESIDENT).value, words.channel, words.kind, words.category_id,
        words.category_guessed, words.colour, words.scale, words.subdistrict_id, words.community_id,
        words.grid_id, words.state, rules.queue_of(words.state).value, words.outcome, words.unit_id,
    )  # fmt: skip


def insert_orders(keyed: Sequence[tuple[int, PastCase]]) -> None:
    """A finished lead order for each case that had a unit."""
    shared = _Shared(lambda key: (key[0], LIMIT_TOLD if key[1] else LIMIT_UNKNOWN))
    cells = [
        (pk, *_order_cells(row), shared[row.words.unit_id, row.due_told])
        for pk, row in keyed
        if row.words.unit_id is not None
    ]
    same: dict[str, Cell] = {"open": False, "state": OrderState.FINISHED.value, "basis": BASIS}
    if cells:
        insert_rows(WorkOrder, ORDER_COLUMNS, cells, same=same, shared=ORDER_WORDS, references_known=True)


def _order_cells(row: PastCase) -> tuple[Cell, ...]:
    due_at = row.order_due_at
    return row.result, row.dispatched_at, due_at, due_at, due_at, row.closed_at or None, row.late_at or None


def insert_answers(keyed: Sequence[tuple[int, PastCase]], now: datetime) -> None:
    """What the caller answered; `at` is the closing, and today where the file does not tell it."""
    cells = [
        (pk, row.words.solved, row.words.satisfaction, row.closed_at or moment(now))
        for pk, row in keyed
        if row.words.solved is not None
    ]
    if cells:
        insert_rows(
            Rating, ANSWER_COLUMNS, cells, same={"round": 0, "asked_by": LOCATED_BY}, references_known=True
        )


def insert_steps(lines: Sequence[tuple[int, str]], step: str, actor: Actor, now: datetime) -> None:
    """One line of the timeline, of today: what happened in between the file does not say."""
    same: dict[str, Cell] = {"at": moment(now), "step": step, "by_kind": actor.kind, "by_id": actor.id}
    insert_rows(CaseStep, STEP_COLUMNS, lines, same=same, references_known=True)


def update(changed: Sequence[tuple[int, int, PastCase]]) -> None:
    """Cases whose row says something else now; refused as a whole when one was moved meanwhile."""
    columns = ", ".join(f"{name} = %s" for name in (*CASE_COLUMNS[4:], *CASE_WORDS[1:]))
    sql = (
        f"UPDATE {Case._meta.db_table} SET {columns}, late_since = NULL, version = version + 1"  # noqa: S608
        " WHERE id = %s AND version = %s"
    )
    cells = [
        (*_case_cells(row)[1:], *_case_words(row.words)[1:], pk, version) for pk, version, row in changed
    ]
    if cells and _many(sql, cells) != len(cells):
        raise Stale("case_changed")


def update_orders(changed: Sequence[tuple[int, PastCase]]) -> None:
    columns = ", ".join(f"{name} = %s" for name in (*ORDER_COLUMNS[1:], *ORDER_WORDS))
    sql = f"UPDATE {WorkOrder._meta.db_table} SET {columns} WHERE id = %s"  # noqa: S608 (our own names)
    given = [
        (*_order_cells(row), row.words.unit_id, LIMIT_TOLD if row.due_told else LIMIT_UNKNOWN, pk)
        for pk, row in changed
        if row.words.unit_id is not None
    ]
    if given:
        _many(sql, given)


def replace_answers(changed: Sequence[tuple[int, PastCase]], now: datetime) -> None:
    Rating.objects.filter(case__in=[pk for pk, _row in changed], round=0).delete()
    insert_answers(changed, now)


def _many(sql: str, cells: Sequence[tuple[Any, ...]]) -> int:
    with connection.cursor() as cursor:
        cursor.executemany(sql, cells)
        return int(cursor.rowcount)
