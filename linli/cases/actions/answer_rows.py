"""Answers as rows: made when a matter is filed or somebody answers, set aside when they count no longer."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from linli.cases import rules
from linli.cases.actions.moving import signature
from linli.cases.models import Case, CaseAnswer
from linli.cases.terms.questions import Former
from linli.core.actors import Actor


def new_rows(
    actor: Actor,
    asked: Sequence[rules.Question],
    answers: rules.Answers,
    *,
    case_id: int,
    category_id: int | None,
    pack_id: int,
    now: datetime,
) -> list[CaseAnswer]:
    """One for each question that was answered, as it is worded now; nothing is stored."""
    return [
        CaseAnswer(
            case_id=case_id,
            question=question.code,
            asked_for=question.category,
            category_id=category_id,
            pack_id=pack_id,
            number=number,
            ask=question.ask,
            kind=question.kind,
            unit=question.unit,
            values=list(answers[question.code]),
            at=now,
            by_kind=actor.kind,
            by_id=actor.id,
            by_name=signature(actor),
        )
        for number, question in enumerate(asked, start=1)
        if answers.get(question.code)
    ]


def counting_rows(case: Case) -> list[CaseAnswer]:
    return list(CaseAnswer.objects.filter(case=case, former_at=None).order_by("id"))


def set_aside(rows: Iterable[CaseAnswer], because: Former, now: datetime) -> None:
    """They stay as history and count no longer."""
    ids = [row.pk for row in rows]
    if ids:
        CaseAnswer.objects.filter(pk__in=ids).update(former_at=now, former_because=because)


def values_of(rows: Iterable[CaseAnswer]) -> dict[str, rules.Values]:
    return {row.question: tuple(row.values) for row in rows}


def settle_answers(case: Case, asked: Sequence[rules.Question], now: datetime) -> dict[str, rules.Values]:
    """After the category changed: what the new one does not ask is history. Gives what still counts."""
    of = {question.code: question.category for question in asked}
    rows = counting_rows(case)
    kept = [row for row in rows if of.get(row.question) == row.asked_for]
    counting = rules.still_counting(asked, values_of(kept))
    set_aside([row for row in rows if row not in kept], Former.CATEGORY, now)
    set_aside([row for row in kept if row.question not in counting], Former.CLOSED, now)
    return counting
