"""What callers of the demo answered: most of what a form asks, little of what came by the hotline."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from linli.cases import rules
from linli.cases.actions.answer_rows import new_rows
from linli.cases.models import Case, CaseAnswer
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.terms import Channel, Origin, State
from linli.cases.terms.questions import NO, AskedOf, QuestionKind
from linli.core.actors import PUBLIC
from linli.core.demo import Context

BY_THEMSELVES = {Channel.WEB, Channel.MINI_PROGRAM}
ANSWERED = {True: 0.8, False: 0.35}  # of the questions: on one's own form, through somebody else
DONE = {State.VERIFIED, State.CLOSED, State.ARCHIVED}
NUMBERS = {"how_many": (1, 3), "temperature": (12, 17), "measured": (15, 19)}
WORDS = {"lamp_number": ("东 12", "南路 7 号杆", "3-018"), "cover_words": ("雨", "污", "电")}


def answer_some(context: Context) -> None:
    """One statement to read, a few to write; nothing that would make a matter more urgent than it is."""
    book, rng = rule_book(), context.rng("answers")
    asking = [pk for pk, one in book.categories.items() if book.questions_for(one)]
    made: list[CaseAnswer] = []
    for case in Case.objects.filter(category__in=asking).select_related("category", "unit").order_by("id"):
        made += _answers(case, book, rng)
    CaseAnswer.objects.bulk_create(made, batch_size=400)


def _answers(case: Case, book: RuleBook, rng: Random) -> list[CaseAnswer]:
    asked = book.questions_of(case)
    share = ANSWERED[case.channel in BY_THEMSELVES and case.origin == Origin.RESIDENT]
    given = {
        question.code: _value(question, case.received_at, rng)
        for question in asked
        if rng.random() < share and question.asked_of == AskedOf.CALLER
    }
    kept = rules.read_answers(asked, given, insists=False).kept
    rows = _rows(case, asked, kept, book, case.received_at)
    if case.state in DONE and case.unit is not None:
        of_unit = {q.code: _value(q, case.received_at, rng) for q in asked if q.asked_of == AskedOf.UNIT}
        told = {code: values for code, values in of_unit.items() if values}
        for row in _rows(case, asked, told, book, case.closed_at or case.received_at):
            row.by_kind, row.by_name = "staff", case.unit.name
            rows.append(row)
    return rows


def _rows(
    case: Case, asked: tuple[rules.Question, ...], values: rules.Answers, book: RuleBook, at: datetime
) -> list[CaseAnswer]:
    return new_rows(
        PUBLIC, asked, values, case_id=case.pk, category_id=case.category_id, pack_id=book.pack_id, now=at
    )


def _value(question: rules.Question, at: datetime, rng: Random) -> rules.Values:
    if question.kind == QuestionKind.YES_NO:
        return (NO if question.raises_if else rng.choice(("yes", NO)),)
    if question.kind == QuestionKind.CHOICES:
        return tuple(rng.sample(question.options, rng.choice((1, 1, 2))))
    if question.kind == QuestionKind.CHOICE:
        return (rng.choice(question.options),)
    if question.kind == QuestionKind.DATE:
        return (f"{timezone.localdate(at) - timedelta(days=rng.randint(1, 20))}",)
    if question.kind == QuestionKind.NUMBER and question.code in NUMBERS:
        return (str(rng.randint(*NUMBERS[question.code])),)
    return (rng.choice(WORDS[question.code]),) if question.code in WORDS else ()
