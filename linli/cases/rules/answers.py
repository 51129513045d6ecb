"""One answer: read as people write it, said as people read it."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.cases.terms.questions import ANSWER_MAX, YES_NO_READ, YES_NO_WORDS, AskedOf, QuestionKind
from linli.core.errors import RuleBroken

type Values = tuple[str, ...]
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Question:
    """One row of [[questions]]; `category` is where it is written: a kind, its group, or "" for all."""

    code: str
    ask: str
    kind: str = QuestionKind.TEXT
    category: str = ""
    help: str = ""
    options: Values = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    required: bool = False
    only_if: str = ""
    only_if_is: Values = ()
    asked_of: str = AskedOf.CALLER
    raises_to: int | None = None
    raises_if: Values = ()


def read_answer(question: Question, values: Sequence[str]) -> Values:
    """The values in order; () when nothing was answered. Raises RuleBroken with one sentence."""
    plain = [text for value in values if (text := _one_line(value))]
    return _READ[QuestionKind(question.kind)](question, plain) if plain else ()


def spoken_answer(kind: str, values: Sequence[str], unit: str = "") -> str:
    """
    >>> spoken_answer("number", ["16.5"], "℃"), spoken_answer("choices", ["夜里", "清晨"])
    ('16.5 ℃', '夜里、清晨')
    """
    if kind == QuestionKind.YES_NO:
        return "".join(str(YES_NO_WORDS.get(value, value)) for value in values)
    words = _("、").join(values)
    return f"{words} {unit}".strip() if kind == QuestionKind.NUMBER else words


def _one_line(value: str) -> str:
    """Without control characters, and with the digits and signs of a narrow keyboard."""
    return "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in value).strip()


def _read_text(question: Question, values: Sequence[str]) -> Values:
    text = _one_line(" ".join(values))
    if len(text) > ANSWER_MAX:
        raise _wrong(_("最多 %(most)d 个字，现在有 %(now)d 个字。") % {"most": ANSWER_MAX, "now": len(text)})
    return (text,)


def _read_choice(question: Question, values: Sequence[str]) -> Values:
    chosen = _read_choices(question, values)
    if len(chosen) > 1:
        raise _wrong(_("只能选一项。"))
    return chosen


def _read_choices(question: Question, values: Sequence[str]) -> Values:
    if not set(values) <= set(question.options):
        options = {"options": _("、").join(question.options)}
        raise _wrong(_("请从这些选项里选：%(options)s。") % options)
    return tuple(option for option in question.options if option in values)


def _read_yes_no(question: Question, values: Sequence[str]) -> Values:
    found = {YES_NO_READ.get(value.lower(), "") for value in values}
    if len(found) != 1 or not all(found):
        raise _wrong(_("请选“是”或“否”。"))
    return tuple(found)


def _read_number(question: Question, values: Sequence[str]) -> Values:
    text = unicodedata.normalize("NFKC", values[0])
    text = text.removesuffix(unicodedata.normalize("NFKC", question.unit)).replace(",", "").strip()
    if len(values) > 1 or not _NUMBER.fullmatch(text):
        raise _wrong(_("请填一个数字，比如 16。"))
    number = Decimal(text)
    low, high = question.least, question.most
    if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
        raise _wrong(_range(low, high, question.unit))
    return (f"{number.normalize():f}",)


def _range(low: float | None, high: float | None, unit: str) -> str:
    told = {"low": f"{low:g}" if low is not None else "", "high": f"{high:g}" if high is not None else ""}
    told["unit"] = unit
    if low is not None and high is not None:
        return _("请填 %(low)s 到 %(high)s%(unit)s 之间的数字。") % told
    if low is not None:
        return _("请填不小于 %(low)s%(unit)s 的数字。") % told
    return _("请填不大于 %(high)s%(unit)s 的数字。") % told


def _read_date(question: Question, values: Sequence[str]) -> Values:
    text = values[0].partition("T")[0]  # machines may send a moment
    parts = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        found = date(year, month, day)
    except ValueError:
        raise _wrong(_("请填一个日期，比如 2026-05-08。")) from None
    if len(values) > 1 or not 1900 <= found.year <= 2100:
        raise _wrong(_("请填一个日期，比如 2026-05-08。"))
    return (found.isoformat(),)


def _read_time(question: Question, values: Sequence[str]) -> Values:
    text = unicodedata.normalize("NFKC", values[0])
    for sign in "点时":
        text = text.replace(sign, ":")
    hour, _colon, minute = text.removesuffix("分").partition(":")
    try:
        found = time(int(hour), int(minute or 0))
    except ValueError:
        raise _wrong(_("请填几点几分，比如 22:30。")) from None
    if len(values) > 1:
        raise _wrong(_("请填几点几分，比如 22:30。"))
    return (f"{found:%H:%M}",)


def _wrong(sentence: str) -> RuleBroken:
    return RuleBroken("answer", sentence)


_READ: Mapping[QuestionKind, Callable[[Question, Sequence[str]], Values]] = {
    QuestionKind.CHOICE: _read_choice,
    QuestionKind.CHOICES: _read_choices,
    QuestionKind.TEXT: _read_text,
    QuestionKind.NUMBER: _read_number,
    QuestionKind.YES_NO: _read_yes_no,
    QuestionKind.DATE: _read_date,
    QuestionKind.TIME_OF_DAY: _read_time,
}
