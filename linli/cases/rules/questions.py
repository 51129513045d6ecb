"""Questions of a category: which are open, what an answer may be, what it says and does.

Nothing here depends on the order in which answers come; an answer to a closed question is never kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.cases.rules.answers import Question, Values, read_answer, spoken_answer
from linli.cases.terms.questions import AskedOf, QuestionKind
from linli.core.errors import RuleBroken

type Answers = Mapping[str, Values]  # code of a question: what was answered
EVERYBODY = frozenset(AskedOf)


@dataclass(frozen=True, slots=True)
class Read:
    """What counts of what was given, and what is wrong with the rest: code and sentence."""

    kept: dict[str, Values]
    faults: dict[str, str]


def is_open(question: Question, questions: Mapping[str, Question], answers: Answers) -> bool:
    """Is it asked now? A condition on a question that is closed itself is not met."""
    seen = set()
    while question.only_if:
        seen.add(question.code)
        parent = questions.get(question.only_if)
        if parent is None or parent.code in seen:
            return False
        if not set(answers.get(parent.code, ())) & set(question.only_if_is):
            return False
        question = parent
    return True


def open_questions(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """
    >>> inside = Question("inside", "里面有人吗？", "yes_no")
    >>> how_many = Question("how_many", "几个人？", "number", only_if="inside", only_if_is=("yes",))
    >>> [q.code for q in open_questions([inside, how_many], {})]
    ['inside']
    >>> [q.code for q in open_questions([inside, how_many], {"inside": ("yes",)})]
    ['inside', 'how_many']
    """
    by_code = {question.code: question for question in questions}
    return [question for question in questions if is_open(question, by_code, answers)]


def still_counting(questions: Sequence[Question], answers: Answers) -> dict[str, Values]:
    """The answers to what is open; the rest counts no longer."""
    return {q.code: answers[q.code] for q in open_questions(questions, answers) if answers.get(q.code)}


def missing(
    questions: Sequence[Question], answers: Answers, asked_of: Collection[str] = EVERYBODY
) -> list[Question]:
    """Needed, open, and not answered yet."""
    return [
        question
        for question in open_questions(questions, answers)
        if question.required and question.asked_of in asked_of and not answers.get(question.code)
    ]


def read_answers(
    questions: Sequence[Question],
    given: Mapping[str, Sequence[str]],
    *,
    known: Answers | None = None,
    asked_of: Collection[str] = EVERYBODY,
    insists: bool = True,
) -> Read:
    """What one of `asked_of` answered, beside what was `known` before. Given empty is taken back.

    `insists`: what is needed and not answered is a fault.
    """
    values: dict[str, Values] = {}
    faults: dict[str, str] = {}
    for question in questions:
        if question.asked_of not in asked_of or (known and question.code not in given):
            values[question.code] = (known or {}).get(question.code, ())
            continue
        try:
            values[question.code] = read_answer(question, given.get(question.code, ()))
        except RuleBroken as fault:
            faults[question.code] = fault.sentence
    counting = still_counting(questions, values)
    for question in missing(questions, values, asked_of) if insists else ():
        faults.setdefault(question.code, _needed(question))
    asked = {question.code for question in open_questions(questions, values)}
    return Read(counting, {code: why for code, why in faults.items() if code in asked})


def raised_urgency(questions: Sequence[Question], answers: Answers, urgency: int) -> int:
    """The category's own, or more where an answer says so; never less."""
    raised = (
        question.raises_to or 0
        for question in open_questions(questions, answers)
        if set(answers.get(question.code, ())) & set(question.raises_if)
    )
    return max((urgency, *raised))


def unknown_codes(questions: Iterable[Question], given: Iterable[str]) -> list[str]:
    """Codes nobody asks."""
    known = {question.code for question in questions}
    return [code for code in given if code not in known]


def condition_words(question: Question, questions: Iterable[Question]) -> str:
    """When it is asked, for whoever sees all of them at once; "" when always."""
    parent = next((one for one in questions if one.code == question.only_if), None)
    if parent is None:
        return ""
    answers = _("或").join(spoken_answer(parent.kind, [value]) for value in question.only_if_is)
    return _("“%(ask)s”选“%(answers)s”的才答。") % {"ask": parent.ask, "answers": answers}


def _needed(question: Question) -> str:
    listed = question.kind in {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.YES_NO}
    return _("请选一项。") if listed else _("请回答这一项。")
