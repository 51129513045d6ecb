"""The audit tables refuse DELETE and TRUNCATE; the flush after a test with `transactional_db` needs both."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

TABLES = ("core_auditline", "core_auditblock")


@pytest.fixture(scope="session", autouse=True)
def audit_lines_may_be_flushed() -> Iterator[None]:
    """For the root conftest: the triggers rest while a test's tables are emptied."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case: Any) -> None:
        again = rest_audit_triggers()
        try:
            flush(case)
        finally:
            execute(again)

    TransactionTestCase._fixture_teardown = flush_without_triggers
    yield
    TransactionTestCase._fixture_teardown = flush


def rest_audit_triggers() -> list[str]:
    """Switch the triggers off; the statements that switch them on again."""
    if connection.vendor == "postgresql":
        execute([f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES])
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)", TABLES
        )
        triggers = cursor.fetchall()
    execute([f"DROP TRIGGER {name}" for name, _sql in triggers])
    return [sql for _name, sql in triggers]


def execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
