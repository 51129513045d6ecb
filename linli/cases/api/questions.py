"""The questions of a category, for whoever fills in a form: a stranger's program may read them, too."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.cases import rules
from linli.cases.api.shapes import Answers, Word
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms.questions import YES_NO_WORDS, AskedOf, QuestionKind
from linli.core.api import Call, Endpoint, open_door, route
from linli.core.errors import NotFound


class QuestionsAsked(msgspec.Struct, forbid_unknown_fields=True):
    """`category`: a code of listCategories."""

    category: Word


class QuestionLine(msgspec.Struct):
    """Open when `only_if` is empty, or that question is open and answered with one of `only_if_is`.

    `yes_no` is answered with yes or no, `date` as 2026-05-08, `time_of_day` as 22:30.
    """

    code: str
    ask: str
    help: str
    kind: Literal[tuple(QuestionKind.values)]  # type: ignore[valid-type]
    options: list[str]
    unit: str
    least: float | None
    most: float | None
    required: bool
    only_if: str
    only_if_is: list[str]
    asked_of: Literal[tuple(AskedOf.values)]  # type: ignore[valid-type]


def list_questions(call: Call) -> list[QuestionLine]:
    """In the order in which they are asked."""
    book, asked = rule_book(), call.query
    category = book.by_code.get(asked.category)
    if category is None:
        raise NotFound("category_unknown")
    return [_line(question) for question in book.questions_for(category)]


def _line(question: rules.Question) -> QuestionLine:
    options = list(question.options) or (list(YES_NO_WORDS) if question.kind == QuestionKind.YES_NO else [])
    return QuestionLine(
        code=question.code,
        ask=question.ask,
        help=question.help,
        kind=question.kind,
        options=options,
        unit=question.unit,
        least=question.least,
        most=question.most,
        required=question.required,
        only_if=question.only_if,
        only_if_is=list(question.only_if_is),
        asked_of=question.asked_of,
    )


def listed(answers: Answers) -> Mapping[str, Sequence[str]]:
    """One answer as a list of one."""
    return {code: [value] if isinstance(value, str) else value for code, value in answers.items()}


urlpatterns = [
    route(
        "api/v1/questions",
        Endpoint(
            "GET",
            "listQuestions",
            _("这一类诉求还要问什么，不需要令牌"),
            list_questions,
            list[QuestionLine],
            asks=QuestionsAsked,
            group=_("居民"),
            problems=(404,),
        ),
        door=open_door,
        name="api_questions",
    ),
]
