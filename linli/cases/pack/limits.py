"""How long each stage may take, with the norm it follows and how sure that norm is.

Only a norm of the whole country whose text was read (certainty S, no `place`) may bind. Everything else is an
example or a choice of the place, and the basis printed on an order says so.
"""

from itertools import product
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.models import Category, TimeLimit
from linli.cases.pack.categories import CATEGORIES
from linli.cases.terms import Colour, Stage
from linli.core.calendar.rules import UNITS
from linli.core.calendar.terms import Clock, Unit
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import FILLED, LINE

# Chinese data, not interface text: it is stored in the row and printed on the order as it stands.
EXAMPLE = "参照{basis}（{place}规定，此处为示例，不具约束力）"

CERTAINTY = {
    "S": gettext_lazy("已核对原文"),
    "P": gettext_lazy("公开页面转述"),
    "L": gettext_lazy("仅在当地有效"),
    "U": gettext_lazy("平台默认，可改"),
}
CLOCKS = {
    Clock.WORKING_HOUR: gettext_lazy("工作时"),
    Clock.WORKING_DAY: gettext_lazy("工作日"),
    Clock.CALENDAR_DAY: gettext_lazy("自然日"),
    Clock.ROUND_THE_CLOCK: gettext_lazy("不分昼夜"),
}
UNIT_WORDS = {
    Unit.MINUTE: gettext_lazy("分钟"),
    Unit.HOUR: gettext_lazy("小时"),
    Unit.DAY: gettext_lazy("天"),
}


class LimitRow(Shape, frozen=True):
    """A row with a category goes before the one of its colour alone."""

    stage: Stage
    colour: Colour
    amount: Annotated[int, Meta(ge=1, le=1000)]
    unit: Unit
    clock: Clock
    basis: Annotated[str, Meta(pattern=FILLED, max_length=120)]
    certainty: Literal["S", "P", "L", "U"]
    category: Annotated[str, Meta(pattern=LINE, max_length=60)] = ""
    place: Annotated[str, Meta(pattern=LINE, max_length=20)] = (
        ""  # where the norm is in force; "" is the whole country, or no norm
    )
    source: Annotated[str, Meta(pattern=LINE, max_length=200)] = ""
    binding: bool = False

    @property
    def printed_basis(self) -> str:
        """What an order says: a local norm is named as an example, never as if it bound here."""
        if self.binding or self.certainty == "U":
            return self.basis
        return EXAMPLE.format(basis=self.basis, place=self.place or "外地")


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
    if limit.unit not in UNITS[limit.clock]:
        units = _("、").join(unit.value for unit in Unit if unit in UNITS[limit.clock])
        told(
            row,
            "unit",
            _("clock 是 %(clock)s 时，unit 只能是 %(units)s") % {"clock": limit.clock.value, "units": units},
        )
    if limit.binding and (limit.certainty != "S" or limit.place):
        told(row, "binding", _('只有核对过原文的全国性规定（certainty = "S"，不写 place）才能设为有约束力'))
    if limit.certainty != "U" and not limit.source:
        told(row, "source", _('缺少 source：写明这条规定出自哪里，或把 certainty 改为 "U"'))
    if limit.certainty == "L" and not limit.place:
        told(row, "place", _("缺少 place：写明这条规定在哪里有效"))


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
        "amount": gettext_lazy("时长"),
        "unit": gettext_lazy("单位"),
        "clock": gettext_lazy("怎么计时"),
        "basis": gettext_lazy("依据"),
        "certainty": gettext_lazy("依据的性质"),
        "place": gettext_lazy("有效地"),
        "source": gettext_lazy("出处"),
        "binding": gettext_lazy("有约束力"),
    },
    shown={
        "stage": lambda stage: Stage(stage).label,
        "colour": lambda colour: Colour(colour).label,
        "unit": lambda unit: str(UNIT_WORDS[unit]),
        "clock": lambda clock: str(CLOCKS[clock]),
        "certainty": lambda certainty: str(CERTAINTY[certainty]),
    },
    refers={"category": CATEGORIES},
    called=_called,
    check=_check,
    load=_load,
    required=True,
)
