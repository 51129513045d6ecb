"""The rows of imported cases, written in bulk, in the shape the actions leave behind."""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

from django.db import connection

from linli.cases import rules
from linli.cases.actions.history.past import PastCase, PastCases, Words
from linli.cases.models import Case, CaseStep, Rating, WorkOrder
from linli.cases.terms import Channel, OrderState, Origin
from linli.core.actors import Actor
from linli.core.bulk import Cell, insert_columns, insert_for_each, moment, references_known
from linli.core.errors import Stale

# Chinese data, not interface text: stored in the row and printed on the order as it stands.
LIMIT_TOLD, LIMIT_UNKNOWN = "原系统时限", "原系统未记载时限"
BASIS = "历史数据，依据见原系统"
LOCATED_BY = "import"
KEY_CHANCE = 22  # hexadecimal digits of chance in a caller's link

CASE_WORDS = (
    "origin", "channel", "kind", "category_id", "category_guessed", "colour", "scale", "subdistrict_id",
    "community_id", "grid_id", "state", "queue", "outcome", "unit_id",
)  # fmt: skip
CASE_OWN = ("text", "place_name", "received_at", "closed_at", "due_at")
ORDER_OWN = (
    "result", "dispatched_at", "accept_due_at", "due_at", "runs_out_at", "finished_at", "late_at", "unit_id",
    "limit_text",
)  # fmt: skip
ANSWER_COLUMNS = ("case_id", "solved", "satisfaction", "at")


def is_known(source: str) -> bool:
    """Has anything of this source been imported before? Words compare by their bytes in SQLite alone."""
    if connection.vendor == "postgresql":
        return Case.objects.filter(intake_key__startswith=f"{source}:").exists()
    return Case.objects.filter(intake_key__gt=f"{source}:", intake_key__lt=f"{source};").exists()


