"""What is asked beside the words about matters of a category: questions, each perhaps on a condition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.models import Category, Question
from linli.cases.pack.categories import CATEGORIES, Grade
from linli.cases.terms.questions import (
    LISTED,
    NO,
    NOT_ASKED,
    OPENING,
    QUESTIONS_MOST,
    TAKEN_CODES,
    YES,
    AskedOf,
    QuestionKind,
)
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import CODE, FILLED, LINE

type Option = Annotated[str, Meta(pattern=FILLED, max_length=30)]
type Code = Annotated[str, Meta(pattern=CODE, max_length=40)]


class QuestionRow(Shape, frozen=True):
    """`category`: a kind, a group for all its kinds, or empty for every matter.

    Asked in this order: of all, of the group, of the kind; by `number`, then as they are written. `only_if`
    names an earlier question, `only_if_is` the answers to it that open this one. An answer in `raises_if`
    makes the matter at least as urgent as `raises_to`.
    """

    code: Code
    ask: Annotated[str, Meta(pattern=FILLED, max_length=60)]
    kind: QuestionKind
    category: Annotated[str, Meta(pattern=LINE, max_length=60)] = ""
    help: Annotated[str, Meta(pattern=LINE, max_length=120)] = ""
    options: list[Option] = []
    unit: Annotated[str, Meta(pattern=LINE, max_length=10)] = ""
    least: float | None = None
    most: float | None = None
    required: bool = False
    only_if: Annotated[str, Meta(pattern=LINE, max_length=40)] = ""
    only_if_is: list[Option] = []
    asked_of: AskedOf = AskedOf.CALLER
    number: Annotated[int, Meta(ge=0, le=1000)] = 0
    raises_to: Grade | None = None
    raises_if: list[Option] = []

    @property
    def answers(self) -> Sequence[str]:
        """Those that can be listed."""
        return (YES, NO) if self.kind == QuestionKind.YES_NO else self.options


@dataclass(frozen=True, slots=True)
class _Asked:
    """The questions of one category in the order in which they are asked."""

    rows: Sequence[Row[QuestionRow]]

    def before(self, row: Row[QuestionRow]) -> Mapping[str, QuestionRow]:
        found: dict[str, QuestionRow] = {}
        for one in self.rows:
            if one is row:
                break
            found[one.value.code] = one.value
        return found


def _in_order(rows: Iterable[Row[QuestionRow]]) -> list[Row[QuestionRow]]:
    return sorted(
        rows, key=lambda row: (row.value.category.count(".") + bool(row.value.category), row.value.number)
    )


def _asked(content: Content, category: str) -> _Asked:
    chain = {"", category.rpartition(".")[0], category}
    return _Asked(_in_order(row for row in content.rows(QUESTIONS) if row.value.category in chain))


def _check(content: Content, told: Told) -> None:
    kinds = [row.code for row in content.values(CATEGORIES)] or [""]
    told_doubles: set[int] = set()
    for row in content.rows(QUESTIONS):
        _check_row(row, content, told)
        _check_condition(row, _asked(content, row.value.category), content, told)
    for kind in kinds:
        _check_kind(_asked(content, kind), told, told_doubles)


def _check_row(row: Row[QuestionRow], content: Content, told: Told) -> None:
    value = row.value
    if value.category and content.lacks(CATEGORIES, value.category) and not _dropped(row):
        told(row, "category", unknown_name(value.category, content.by_code(CATEGORIES), _("分类")))
    if value.code in TAKEN_CODES:
        told(row, "code", _("%(code)s 已有别的用处，请换一个") % {"code": value.code})
    for key, text in _spoken(value):
        word = next((word for word in NOT_ASKED if word in text), "")
        if word:
            told(row, key, _("不能问“%(word)s”：这类信息不得采集（数据保护底线 D-1）") % {"word": word})
    _check_options(row, told)
    _check_number(row, told)
    _check_raising(row, told)


def _dropped(row: Row[QuestionRow]) -> bool:
    """Was the category written where the question was? Then a pack built upon it left it out on purpose."""
    written = row.document.data.get("categories")
    return isinstance(written, list) and any(
        isinstance(one, dict) and one.get("code") == row.value.category for one in written
    )


def _spoken(value: QuestionRow) -> list[tuple[str, str]]:
    return [("ask", value.ask), ("help", value.help), *(("options", option) for option in value.options)]


def _check_options(row: Row[QuestionRow], told: Told) -> None:
    value = row.value
    if value.kind in LISTED:
        if len(value.options) < 2:
            told(row, "options", _("缺少 options：这种问题至少写两个选项"))
        elif len(set(value.options)) < len(value.options):
            told(row, "options", _("选项有重复"))
    elif value.options:
        told(row, "options", _("这种问题没有选项，请删去 options，或把 kind 改成 choice、choices"))


def _check_number(row: Row[QuestionRow], told: Told) -> None:
    value = row.value
    if value.kind != QuestionKind.NUMBER:
        for key, given in (("unit", value.unit), ("least", value.least), ("most", value.most)):
            if given not in {"", None}:
                told(row, key, _("只有 kind 是 number 的问题能写 %(key)s") % {"key": key})
    elif value.least is not None and value.most is not None and value.least >= value.most:
        told(row, "most", _("most 要大于 least"))


def _check_raising(row: Row[QuestionRow], told: Told) -> None:
    value = row.value
    if (value.raises_to is None) != (not value.raises_if):
        told(row, "raises_to", _("raises_to 和 raises_if 要一起写：哪几个回答把紧急程度提到几级"))
    _check_answers(row, "raises_if", value.raises_if, value, told)


def _check_condition(row: Row[QuestionRow], asked: _Asked, content: Content, told: Told) -> None:
    value = row.value
    if bool(value.only_if) != bool(value.only_if_is):
        told(row, "only_if", _("only_if 和 only_if_is 要一起写：前面哪一问、答什么时才问这一条"))
    if not value.only_if or not content.is_whole(QUESTIONS):
        return
    before = asked.before(row)
    parent = before.get(value.only_if)
    if parent is None:
        told(row, "only_if", _unknown(value.only_if, asked, before))
    elif parent.kind not in OPENING:
        told(row, "only_if", _("%(code)s 不是选择题或是非题，不能作条件") % {"code": parent.code})
    elif list(AskedOf).index(parent.asked_of) > list(AskedOf).index(value.asked_of):
        told(row, "only_if", _("%(code)s 比这一条更晚才问到，不能作条件") % {"code": parent.code})
    else:
        _check_answers(row, "only_if_is", value.only_if_is, parent, told)


def _unknown(code: str, asked: _Asked, before: Mapping[str, QuestionRow]) -> str:
    if any(row.value.code == code for row in asked.rows):
        return _("%(code)s 排在这一条后面；条件只能是前面的问题") % {"code": code}
    return unknown_name(code, before, _("前面的问题"))


def _check_answers(
    row: Row[QuestionRow], key: str, answers: Sequence[str], of: QuestionRow, told: Told
) -> None:
    for answer in answers:
        if answer not in of.answers:
            told(row, key, unknown_name(answer, of.answers, _("选项")))
            return


def _check_kind(asked: _Asked, told: Told, already: set[int]) -> None:
    """Of one kind no more than people bear, and each code once; a row that serves many is told once."""
    seen: dict[str, Row[QuestionRow]] = {}
    for place, row in enumerate(asked.rows, start=1):
        double = seen.setdefault(row.value.code, row) is not row
        if id(row) in already or not (double or place > QUESTIONS_MOST):
            continue
        already.add(id(row))
        if double:
            told(row, "code", _("同一类诉求里已有问题 %(code)s，请换一个代码") % {"code": row.value.code})
        else:
            told(
                row,
                "",
                _("一类诉求最多 %(most)d 个问题（连大类和通用的在内），这是多出来的")
                % {"most": QUESTIONS_MOST},
            )


def _load(pack: Pack, content: Content) -> None:
    categories = {"": None, **dict(Category.objects.filter(pack=pack).values_list("code", "pk"))}
    rows = [row for row in _in_order(content.rows(QUESTIONS)) if row.value.category in categories]
    Question.objects.bulk_create(
        Question(
            pack=pack,
            category_id=categories[row.value.category],
            number=number,
            **{name: getattr(row.value, name) for name in COLUMNS},
        )
        for number, row in enumerate(rows, start=1)
    )


COLUMNS = (
    *("code", "ask", "help", "kind", "options", "unit", "least", "most", "required"),
    *("only_if", "only_if_is", "asked_of", "raises_to", "raises_if"),
)

QUESTIONS = Section(
    key="questions",
    title=gettext_lazy("各类诉求要问的"),
    shape=QuestionRow,
    code=lambda row: f"{row.category}.{row.code}".strip("."),
    labels={
        "category": gettext_lazy("哪类诉求"),
        "number": gettext_lazy("次序"),
        "code": gettext_lazy("代码"),
        "ask": gettext_lazy("怎么问"),
        "help": gettext_lazy("提示"),
        "kind": gettext_lazy("怎么答"),
        "options": gettext_lazy("选项"),
        "unit": gettext_lazy("单位"),
        "least": gettext_lazy("最小"),
        "most": gettext_lazy("最大"),
        "required": gettext_lazy("必答"),
        "only_if": gettext_lazy("看哪一问"),
        "only_if_is": gettext_lazy("答什么才问"),
        "asked_of": gettext_lazy("问谁"),
        "raises_if": gettext_lazy("答什么就更紧急"),
        "raises_to": gettext_lazy("紧急提到几级"),
    },
    shown={
        "kind": lambda kind: QuestionKind(kind).label,
        "asked_of": lambda asked_of: AskedOf(asked_of).label,
    },
    refers={"category": CATEGORIES},
    called=lambda row, content: row.ask,
    check=_check,
    load=_load,
)
