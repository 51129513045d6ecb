"""Thousands of new places at once, past the ORM: building a model and its SQL by row costs five times the
insert.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from linli.places.models import Place

COLUMNS = (
    "id", "level", "code", "valid_from", "name", "kind", "number", "lon", "lat", "households", "phone",
    "parent_id", "subdistrict_id", "community_id", "grid_id",
    "shape", "min_lon", "min_lat", "max_lon", "max_lat",
)  # fmt: skip
_TABLE = connection.ops.quote_name(Place._meta.db_table)


def next_ids(count: int) -> range | list[int]:
    """Keys nobody else will get. In SQLite the caller must be in a transaction, which there is the only
    writer.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [Place._meta.db_table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [Place._meta.db_table])
        row = cursor.fetchone()
    last = int(row[0]) if row else 0
    return range(last + 1, last + 1 + count)


def insert_places(rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows in the order of COLUMNS, with keys of `next_ids`, a parent before its children."""
    names = ", ".join(map(connection.ops.quote_name, COLUMNS))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_TABLE} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        holders = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(f"INSERT INTO {_TABLE} ({names}) VALUES ({holders})", rows)  # noqa: S608 our own names
