"""Thousands of new rows at once, past the ORM: a model and its SQL by row cost five times the insert."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

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
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Cells], *, same: Mapping[str, Cell] = {}
) -> None:
    """Write rows of these columns with one statement. `same` is one value for all rows; every column that is
    not named gets its default in the model.

    Checks nothing that the database does not check: no model is built, no signal sent.
    """
    if rows:
        insert_columns(model, dict(zip(columns, zip(*rows, strict=True), strict=True)), same=same)


def insert_columns(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Cell]],
    *,
    same: Mapping[str, Cell] = {},
) -> None:
    """The same by columns, which saves a step for each row."""
    if not next(iter(columns.values())):
        return
    rest = _defaults(model, (*columns, *same)) | dict(same)
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        rest = {name: value for name, value in rest.items() if value is not None}
    names = ", ".join(quote(_column(model, name)) for name in (*columns, *rest))
    if connection.vendor == "postgresql":
        order = f"COPY {table} ({names}) FROM STDIN WITH (NULL '{_NULL}')"
        # COPY goes past Django's cursor, so a used key must still become Django's IntegrityError here.
        with (
            connection.cursor() as cursor,
            connection.wrap_database_errors,
            cursor.copy(order) as copy,
        ):
            copy.write(_copy_lines(list(columns.values()), rest))
        return
    holders = ", ".join([*["%s"] * len(columns), *map(_literal, rest.values())])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({holders})",  # noqa: S608 (our own names)
            list(zip(*columns.values(), strict=True)),
        )


def insert_for_each(
    model: type[models.Model], column: str, keys: Sequence[int], *, same: Mapping[str, Cell]
) -> None:
    """A row for each key, alike in all but that."""
    if not keys:
        return
    if connection.vendor == "postgresql":
        insert_columns(model, {column: keys}, same=same)
        return
    rest = _defaults(model, (column, *same)) | dict(same)
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), [quote(_column(model, name)) for name in (column, *rest)]
    values = ["value", *map(_literal, rest.values())]
    sql = f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM json_each(%s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(list(keys))])


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
    table, key = model._meta.db_table, model._meta.pk.column
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
def references_known() -> Iterator[None]:
    """Within a transaction: what is written inside refers only to rows that `check_references` has seen, or
    that were written in the same transaction.

    PostgreSQL then leaves out the triggers that look at each reference, if this role may do so. It leaves out
    all others too: not for tables that have triggers of their own.
    """
    if connection.vendor != "postgresql" or not _may_leave_out_triggers(connection.settings_dict["USER"]):
        yield
        return
    with connection.cursor() as cursor:
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


def _copy_lines(columns: Sequence[Sequence[Cell]], rest: Mapping[str, Cell]) -> str:
    """The lines of COPY. Hardly a cell needs escapes, so they are looked for in all lines at once."""
    end = "".join(f"\t{_copied(value)}" for value in rest.values()) + "\n"
    lines = end.join(map("\t".join, zip(*map(_texts, columns), strict=True))) + end
    count = len(columns[0])
    tabs = count * (len(columns) + len(rest) - 1)
    if lines.count("\\") != count * end.count("\\") or "\r" in lines or lines.count("\n") != count:
        tabs = -1
    if lines.count("\t") != tabs:
        escaped = ([_copied(cell) for cell in column] for column in columns)
        lines = end.join(map("\t".join, zip(*escaped, strict=True))) + end
    return lines


def _texts(column: Sequence[Cell]) -> Sequence[str]:
    """As COPY reads them, escapes apart. Other kinds than text have few different values, or are keys."""
    kinds = set(map(type, column))
    if kinds == {str}:
        return column  # type: ignore[return-value]
    if kinds == {int}:
        return list(map(str, column))
    return [cell if type(cell) is str else _NULL if cell is None else str(cell) for cell in column]
