"""How long each stage may take, with the norm it follows and how sure that norm is."""

from itertools import product
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.models import Category, TimeLimit
from linli.cases.pack.categories import CATEGORIES
from linli.cases.pack.norms import TIMED_LABELS, TIMED_SHOWN, TimedNorm, check_timed
from linli.cases.terms import Colour, Stage
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Told
from linli.methods.terms import LINE


class LimitRow(TimedNorm, frozen=True, kw_only=True):
    """A row with a category goes before the one of its colour alone."""

    stage: Stage
    colour: Colour
    certainty: Literal["S", "P", "L", "U"]  # here nobody may leave it out
    category: Annotated[str, Meta(pattern=LINE, max_length=60)] = ""
    binding: bool = False

    @property
    def binds(self) -> bool:
        return self.binding


def _check(content: Content, told: Told) -> None:
    for row in content.rows(TIME_LIMITS):
        _check_row(row, told)
        if row.value.category and content.lacks(CATEGORIES, row.value.category):
            told(row, "category", unknown_name(row.value.category, content.by_code(CATEGORIES), _("分类")))
    given = {(row.stage, row.colour) for row in content.values(TIME_LIMITS) if not row.category}
    missing = [pair for pair in product(Stage, Colour) if pair not in given]
    if given and missing and content.is_whole(TIME_LIMITS):
        cells = _("、").join(f"{stage.value} × {colour.value}" for stage, colour in missing)
        told.whole(TIME_LIMITS, _("还缺这几项时限（环节 × 颜色）：%(cells)s") % {"cells": cells})


def _check_row(row: Row[LimitRow], told: Told) -> None:
    limit = row.value
    if limit.binding and (limit.certainty != "S" or limit.place):
        told(row, "binding", _('只有核对过原文的全国性规定（certainty = "S"，不写 place）才能设为有约束力'))
    check_timed(row, told)


def _load(pack: Pack, content: Content) -> None:
    categories = dict(Category.objects.filter(pack=pack).values_list("code", "pk"))
    TimeLimit.objects.bulk_create(
        TimeLimit(
            pack=pack,
            stage=row.stage,
            colour=row.colour,
            category_id=categories[row.category] if row.category else None,
            amount=row.amount,
            unit=row.unit,
            clock=row.clock,
            basis=row.printed_basis,
            certainty=row.certainty,
            source=row.source,
        )
        for row in content.values(TIME_LIMITS)
    )


def _called(row: LimitRow, content: Content) -> str:
    words = [str(Stage(row.stage).label), str(Colour(row.colour).label)]
    return " · ".join([*words, CATEGORIES.name_of(row.category, content)] if row.category else words)


TIME_LIMITS = Section(
    key="time_limits",
    title=gettext_lazy("办理时限"),
    shape=LimitRow,
    code=lambda row: ".".join(filter(None, (row.stage.value, row.colour.value, row.category))),
    labels={
        "stage": gettext_lazy("环节"),
        "colour": gettext_lazy("颜色"),
        "category": gettext_lazy("分类"),
        **TIMED_LABELS,
        "binding": gettext_lazy("有约束力"),
    },
    shown={
        "stage": lambda stage: Stage(stage).label,
        "colour": lambda colour: Colour(colour).label,
        **TIMED_SHOWN,
    },
    refers={"category": CATEGORIES},
    called=_called,
    check=_check,
    load=_load,
    required=True,
)
