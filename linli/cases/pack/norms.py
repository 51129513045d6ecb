"""What rows of several sections share: the norm a row follows, how sure it is, how long something may take.

Only a norm of the whole country whose text was read (certainty S, no `place`) may bind. Everything else is an
example or a choice of the place, and the basis printed on an order says so.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Meta

from linli.core.calendar.rules import UNITS
from linli.core.calendar.terms import Clock, Unit
from linli.methods.sections import Row, Shape, Told
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


class Norm(Shape, frozen=True, kw_only=True):
    """What a row follows, and how sure that is."""

    basis: Annotated[str, Meta(pattern=FILLED, max_length=120)]
    certainty: Literal["S", "P", "L", "U"] = "U"
    # Where it is in force; empty for the whole country, or for no norm.
    place: Annotated[str, Meta(pattern=LINE, max_length=20)] = ""
    source: Annotated[str, Meta(pattern=LINE, max_length=200)] = ""

    @property
    def binds(self) -> bool:
        return self.certainty == "S" and not self.place

    @property
    def printed_basis(self) -> str:
        """A norm of a place is named as an example, never as if it bound here."""
        if self.binds or self.certainty == "U":
            return self.basis
        return EXAMPLE.format(basis=self.basis, place=self.place or "外地")


class TimedNorm(Norm, frozen=True, kw_only=True):
    """A norm that says how long something may take."""

    amount: Annotated[int, Meta(ge=1, le=1000)]
    unit: Unit
    clock: Clock


def check_norm(row: Row[Any], told: Told) -> None:
    """For rows of a `Norm`."""
    norm = row.value
    if norm.certainty != "U" and not norm.source:
        told(row, "source", _('缺少 source：写明这条规定出自哪里，或把 certainty 改为 "U"'))
    if norm.certainty == "L" and not norm.place:
        told(row, "place", _("缺少 place：写明这条规定在哪里有效"))


def check_timed(row: Row[Any], told: Told) -> None:
    """For rows of a `TimedNorm`."""
    limit = row.value
    if limit.unit not in UNITS[limit.clock]:
        units = _("、").join(unit.value for unit in Unit if unit in UNITS[limit.clock])
        words = {"clock": limit.clock.value, "units": units}
        told(row, "unit", _("clock 是 %(clock)s 时，unit 只能是 %(units)s") % words)
    check_norm(row, told)


NORM_LABELS: Mapping[str, str | Promise] = {
    "basis": gettext_lazy("依据"),
    "certainty": gettext_lazy("依据的性质"),
    "place": gettext_lazy("有效地"),
    "source": gettext_lazy("出处"),
}
TIMED_LABELS: Mapping[str, str | Promise] = {
    "amount": gettext_lazy("时长"),
    "unit": gettext_lazy("单位"),
    "clock": gettext_lazy("怎么计时"),
    **NORM_LABELS,
}
NORM_SHOWN: Mapping[str, Callable[[Any], str | Promise]] = {"certainty": CERTAINTY.__getitem__}
TIMED_SHOWN: Mapping[str, Callable[[Any], str | Promise]] = {
    "unit": UNIT_WORDS.__getitem__,
    "clock": CLOCKS.__getitem__,
    **NORM_SHOWN,
}
