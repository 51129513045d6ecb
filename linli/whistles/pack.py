"""This app's section of a method pack: how soon called units check in and arrive, by kind of whistle."""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.cases.pack.limits import CERTAINTY, CLOCKS, EXAMPLE, UNIT_WORDS
from linli.core.calendar.rules import UNITS
from linli.core.calendar.terms import Clock, Unit
from linli.methods.models import Pack
from linli.methods.sections import Content, Row, Section, Shape, Told
from linli.methods.terms import FILLED, LINE
from linli.whistles.models import WhistleLimit
from linli.whistles.terms import Kind, Stage


class WhistleRow(Shape, frozen=True):
    """A kind and stage that no row names keeps the platform's own limit."""

    kind: Kind
    stage: Stage
    amount: Annotated[int, Meta(ge=1, le=1000)]
    unit: Unit
    clock: Clock
    basis: Annotated[str, Meta(pattern=FILLED, max_length=120)]
    certainty: Literal["S", "P", "L", "U"] = "U"
    place: Annotated[str, Meta(pattern=LINE, max_length=20)] = ""
    source: Annotated[str, Meta(pattern=LINE, max_length=200)] = ""

    @property
    def printed_basis(self) -> str:
        if self.certainty == "U" or (self.certainty == "S" and not self.place):
            return self.basis
        return EXAMPLE.format(basis=self.basis, place=self.place or "外地")


def _check(content: Content, told: Told) -> None:
    for row in content.rows(WHISTLES):
        _check_row(row, told)


def _check_row(row: Row[WhistleRow], told: Told) -> None:
    limit = row.value
    if limit.unit not in UNITS[limit.clock]:
        units = _("、").join(unit.value for unit in Unit if unit in UNITS[limit.clock])
        words = {"clock": limit.clock.value, "units": units}
        told(row, "unit", _("clock 是 %(clock)s 时，unit 只能是 %(units)s") % words)
    if limit.certainty != "U" and not limit.source:
        told(row, "source", _('缺少 source：写明这条规定出自哪里，或把 certainty 改为 "U"'))
    if limit.certainty == "L" and not limit.place:
        told(row, "place", _("缺少 place：写明这条规定在哪里有效"))


def _load(pack: Pack, content: Content) -> None:
    WhistleLimit.objects.bulk_create(
        WhistleLimit(
            pack=pack,
            kind=row.kind,
            stage=row.stage,
            amount=row.amount,
            unit=row.unit,
            clock=row.clock,
            basis=row.printed_basis,
        )
        for row in content.values(WHISTLES)
    )


WHISTLES = Section(
    key="whistles",
    title=gettext_lazy("吹哨的时限"),
    shape=WhistleRow,
    code=lambda row: f"{row.kind.value}.{row.stage.value}",
    labels={
        "kind": gettext_lazy("哨的种类"),
        "stage": gettext_lazy("环节"),
        "amount": gettext_lazy("多少"),
        "unit": gettext_lazy("单位"),
        "clock": gettext_lazy("怎么算"),
        "basis": gettext_lazy("依据"),
        "certainty": gettext_lazy("依据的性质"),
        "place": gettext_lazy("有效地"),
        "source": gettext_lazy("出处"),
    },
    shown={
        "kind": lambda kind: Kind(kind).label,
        "stage": lambda stage: Stage(stage).label,
        "unit": lambda unit: UNIT_WORDS[unit],
        "clock": lambda clock: CLOCKS[clock],
        "certainty": lambda certainty: CERTAINTY[certainty],
    },
    called=lambda row, _content: f"{Kind(row.kind).label} · {Stage(row.stage).label}",
    check=_check,
    load=_load,
)

SECTIONS = (WHISTLES,)
