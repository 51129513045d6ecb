"""What a cell of these files means, or why it means nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import batched

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.reading import Row
from linli.organisation import queries
from linli.organisation.models import Unit
from linli.places.models import Place

type Values = Mapping[str, str]


def bad(sentence: str) -> RuleBroken:
    return RuleBroken("row_bad", sentence)


def unit_of(values: Values) -> Unit | None:
    code = values.get("unit", "")
    if not code:
        return None
    unit = Unit.objects.select_related("place").filter(code=code).first()
    if unit is None:
        raise bad(_("没有代码为 %(code)s 的单位，请先导入单位") % {"code": code})
    return unit


def places_named(rows: Sequence[Row]) -> dict[str, Place]:
    """The places the file names, by code: a few statements for all rows."""
    codes = sorted({row.values.get("place", "") for row in rows} - {""})
    found: dict[str, Place] = {}
    for some in batched(codes, 500):
        for place in queries.light_places().filter(code__in=some, valid_to=None):
            found[place.code] = place
    return found


def place_of(values: Values, places: Mapping[str, Place]) -> Place | None:
    code = values.get("place", "")
    if code and code not in places:
        raise bad(_("没有代码为 %(code)s 的地方，请先导入区划和网格") % {"code": code})
    return places.get(code)


def named(cell: str, choices: Iterable[tuple[str, str | Promise]], column: str) -> str:
    """A choice by its identifier or by what people call it."""
    known = {str(label): str(value) for value, label in choices}
    if cell in known.values():
        return cell
    if cell not in known:
        words = {"column": column, "cell": cell[:20], "known": _("、").join(known)}
        raise bad(_("%(column)s写的是“%(cell)s”，可以写：%(known)s") % words)
    return known[cell]


def day_of(values: Values) -> date | None:
    cell = values.get("since", "").replace("/", "-").replace(".", "-")[:10]
    if not cell:
        return None
    try:
        return datetime.strptime(cell, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise bad(_("起始日期写的是“%(cell)s”，应像 2026-05-08") % {"cell": cell}) from None
