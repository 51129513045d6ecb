"""The shares of a place, the cases behind each number, and the same as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.callbacks import terms
from linli.callbacks.pages.calls import _with
from linli.callbacks.queries import behind as lists
from linli.callbacks.queries import shares as reads
from linli.callbacks.queries.grounds import share_seats
from linli.callbacks.queries.shares import Line, Period, Report
from linli.callbacks.rules.shares import differs, may_compare
from linli.cases.terms.requests import EXCLUSION_GROUNDS
from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.pages import Request, render_page, staff_page
from linli.core.sheets.writing import write_csv, write_xlsx
from linli.organisation.terms import UnitKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def shares(request: Request, place_id: int | None = None) -> HttpResponse:
    """What callers say and how the work went, part by part and unit by unit; never a ranking."""
    days, by, now = asked_days(request), _by(request), timezone.now()
    found = reads.report(request.actor, place_id, by=by, days=days, now=now)
    kinds = [kind for kind in UnitKind.values if any(line.kind == kind for line in found.lines)]
    kind = request.GET.get("kind", "") if by == "unit" else ""
    kind = kind if kind in kinds else (kinds[0] if kinds and by == "unit" else "")
    context = {
        "report": found,
        "place": found.ground.place,
        "lines": [line for line in found.lines if not kind or line.kind == kind],
        "kinds": [(one, UnitKind(one).label) for one in kinds],
        "kind": kind,
        "by": by,
        "days": days,
        "periods": terms.PERIODS,
        "seats": share_seats(request.actor),
        "shares": terms.SHARES,
        "groups": terms.GROUPS,
        "level_names": terms.LEVEL_NAMES,
        "reasons": EXCLUSION_GROUNDS,
        "rules": (terms.PERIOD_RULE, terms.ORDER_RULE, terms.SMALL_RULE, terms.EXCLUDED_RULE),
        "least": terms.LEAST_SAMPLE,
        "may_compare": may_compare,
        "differs": differs,
        "now": now,
    }
    return render_page(request, "callbacks/shares.html", context=context)


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def glance(request: Request, place_id: int) -> HttpResponse:
    """Three shares of a place, for a page of another app that shows them by this address."""
    days = asked_days(request)
    found = reads.report(request.actor, place_id, by="place", days=days, now=timezone.now())
    context = {
        "report": found,
        "place": found.ground.place,
        "days": days,
        "names": ("response", "resolution", "satisfaction"),
        "shares": terms.SHARES,
        "may_compare": may_compare,
    }
    return render_page(request, "callbacks/_glance.html", context=context)


def asked_days(request: Request) -> int:
    asked = request.GET.get("days", "")
    return next((days for days in terms.PERIODS if str(days) == asked), terms.USUAL_PERIOD)


def _by(request: Request) -> str:
    return "unit" if request.GET.get("by") == "unit" else "place"


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def behind(request: Request, place_id: int) -> HttpResponse:
    """The cases a number counts."""
    share, part, unit = (request.GET.get(name, "") for name in ("share", "part", "unit"))
    asked = lists.Asked(share, part, whole_number(unit), request.GET.get("after", ""))
    days = asked_days(request)
    period = Period.until(timezone.localdate(timezone.now()), days)
    found = lists.behind(request.actor, place_id, period, asked)
    page = found.page
    context = {
        "found": found,
        "place": found.ground.place,
        "share": terms.SHARES[share],
        "part": part,
        "days": days,
        "older": _with(request.GET, after=page.next) if page.next else None,
        "newer": _with(request.GET, after=page.previous) if page.previous else None,
        "now": timezone.now(),
    }
    return render_page(request, "callbacks/behind.html", context=context)


def whole_number(text: str) -> int | None:
    if text and not (text.isdecimal() and len(text) < 19):
        raise NotFound("unit")
    return int(text) if text else None


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def table(request: Request, place_id: int, ending: str) -> HttpResponse:
    """The same as a file, with all counts, today included: whoever gets it can compute every share again."""
    days, by, now = asked_days(request), _by(request), timezone.now()
    found = reads.report(request.actor, place_id, by=by, days=days, now=now)
    name = f"linli-shares-{found.ground.place.code}-{timezone.localdate(now):%Y%m%d}-{days}d-{by}.{ending}"
    if ending == "xlsx":
        body, kind = write_xlsx(_columns(), _rows(found), title=_("回访与比率")), XLSX
    elif ending == "csv":
        body, kind = b"".join(write_csv(_columns(), _rows(found))), "text/csv; charset=utf-8"
    else:
        raise NotFound("table")
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _columns() -> list[str]:
    columns = [_("编码"), _("名称"), _("从"), _("到")]
    for share in terms.SHARES.values():
        label = str(share.label)
        columns += [label, _("%(label)s：分子") % {"label": label}, _("%(label)s：分母") % {"label": label}]
        columns += [_("%(label)s：区间下限") % {"label": label}, _("%(label)s：区间上限") % {"label": label}]
        columns += [_("%(label)s：上期分子") % {"label": label}, _("%(label)s：上期分母") % {"label": label}]
    return [*columns, _("其中电话访到"), _("剔除")]


def _rows(found: Report) -> Iterator[list[Any]]:
    for line in (found.whole, *found.lines):
        yield [line.code, line.name or _("位置待核实"), found.period.first, found.period.last, *_cells(line)]


def _cells(line: Line) -> list[Any]:
    """Without enough of a sample a share has no value, only counts."""
    cells: list[Any] = []
    for name in terms.SHARES:
        now, before = line.now.share(name), line.before.share(name)
        cells += [now.value, now.hits, now.of, now.low, now.high, before.hits, before.of]
    return [*cells, line.now["rung"], line.now["excluded"]]
