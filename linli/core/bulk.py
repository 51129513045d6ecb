"""Thousands of new rows at once, past the ORM: a model and its SQL by row cost five times the insert."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection, models

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
    rest = _defaults(model, (*columns, *same)) | dict(same)
    quote = connection.ops.quote_name
    names = ", ".join(quote(_column(model, name)) for name in (*columns, *rest))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            end = "".join(f"\t{_copied(value)}" for value in rest.values()) + "\n"
            order = f"COPY {table} ({names}) FROM STDIN WITH (NULL '{_NULL}')"
            # COPY goes past Django's cursor, so a used key must still become Django's IntegrityError here.
            with connection.wrap_database_errors, cursor.copy(order) as copy:
                copy.write("".join([_copy_line(row, end) for row in rows]))
            return
        holders = ", ".join([*["%s"] * len(columns), *map(_literal, rest.values())])
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holders})", rows)  # noqa: S608 our own names


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


def _copy_line(row: Cells, end: str) -> str:
    """One line of COPY. Hardly a row needs escapes, so they are looked for in the whole line at once."""
    line = "\t".join([_NULL if cell is None else cell if type(cell) is str else str(cell) for cell in row])
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(row) - 1:
        line = "\t".join(map(_copied, row))
    return line + end
