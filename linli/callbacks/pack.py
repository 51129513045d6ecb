"""This app's section of a method pack: whom to ask afterwards, how many of them, when and how often."""

from datetime import time
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.callbacks.models import PlanRule
from linli.callbacks.rules.sampling import USUAL
from linli.cases.models import Category
from linli.cases.pack.categories import CATEGORIES
from linli.cases.terms import Colour
from linli.methods.models import Pack
from linli.methods.rules.shapes import unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import LINE
from linli.organisation.pack import TRADES


class CallBackRow(Shape, frozen=True):
    """Without category, trade and colour it holds for everything no other row fits."""

    share: Annotated[float, Meta(ge=0, le=1)]
    category: Annotated[str, Meta(pattern=LINE, max_length=60)] = ""
    trade: Annotated[str, Meta(pattern=LINE, max_length=40)] = ""
    colour: Colour | None = None
    minimum: Annotated[int, Meta(ge=0, le=100)] = USUAL.minimum
    unsatisfied: bool = USUAL.unsatisfied
    wait_days: Annotated[int, Meta(ge=0, le=30)] = USUAL.wait_days
    after: Literal["closing", "deadline"] = "closing"
    tries: Annotated[int, Meta(ge=1, le=10)] = USUAL.tries
    opens: Annotated[str, Meta(max_length=5)] = USUAL.opens.isoformat("minutes")
    closes: Annotated[str, Meta(max_length=5)] = USUAL.closes.isoformat("minutes")


def clock(text: str) -> time | None:
    """
    >>> clock("09:00"), clock("25:00")
    (datetime.time(9, 0), None)
    """
    try:
        return time.fromisoformat(text) if len(text) == len("09:00") else None
    except ValueError:
        return None


def _check(content: Content, told: Told) -> None:
    for row in content.rows(CALLBACKS):
        _check_refers(row, content, told)
        _check_hours(row, told)


def _check_refers(row: Row[CallBackRow], content: Content, told: Told) -> None:
    value = row.value
    if value.category and content.lacks(CATEGORIES, value.category):
        told(row, "category", unknown_name(value.category, content.by_code(CATEGORIES), _("分类")))
    if value.trade and content.lacks(TRADES, value.trade):
        told(row, "trade", unknown_name(value.trade, content.by_code(TRADES), _("承办行业")))


def _check_hours(row: Row[CallBackRow], told: Told) -> None:
    opens, closes = clock(row.value.opens), clock(row.value.closes)
    for key, read in (("opens", opens), ("closes", closes)):
        if read is None:
            told(row, key, _("应写成 09:00 这样的钟点"))
    if opens is not None and closes is not None and opens >= closes:
        told(row, "closes", _("结束的钟点要晚于开始的钟点"))


def _load(pack: Pack, content: Content) -> None:
    categories = dict(Category.objects.filter(pack=pack).values_list("code", "pk"))
    PlanRule.objects.bulk_create(
        PlanRule(
            pack=pack,
            category_id=categories[row.category] if row.category else None,
            trade=row.trade,
            colour=row.colour or "",
            share=row.share,
            minimum=row.minimum,
            unsatisfied=row.unsatisfied,
            wait_days=row.wait_days,
            after=row.after,
            tries=row.tries,
            opens=row.opens,
            closes=row.closes,
        )
        for row in content.values(CALLBACKS)
    )


def _called(row: CallBackRow, content: Content) -> str:
    words = [
        CATEGORIES.name_of(row.category, content) if row.category else "",
        TRADES.name_of(row.trade, content) if row.trade else "",
        str(Colour(row.colour).label) if row.colour else "",
    ]
    return " · ".join(filter(None, words)) or _("其余全部")


AFTER = {"closing": gettext_lazy("结案"), "deadline": gettext_lazy("结案和到期中较晚的")}

CALLBACKS = Section(
    key="callbacks",
    title=gettext_lazy("回访抽样"),
    shape=CallBackRow,
    code=lambda row: (
        "/".join(filter(None, (row.category, row.trade, row.colour and row.colour.value))) or "all"
    ),
    labels={
        "category": gettext_lazy("分类"),
        "trade": gettext_lazy("承办行业"),
        "colour": gettext_lazy("颜色"),
        "share": gettext_lazy("抽多少"),
        "minimum": gettext_lazy("每单位每月至少"),
        "unsatisfied": gettext_lazy("不满意的全访"),
        "after": gettext_lazy("从什么时候算"),
        "wait_days": gettext_lazy("几天后打"),
        "tries": gettext_lazy("最多打几次"),
        "opens": gettext_lazy("最早"),
        "closes": gettext_lazy("最晚"),
    },
    shown={
        "colour": lambda colour: Colour(colour).label,
        "share": lambda share: f"{share * 100:g} %",
        "after": lambda after: AFTER[after],
    },
    refers={"category": CATEGORIES, "trade": TRADES},
    called=_called,
    check=_check,
    load=_load,
)

SECTIONS = (CALLBACKS,)
