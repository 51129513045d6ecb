"""A form that asks the questions of a category. What an answer may be is said by the rules, not here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases import rules
from linli.cases.forms.base import FaultyForm, PlainForm
from linli.cases.terms import NOTE_MAX
from linli.cases.terms.questions import ANSWER_MAX, LISTED, YES_NO_WORDS, QuestionKind

PREFIX = "answers."


class AnswerField(forms.Field):
    """Whatever was typed, as texts."""

    def __init__(self, question: rules.Question) -> None:
        label = question.ask + (f"（{question.unit}）" if question.unit else "")
        super().__init__(
            widget=_widget(question), label=label, help_text=question.help, required=question.required
        )

    def clean(self, value: Any) -> list[str]:
        return _texts(value)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [] if value is None else [value]
    return [str(one) for one in values if str(one).strip()]


def _widget(question: rules.Question) -> forms.Widget:
    if question.kind in LISTED or question.kind == QuestionKind.YES_NO:
        words = (
            YES_NO_WORDS.items()
            if question.kind == QuestionKind.YES_NO
            else ((o, o) for o in question.options)
        )
        several = question.kind == QuestionKind.CHOICES
        return (forms.CheckboxSelectMultiple if several else forms.RadioSelect)(choices=list(words))
    if question.kind == QuestionKind.DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if question.kind == QuestionKind.TIME_OF_DAY:
        return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    number = {"inputmode": "decimal"} if question.kind == QuestionKind.NUMBER else {}
    return forms.TextInput(attrs={"maxlength": ANSWER_MAX, "autocomplete": "off", **number})


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as a form shows it; one that is closed is only for whoever has no script."""

    bound: forms.BoundField
    style: str
    open: bool
    condition: str


class AskingForm(FaultyForm):
    asked: Sequence[rules.Question] = ()
    known: Mapping[str, rules.Values] = {}
    insists = True
    given: Collection[str] | None = None  # codes a machine sent: the others stay as they are

    def ask(
        self,
        asked: Sequence[rules.Question],
        known: rules.Answers | None = None,
        *,
        insists: bool = True,
        at_once: bool = False,
    ) -> None:
        """Add a field for each; `known` are the answers so far, others' too. `at_once`: those that are closed
        stand there as well and say on which condition they count.
        """
        self.asked, self.known, self.insists = asked, known or {}, insists
        for question in asked:
            name = PREFIX + question.code
            self.fields[name] = AnswerField(question)
            values = self.known.get(question.code, ())
            if values:
                several = question.kind == QuestionKind.CHOICES
                self.initial[name] = list(values) if several else values[0]
            if at_once and question.only_if:
                told = rules.condition_words(question, asked)
                self.fields[name].help_text = " ".join(filter(None, (told, question.help)))

    @property
    def typed(self) -> dict[str, list[str]]:
        """Of every question that was asked; [] where nothing was answered."""
        if self.given is not None:
            return {code: _texts(self.data.get(PREFIX + code)) for code in self.given}
        return {question.code: _texts(self[PREFIX + question.code].value()) for question in self.asked}

    @property
    def read(self) -> rules.Read:
        typed = {**self._others, **self.typed}
        return rules.read_answers(self._all, typed, known=self.known, insists=self.insists)

    @property
    def _others(self) -> dict[str, rules.Values]:
        """What somebody else answered: conditions look at it."""
        asked = {question.code for question in self.asked}
        return {code: values for code, values in self.known.items() if code not in asked}

    @property
    def _all(self) -> list[rules.Question]:
        return [*self.asked, *(rules.Question(code, "") for code in self._others)]

    def clean(self) -> dict[str, Any]:
        for code, why in self.read.faults.items():
            self.add_error(PREFIX + code, why)
        return self.cleaned_data

    @property
    def answers(self) -> dict[str, list[str]]:
        """Those that count."""
        kept, typed = self.read.kept, self.typed
        return {code: list(values) for code, values in kept.items() if code in typed}

    @property
    def missing(self) -> list[rules.Question]:
        return rules.missing(self._all, self.read.kept)

    def questions(self) -> Iterator[Shown]:
        open_ = {question.code for question in rules.open_questions(self._all, self.read.kept)}
        for question in self.asked:
            inline = question.kind == QuestionKind.YES_NO
            short = question.kind not in LISTED and question.kind != QuestionKind.TEXT
            yield Shown(
                self[PREFIX + question.code],
                "inline" if inline else "short" if short else "",
                question.code in open_,
                rules.condition_words(question, self.asked),
            )


class AnswersForm(PlainForm, AskingForm):
    """The questions alone."""


class AskCallerForm(PlainForm):
    note = forms.CharField(
        label=_("还想对诉求人说什么"),
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("没答的问题会自动列出来，诉求人在自己的页面上回答。"),
    )
