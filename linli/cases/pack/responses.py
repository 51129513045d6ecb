"""What is often written to a caller, to begin from: chosen, filled in, read through, then sent by hand."""

import re
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.pack.categories import CATEGORIES
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import CODE, FILLED, LINE, LINES

# The deeds whose note the caller reads. `any` is offered for each of them.
DEEDS = {
    "any": gettext_lazy("都可以用"),
    "dispatch": gettext_lazy("派单"),
    "answer": gettext_lazy("先答复一句"),
    "finish": gettext_lazy("办完反馈"),
    "return": gettext_lazy("退回"),
    "verify": gettext_lazy("核查通过"),
    "rework": gettext_lazy("退回返工"),
    "close": gettext_lazy("回访后结案"),
    "decline": gettext_lazy("不予受理"),
    "correct": gettext_lazy("更正类别或地点"),
    "resume": gettext_lazy("恢复办理"),
    "ask_suspend": gettext_lazy("申请中止"),
    "ask_extend": gettext_lazy("申请延期"),
    "ask_long_term": gettext_lazy("申请挂账"),
}
type DeedName = Literal[
    "any", "dispatch", "answer", "finish", "return", "verify", "rework", "close", "decline", "correct",
    "resume", "ask_suspend", "ask_extend", "ask_long_term",
]  # fmt: skip

# What may stand in braces, and what it becomes. Never a name or a number of somebody.
PLACEHOLDERS = {
    "code": gettext_lazy("诉求的编号"),
    "category": gettext_lazy("类别"),
    "place": gettext_lazy("地点"),
    "unit": gettext_lazy("承办单位"),
    "due": gettext_lazy("办结的时限"),
}
_BRACES = re.compile(r"\{([^{}]*)\}|([{}])")


class ResponseRow(Shape, frozen=True):
    code: Annotated[str, Meta(pattern=CODE, max_length=40)]
    title: Annotated[str, Meta(pattern=FILLED, max_length=40)]
    deed: DeedName
    text: Annotated[str, Meta(pattern=LINES, min_length=2, max_length=500)]
    category: Annotated[str, Meta(pattern=LINE, max_length=60)] = ""  # of a kind or of its group; "" for all


def _check(content: Content, told: Told) -> None:
    for row in content.rows(RESPONSES):
        category = row.value.category
        if category and content.lacks(CATEGORIES, category):
            told(row, "category", unknown_name(category, content.by_code(CATEGORIES), _("分类")))
        _check_text(row, told)


def _check_text(row: Row[ResponseRow], told: Told) -> None:
    for match in _BRACES.finditer(row.value.text):
        if match[2]:
            told(row, "text", _("大括号没有配对；要填的地方写成 {code} 这样"))
            return
        if match[1] not in PLACEHOLDERS:
            sentence = unknown_name(match[1], PLACEHOLDERS, _("可以填的"))
            known = _("、").join(f"{{{name}}} {what}" for name, what in PLACEHOLDERS.items())
            told(
                row, "text", _("%(sentence)s；可以用的是 %(known)s") % {"sentence": sentence, "known": known}
            )


RESPONSES = Section(
    key="responses",
    title=gettext_lazy("答复模板"),
    shape=ResponseRow,
    code=lambda row: row.code,
    labels={
        "code": gettext_lazy("代码"),
        "title": gettext_lazy("名称"),
        "deed": gettext_lazy("用在哪一步"),
        "category": gettext_lazy("分类"),
        "text": gettext_lazy("内容"),
    },
    shown={"deed": lambda deed: DEEDS[deed]},
    refers={"category": CATEGORIES},
    called=lambda row, _content: row.title,
    check=_check,
)
