"""The answers beside a case: those that count, those that are history, and what is still to be asked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.db.models.sql.compiler import SQLCompiler

from linli.cases import rules
from linli.cases.models import Case, CaseAnswer
from linli.cases.queries.rulebook import RuleBook
from linli.cases.terms import OPEN
from linli.cases.terms.questions import AskedOf, Former

FIELDS = (
    *("id", "question", "asked_for", "number", "ask", "kind", "unit", "values"),
    *("at", "by_kind", "by_name", "former_at", "former_because"),
)
ANSWERED = frozenset({AskedOf.CALLER, AskedOf.DESK})  # what a desk can still find out by asking


class _AsList(Aggregate):
    """Rows as one value, so that a page about one case needs no statement for them."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        return super().as_sql(compiler, connection, function="JSONB_AGG", **more)


def with_answers(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each with all its answers beside it."""
    row = JSONObject(**{name: name for name in FIELDS}, category_name="category__name")
    rows = (
        CaseAnswer.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(rows=_AsList(row))
    )
    return cases.annotate(answer_rows=Subquery(rows.values("rows"), output_field=JSONField()))


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it was asked and given."""

    id: int
    question: str
    asked_for: str
    number: int
    ask: str
    kind: str
    unit: str
    values: tuple[str, ...]
    at: datetime
    by_kind: str
    by_name: str
    former_at: datetime | None
    former_because: str
    category_name: str | None

    @property
    def says(self) -> str:
        return rules.spoken_answer(self.kind, self.values, self.unit)

    @property
    def why_former(self) -> str:
        return str(Former(self.former_because).label) if self.former_because else ""


@dataclass(frozen=True)
class Sheet:
    """The questions of a case's category and what was answered."""

    questions: Sequence[rules.Question]
    given: Sequence[Given]
    open: bool  # can anything still be answered?

    @property
    def current(self) -> list[Given]:
        return [one for one in self.given if one.former_at is None]

    @property
    def former(self) -> list[Given]:
        """The latest first."""
        return sorted((one for one in self.given if one.former_at), key=lambda one: -one.id)

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        return {one.question: one.values for one in self.current}

    def asked_of(self, whom: Collection[str]) -> list[rules.Question]:
        """All of them, open or not: a form shows those that open."""
        return [question for question in self.questions if question.asked_of in whom]

    def missing(self, whom: Collection[str] = ANSWERED) -> list[rules.Question]:
        """还要问: needed and not answered."""
        return rules.missing(self.questions, self.values, whom) if self.open else []

    def unanswered(self, whom: Collection[str] = ANSWERED) -> list[rules.Question]:
        """Needed or not."""
        if not self.open:
            return []
        values = self.values
        asked = rules.open_questions(self.questions, values)
        return [one for one in asked if one.asked_of in whom and not values.get(one.code)]


def answer_sheet(case: Case, book: RuleBook | None, lead: Case | None = None) -> Sheet:
    """Of a case of `with_answers`; read afresh for any other."""
    if hasattr(case, "answer_rows"):
        found: list[dict[str, Any]] = case.answer_rows or []
    else:
        rows = CaseAnswer.objects.filter(case=case)
        found = list(rows.values(*FIELDS, category_name=F("category__name")))
    given = sorted((_given(row) for row in found), key=lambda one: (one.number, one.id))
    return Sheet(book.questions_of(case) if book else (), given, (lead or case).state in OPEN)


def _given(row: dict[str, Any]) -> Given:
    return Given(
        **row
        | {
            "values": tuple(_listed(row["values"])),
            "at": _moment(row["at"]),
            "former_at": _moment(row["former_at"]) if row["former_at"] else None,
        }
    )


def _listed(told: str | list[str]) -> list[str]:
    """SQLite has a list as text in what it makes a JSON of."""
    return msgspec.json.decode(told, type=list[str]) if isinstance(told, str) else told


def _moment(told: str | datetime) -> datetime:
    """As the database wrote it into its JSON: SQLite without a zone, in UTC."""
    moment = datetime.fromisoformat(told) if isinstance(told, str) else told
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def answers_in_words(case_ids: Iterable[int]) -> dict[int, str]:
    """Of many cases what counts, a text each, for tables: 灯怎么了？不亮；有几盏？3 盏. One statement."""
    rows = CaseAnswer.objects.filter(case__in=list(case_ids), former_at=None).order_by(
        "case_id", "number", "id"
    )
    told: dict[int, list[str]] = {}
    for case_id, ask, kind, values, unit in rows.values_list("case_id", "ask", "kind", "values", "unit"):
        told.setdefault(case_id, []).append(f"{ask}{rules.spoken_answer(kind, values, unit)}")
    return {case_id: "；".join(lines) for case_id, lines in told.items()}
