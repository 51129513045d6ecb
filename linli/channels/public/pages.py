"""What anybody may see of all matters: counts by tens, as tables, a map and a file."""

from datetime import date, timedelta
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.channels.public import queries, rules
from linli.channels.public.terms import CLASSES, CSV_DAYS, CSV_DAYS_MOST, LEAST, RECENT_DAYS, WEEKS
from linli.core.actors import Level
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, public_page, render_page
from linli.core.sheets.writing import write_csv
from linli.places.api.public import collection
from linli.places.queries import base_map

FRESH_S = 60


@public_page
@require_GET
def board(request: Request) -> HttpResponse:
    """Open, solved lately and how fast, by place and by kind. One statement: told figures only."""
    found = queries.board()
    figures = found.figures if found else None
    context: dict[str, Any] = {"board": found, "figures": figures, "least": LEAST, "days": RECENT_DAYS}
    if figures:
        weeks = [(date.fromisoformat(day), new, solved) for day, new, solved in figures["weeks"]]
        context |= {"weeks": weeks, "bars": rules.bars_of([(new, solved) for _day, new, solved in weeks])}
    return _public(render_page(request, "channels/public/board.html", context=context | {"span": WEEKS}))


@public_page
@require_GET
def area_map(request: Request) -> HttpResponse:
    """Communities shaded by what is open there, and the same as a table."""
    found = queries.board()
    rows = found.figures["communities"] if found else []
    most = max((row["open"] for row in rows), default=0)
    context = {
        "board": found,
        "rows": rows,
        "classes": [(rules.shade_of(low, most), low, high) for low, high in rules.classes_of(most)],
        "least": LEAST,
        "base": base_map() is not None,
    }
    return _public(render_page(request, "channels/public/map.html", context=context))


@public_page
@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """{"areas": FeatureCollection} for the map: communities with the class of their count."""
    found, district = queries.board(), queries.district()
    if found is None or district is None:
        raise NotFound("no_board")
    counts = queries.told_areas(found.figures)
    most = max(counts.values(), default=0)
    shapes = collection(district, Level.COMMUNITY)
    for feature in shapes["features"]:
        own, count = feature["properties"], counts.get(feature["id"], 0)
        own["share"] = round(rules.shade_of(count, most) / CLASSES, 2)
        own["label"] = f"{own['name']} {said(count)}"
    return _public(_json({"areas": shapes}))


@public_page
@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Day × community × group, today included; `from` and `to` choose other days."""
    today = timezone.localdate(timezone.now())
    first, last = _days(request, today)
    words = {"unknown_place": _("位置待核实"), "no_group": _("待分类")}
    lines = queries.statistics(first, last, **words)
    whole = _("全区"), _("全部类别")
    rows = (
        (
            line.day.isoformat(),
            line.community or whole[0],
            line.group or whole[1],
            line.received or "",
            line.closed or "",
        )
        for line in lines
    )
    columns = [_("日期"), _("社区"), _("类别"), _("新反映（十件一档）"), _("结案（十件一档）")]
    answer = HttpResponse(b"".join(write_csv(columns, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="linli-open-{first}-{last}.csv"'
    patch_cache_control(answer, public=True, max_age=FRESH_S)
    return answer


def _days(request: HttpRequest, today: date) -> tuple[date, date]:
    try:
        last = min(date.fromisoformat(request.GET.get("to", "") or today.isoformat()), today)
        usual = last - timedelta(days=CSV_DAYS - 1)
        first = date.fromisoformat(request.GET.get("from", "") or usual.isoformat())
    except (ValueError, OverflowError):
        raise RuleBroken("days_unreadable", _("日期请写成 2026-05-08 这样。")) from None
    if not 0 <= (last - first).days < CSV_DAYS_MOST:
        raise RuleBroken("days_too_many", _("一次最多下载 %(n)d 天，请分几次下载。") % {"n": CSV_DAYS_MOST})
    return first, last


def said(count: int) -> str:
    """A told count in words: what is under ten has no number."""
    if count < LEAST:
        return _("不足 %(n)d 件") % {"n": LEAST}
    return _("%(low)d–%(high)d 件") % {"low": count, "high": count + LEAST - 1}


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type="application/json; charset=utf-8")


def _public(answer: HttpResponse) -> HttpResponse:
    """The same for everybody, but for language and type size: kept by browsers, not by what lies between."""
    patch_cache_control(answer, private=True, max_age=FRESH_S)
    return answer
