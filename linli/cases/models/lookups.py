"""Conditions that stand in a statement word for word, so that SQLite sees the partial index."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q
from django.db.models.sql.compiler import SQLCompiler

from linli.cases.terms import Queue, State
from linli.cases.terms.requests import Decision


class _IsWord(Lookup):
    """A column compared with a word of ours that stands in the statement as text, not as a parameter."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = '{self.rhs}'", tuple(parameters)


def settled(queue: str = "queue") -> Q:
    """The condition of the indexes of settled cases, word for word; `queue`: the way to the column.

    SQLite takes a partial index only when its condition stands in the query as text: a parameter is not known
    yet when the plan is made.
    """
    return Q(_IsWord(F(queue), Queue.DONE.value))


def still_open(queue: str = "queue") -> Q:
    """The condition of the indexes of open cases, word for word."""
    return ~settled(queue)


def pending(decision: str = "decision") -> Q:
    """The condition of the indexes of requests nobody has answered yet, word for word."""
    return Q(_IsWord(F(decision), Decision.PENDING.value))


def closed_not_archived() -> Q:
    """The condition of the index the archive is filled by, word for word."""
    return Q(_IsWord(F("state"), State.CLOSED.value))