def ids_of(keys: Sequence[str]) -> list[int]:
    """The cases under these intake keys. One parameter for thousands: the ORM would compile each."""
    among = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    listed = list(keys) if connection.vendor == "postgresql" else json.dumps(keys)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {Case._meta.db_table} WHERE intake_key {among}", [listed])  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def insert(new: PastCases, ids: Sequence[int], codes: Sequence[str], actor: Actor, now: datetime) -> None:
    """New cases, each with its order, its answer and the one line of its timeline."""
    chance = os.urandom(KEY_CHANCE // 2 * len(ids)).hex()
    starts = range(0, len(chance), KEY_CHANCE)
    columns: dict[str, Sequence[Cell]] = {
        "id": ids,
        "code": codes,
        # The link begins with the case's own key: those of a batch lie side by side in their index.
        "key": [f"{pk:x}{chance[at : at + KEY_CHANCE]}" for pk, at in zip(ids, starts, strict=True)],
        "intake_key": new.key,
        "text": new.text,
        "place_name": new.place_name,
        "received_at": new.received_at,
        "closed_at": _or_none(new.closed_at),
        "due_at": new.due_at,
    }
    columns |= zip(CASE_WORDS, _by_columns(new.words), strict=True)
    with references_known():
        insert_columns(Case, columns, same={"located_by": LOCATED_BY})
        insert_orders(ids, new)
        insert_answers(ids, new, now)
        insert_steps(ids, new.remark, "import", actor, now)


def _or_none(column: Sequence[str]) -> Sequence[str | None]:
    return column if all(column) else [cell or None for cell in column]


def _by_columns(words: Sequence[Words]) -> Iterable[Sequence[Cell]]:
    """The same object stands in many rows and is looked at once."""
    cells = {id(one): _case_words(one) for one in {id(one): one for one in words}.values()}
    return zip(*map(cells.__getitem__, map(id, words)), strict=True)


def _case_words(words: Words) -> tuple[Cell, ...]:
    """In the order of CASE_WORDS."""
    hotline = words.channel == Channel.HOTLINE_FILE
    return (
        (Origin.HOTLINE if hotline else Origin.RESIDENT).value, words.channel, words.kind, words.category_id,
        words.category_guessed, words.colour, words.scale, words.subdistrict_id, words.community_id,
        words.grid_id, words.state, rules.queue_of(words.state).value, words.outcome, words.unit_id,
    )  # fmt: skip


def insert_orders(ids: Sequence[int], cases: PastCases) -> None:
    """A finished lead order for each case that had a unit."""
    units = [words.unit_id for words in cases.words]
    if None in units:
        ids = list(compress(ids, units))
        cases = PastCases.of(compress(cases.rows(), units))
        units = [words.unit_id for words in cases.words]
    if not ids:
        return
    columns: dict[str, Sequence[Cell]] = {
        "case_id": ids,
        "unit_id": units,
        "result": cases.result,
        "limit_text": [LIMIT_TOLD if told else LIMIT_UNKNOWN for told in cases.due_told],
        "dispatched_at": cases.dispatched_at,
        "accept_due_at": cases.order_due_at,
        "due_at": cases.order_due_at,
        "runs_out_at": cases.order_due_at,
        "finished_at": _or_none(cases.closed_at),
        "late_at": _or_none(cases.late_at),
    }
    same: dict[str, Cell] = {"open": False, "state": OrderState.FINISHED.value, "basis": BASIS}
    insert_columns(WorkOrder, columns, same=same)


def insert_answers(ids: Sequence[int], cases: PastCases, now: datetime) -> None:
    """What the caller answered; `at` is the closing, and today where the file does not tell it."""
    cells = [
        (pk, words.solved, words.satisfaction, closed_at or moment(now))
        for pk, words, closed_at in zip(ids, cases.words, cases.closed_at, strict=True)
        if words.solved is not None
    ]
    if cells:
        columns = dict(zip(ANSWER_COLUMNS, zip(*cells, strict=True), strict=True))
        same: dict[str, Cell] = {"round": 0, "asked_by": LOCATED_BY}
        insert_columns(Rating, columns, same=same)


def insert_steps(ids: Sequence[int], remarks: Sequence[str], step: str, actor: Actor, now: datetime) -> None:
    """One line of the timeline, of today: what happened in between the file does not say."""
    same: dict[str, Cell] = {"at": moment(now), "step": step, "by_kind": actor.kind, "by_id": actor.id}
    silent = [pk for pk, remark in zip(ids, remarks, strict=True) if not remark]
    insert_for_each(CaseStep, "case_id", silent, same=same)
    told = list(compress(zip(ids, remarks, strict=True), remarks))
    if told:
        columns = dict(zip(("case_id", "inner_note"), zip(*told, strict=True), strict=True))
        insert_columns(CaseStep, columns, same=same)


def update(changed: Sequence[tuple[int, int, PastCase]]) -> None:
    """Cases whose row says something else now; refused as a whole when one was moved meanwhile."""
    columns = ", ".join(f"{name} = %s" for name in (*CASE_OWN, *CASE_WORDS[1:]))
    sql = (
        f"UPDATE {Case._meta.db_table} SET {columns}, late_since = NULL, version = version + 1"  # noqa: S608
        " WHERE id = %s AND version = %s"
    )
    cells = [
        (
            row.text, row.place_name, row.received_at, row.closed_at or None, row.due_at,
            *_case_words(row.words)[1:], pk, version,
        )
        for pk, version, row in changed
    ]  # fmt: skip
    if cells and _many(sql, cells) != len(cells):
        raise Stale("case_changed")


def update_orders(changed: Sequence[tuple[int, PastCase]]) -> None:
    columns = ", ".join(f"{name} = %s" for name in ORDER_OWN)
    sql = f"UPDATE {WorkOrder._meta.db_table} SET {columns} WHERE id = %s"  # noqa: S608 (our own names)
    cells = [
        (
            row.result, row.dispatched_at, *[row.order_due_at] * 3, row.closed_at or None,
            row.late_at or None, row.words.unit_id, LIMIT_TOLD if row.due_told else LIMIT_UNKNOWN, pk,
        )
        for pk, row in changed
        if row.words.unit_id is not None
    ]  # fmt: skip
    if cells:
        _many(sql, cells)


def replace_answers(changed: Sequence[tuple[int, PastCase]], now: datetime) -> None:
    Rating.objects.filter(case__in=[pk for pk, _row in changed], round=0).delete()
    insert_answers([pk for pk, _row in changed], PastCases.of(row for _pk, row in changed), now)


def _many(sql: str, cells: Sequence[tuple[Any, ...]]) -> int:
    with connection.cursor() as cursor:
        cursor.executemany(sql, cells)
        return int(cursor.rowcount)
