"""This app's section of a method pack: what the closed list of dangers is called and filed under."""

from typing import Annotated

from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.pack.categories import CATEGORIES
from linli.channels.models import HazardRule
from linli.channels.spotters.terms import HazardKind
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Section, Shape, Told
from linli.methods.terms import FILLED, LINE


class HazardRow(Shape, frozen=True):
    """The kinds are fixed (duty D-7): a pack may leave some out, it cannot add any."""

    kind: HazardKind
    title: Annotated[str, Meta(pattern=FILLED, max_length=40)]
    category: Annotated[str, Meta(pattern=LINE, max_length=60)]


def _check(content: Content, told: Told) -> None:
    for row in content.rows(HAZARDS):
        if content.lacks(CATEGORIES, row.value.category):
            known = content.by_code(CATEGORIES)
            told(row, "category", unknown_name(row.value.category, known, str(gettext_lazy("分类"))))


def _load(pack: Pack, content: Content) -> None:
    HazardRule.objects.bulk_create(
        HazardRule(pack=pack, kind=row.kind, number=number, title=row.title, category_code=row.category)
        for number, row in enumerate(content.values(HAZARDS), start=1)
    )


HAZARDS = Section(
    key="hazards",
    title=gettext_lazy("隐患清单"),
    shape=HazardRow,
    code=lambda row: row.kind.value,
    labels={
        "kind": gettext_lazy("隐患"),
        "title": gettext_lazy("叫法"),
        "category": gettext_lazy("归入类别"),
    },
    shown={"kind": lambda kind: HazardKind(kind).label},
    refers={"category": CATEGORIES},
    called=lambda row, _content: row.title,
    check=_check,
    load=_load,
)

SECTIONS = (HAZARDS,)
