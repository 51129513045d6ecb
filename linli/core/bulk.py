"""Thousands of new rows at once, past the ORM: a model and its SQL by row cost five times the insert."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import IntegrityError, connection, models

type Cell = str | int | float | None  # a moment as `moment` writes it
type Cells = Sequence[Cell]

_NULL = "\x01"  # never in a cell: what comes from people has no control characters
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys nobody else will get. In SQLite the caller is in a transaction: there it is the only writer."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = int(row[0]) if row else 0
    return range(last + 1, last + 1 + count)


def moment(at: datetime) -> str:
    """As both databases read it in a raw statement: UTC, without saying so."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    same: Mapping[str, Cell] = {},
    shared: Sequence[str] = (),
    references_known: bool = False,
) -> None:
    """Write rows of these columns with one statement. `same` is one value for all rows; every column that is
    not named gets its default in the model.

    `shared`: columns whose cells stand together as one tuple at the end of each row; where it is the same
    object for many rows it is put into words once. `references_known`: the caller has asked
    `check_references` in this transaction, and rows it refers to besides are written in it too.
    Checks nothing that the database does not check: no model is built, no signal sent.
    """
    rest = _defaults(model, (*columns, *shared, *same)) | dict(same)
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        rest = {name: value for name, value in rest.items() if value is not None}
        names = ", ".join(quote(_column(model, name)) for name in (*columns, *shared, *rest))
        order = f"COPY {table} ({names}) FROM STDIN WITH (NULL '{_NULL}')"
        lines = _copy_lines(rows, rest, with_shared=bool(shared))
        # COPY goes past Django's cursor, so a used key must still become Django's IntegrityError here.
        with (
            connection.cursor() as cursor,
            _unwatched(cursor, references_known),
            connection.wrap_database_errors,
            cursor.copy(order) as copy,
        ):
            copy.write(lines)
        return
    names = ", ".join(quote(_column(model, name)) for name in (*columns, *shared, *rest))
    holders = ", ".join([*["%s"] * (len(columns) + len(shared)), *map(_literal, rest.values())])
    cells = [(*row[:-1], *row[-1]) for row in rows] if shared else rows
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holders})", cells)  # noqa: S608 our own names


@contextmanager
def references_by_set() -> Iterator[None]:
    """Around a transaction that calls `check_references`: SQLite then does not look at each row as well."""
    if connection.vendor != "sqlite" or not connection.disable_constraint_checking():
        yield
        return
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def check_references(model: type[models.Model], ids: Iterable[int | None]) -> None:
    """Whether these rows exist, and stay until the transaction ends: a foreign key asked once for a set.

    Row by row PostgreSQL spends more on five foreign keys than on the row and its indexes.
    """
    wanted = set(ids) - {None}
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    if connection.vendor == "postgresql":
        sql, among = f"SELECT {key} FROM {table} WHERE {key} = ANY(%s) FOR KEY SHARE", list(wanted)  # noqa: S608
    else:
        sql = f"SELECT {key} FROM {table} WHERE {key} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        among = json.dumps(list(wanted))  # type: ignore[assignment]
    with connection.cursor() as cursor:
        cursor.execute(sql, [among])
        missing = wanted - {pk for (pk,) in cursor.fetchall()}
    if missing:
        raise IntegrityError(f"{model.__name__} {missing}")


@contextmanager
def _unwatched(cursor: Any, wanted: bool) -> Iterator[None]:
    """Without the triggers by which PostgreSQL looks at each reference, if this role may leave them out."""
    if not (wanted and _may_leave_out_triggers(connection.settings_dict["USER"])):
        yield
        return
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = DEFAULT")  # a failure takes both back


@cache
def _may_leave_out_triggers(_role: str) -> bool:
    """A superuser, or since PostgreSQL 15 whoever was granted SET on this parameter."""
    asked = "rolsuper FROM pg_roles WHERE rolname = current_user"
    with connection.cursor() as cursor:
        if connection.pg_version >= 150_000:  # type: ignore[attr-defined]
            asked = "has_parameter_privilege('session_replication_role', 'SET')"
        cursor.execute(f"SELECT {asked}")
        return bool(cursor.fetchone()[0])


def _defaults(model: type[models.Model], columns: Sequence[str]) -> dict[str, Cell]:
    given = set(columns)
    found: dict[str, Cell] = {}
    for field in model._meta.concrete_fields:
        if field.attname in given or field.primary_key:
            continue
        value = field.get_default() if field.has_default() or not field.null else None
        if value is None and not field.null:
            raise TypeError(f"{model.__name__}.{field.name} has no default")
        found[field.attname] = value
    return found


def _column(model: type[models.Model], attname: str) -> str:
    return str(next(f.column for f in model._meta.concrete_fields if f.attname == attname))


def _literal(value: Cell) -> str:
    if value is None:
        return "NULL"
    return (
        str(int(value))
        if not isinstance(value, str)
        else "'" + value.replace("'", "''").replace("%", "%%") + "'"
    )


def _copied(value: Cell) -> str:
    return _NULL if value is None else str(value).translate(_ESCAPES)


def _copy_lines(rows: Sequence[Sequence[Any]], rest: Mapping[str, Cell], *, with_shared: bool) -> str:
    """The lines of COPY. Hardly a row needs escapes, so they are looked for in all lines at once."""
    end = "".join(f"\t{_copied(value)}" for value in rest.values()) + "\n"
    if not with_shared:
        rows = [(*row, ()) for row in rows]
    ends: dict[int, str] = {}  # by `id`: the rows keep their tuples alive
    for shared in {id(row[-1]): row[-1] for row in rows}.values():
        ends[id(shared)] = "".join(f"\t{_copied(value)}" for value in shared) + end
    lines = "".join(["\t".join(map(_plain, row[:-1])) + ends[id(row[-1])] for row in rows])
    tabs = sum(ends[id(row[-1])].count("\t") + len(row) - 2 for row in rows)
    if "\\" in lines or "\r" in lines or lines.count("\n") != len(rows) or lines.count("\t") != tabs:
        return "".join(["\t".join(map(_copied, row[:-1])) + ends[id(row[-1])] for row in rows])
    return lines


def _plain(value: Cell) -> str:
    return value if type(value) is str else _NULL if value is None else str(value)
