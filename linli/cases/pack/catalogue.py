"""The dispatch catalogue: which trade or kind of unit gets a category."""

from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.models import CatalogueRow, Category
from linli.cases.pack.categories import CATEGORIES
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import LINE
from linli.organisation.pack import TRADES
from linli.organisation.terms import UnitKind


class DispatchRow(Shape, frozen=True):
    """By `trade` (a row of [[trades]]), or by `unit_kind` where a place has one: its grid team, office."""

    category: Annotated[str, Meta(pattern=LINE, max_length=60)]
    trade: Annotated[str, Meta(pattern=LINE, max_length=40)] = ""
    unit_kind: UnitKind | None = None


def _check(content: Content, told: Told) -> None:
    for row in content.rows(CATALOGUE):
        _check_row(row, content, told)
    given = content.by_code(CATALOGUE)
    groups = content.by_code(CATEGORIES)
    if content.is_whole(CATALOGUE):
        for category in content.rows(CATEGORIES):
            code, group = category.value.code, category.value.group
            if group in groups and code not in given and group not in given:
                told(category, "code", _("[[catalogue]] 里没有说 %(code)s 派给谁") % {"code": code})


def _check_row(row: Row[DispatchRow], content: Content, told: Told) -> None:
    value = row.value
    if content.lacks(CATEGORIES, value.category):
        told(row, "category", unknown_name(value.category, content.by_code(CATEGORIES), _("分类")))
    if bool(value.trade) == (value.unit_kind is not None):
        told(row, "trade", _("trade 和 unit_kind 要写一个，也只写一个"))
    elif value.trade and content.lacks(TRADES, value.trade):
        told(row, "trade", unknown_name(value.trade, content.by_code(TRADES), _("承办行业")))


def _load(pack: Pack, content: Content) -> None:
    """A row for every category: a kind without one of its own gets its group's."""
    given, trades = content.by_code(CATALOGUE), content.by_code(TRADES)
    rows = []
    for pk, code in Category.objects.filter(pack=pack).order_by("number").values_list("pk", "code"):
        row = given.get(code) or given.get(code.rpartition(".")[0])
        if row is not None:
            kind = trades[row.trade].kind if row.trade else row.unit_kind
            rows.append(CatalogueRow(pack=pack, category_id=pk, trade=row.trade, unit_kind=kind or ""))
    CatalogueRow.objects.bulk_create(rows)


CATALOGUE = Section(
    key="catalogue",
    title=gettext_lazy("派单目录"),
    shape=DispatchRow,
    code=lambda row: row.category,
    labels={
        "category": gettext_lazy("分类"),
        "trade": gettext_lazy("派给哪个行业"),
        "unit_kind": gettext_lazy("或派给哪类单位"),
    },
    shown={"unit_kind": lambda kind: UnitKind(kind).label},
    refers={"category": CATEGORIES, "trade": TRADES},
    called=lambda row, content: CATEGORIES.name_of(row.category, content),
    check=_check,
    load=_load,
)
