"""How near and how recent another matter must be to look like the same one."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.pack.categories import CATEGORIES
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Section, Shape, Told
from linli.methods.terms import LINE


class LookAlikeRow(Shape, frozen=True):
    """Without a category it holds for everything no other row names; what no row says, the platform says."""

    category: Annotated[str, Meta(pattern=LINE, max_length=60)] = ""
    metres: Annotated[int, Meta(ge=20, le=2000)] | None = None
    days: Annotated[int, Meta(ge=1, le=90)] | None = None
    threshold: Annotated[float, Meta(ge=0.2, le=0.95)] | None = None  # 0 to 1: more alike than that


def _check(content: Content, told: Told) -> None:
    for row in content.rows(LOOK_ALIKES):
        value = row.value
        if value.category and content.lacks(CATEGORIES, value.category):
            told(row, "category", unknown_name(value.category, content.by_code(CATEGORIES), _("分类")))
        if value.metres is None and value.days is None and value.threshold is None:
            told(row, "metres", _("metres、days、threshold 至少写一个，否则这一条什么也没说"))


LOOK_ALIKES = Section(
    key="look_alikes",
    title=gettext_lazy("重复诉求的范围"),
    shape=LookAlikeRow,
    code=lambda row: row.category or "all",
    labels={
        "category": gettext_lazy("分类"),
        "metres": gettext_lazy("多少米之内"),
        "days": gettext_lazy("多少天之内"),
        "threshold": gettext_lazy("多像才算（0 到 1）"),
    },
    refers={"category": CATEGORIES},
    called=lambda row, content: CATEGORIES.name_of(row.category, content) if row.category else _("其余全部"),
    check=_check,
)
