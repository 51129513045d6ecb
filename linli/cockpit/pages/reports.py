"""A past day in sentences, and the table of a period as a file."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.terms import KEPT_WITHIN, LADDER
from linli.cockpit.pages.boards import period
from linli.cockpit.queries import boards, reports
from linli.cockpit.queries.boards import Part
from linli.cockpit.queries.reports import DayReport
from linli.cockpit.rules.sentences import DayNumbers, sentences
from linli.cockpit.terms import SOLVED_AT, WORDS
from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.pages import Request, render_page, staff_page
from linli.core.sheets.writing import write_csv


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def day(request: Request, place_id: int | None = None) -> HttpResponse:
    """Yesterday, or the day asked for, as one would tell it."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = reports.day_report(request.actor, place_id, _day(request, today), now=now)
    context = {
        "report": found,
        "place": found.ground.place,
        "sentences": sentences(found.day, _numbers(found)),
        "earlier": found.day - timedelta(days=1),
        "later": found.day + timedelta(days=1) if found.day + timedelta(days=1) < today else None,
        "words": WORDS,
        "now": now,
    }
    return render_page(request, "cockpit/day.html", context=context)


def _day(request: Request, today: date) -> date:
    asked = request.GET.get("day", "")
    try:
        return date.fromisoformat(asked) if asked else today - timedelta(days=1)
    except ValueError:
        raise NotFound("day") from None


def _numbers(found: DayReport) -> DayNumbers:
    sums = found.sums
    names = ("received", "dispatched", "closed", "ended", "late", "returned", "reworked", "reopened", "rated")
    return DayNumbers(
        **{name: sums[name] for name in (*names, "solved")},
        unsolved=sums["rated"] - sums["solved"],
        usual_received=found.usual_received,
        open_then=found.open_then,
        open_before=found.open_before,
        late_where=[(place.name, part["late"]) for place, part in found.parts],
    )


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def table(request: Request, place_id: int) -> HttpResponse:
    """The parts of a place over the period: counts, so that whoever gets the file can compute every share."""
    now, days = timezone.now(), period(request)
    found = boards.board(request.actor, place_id, days=days, now=now)
    rows = _rows(found.parts or [_itself(found)])
    body = b"".join(write_csv(_columns(), rows))
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    name = f"linli-{found.ground.place.code}-{timezone.localdate(now):%Y%m%d}-{days}d.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


EXPORTED = (
    "received", "dispatched", "finished", "timed", "on_time", "closed", "ended", "returned", "reworked",
    "reopened", "late", "asked", "rated", "solved", "graded", "content", *SOLVED_AT,
)  # fmt: skip


def _columns() -> list[str]:
    now = [_("编码"), _("地方"), _("在办"), _("已超时")]
    work = [
        _("收到"),
        _("派出"),
        _("办结"),
        _("有时限的办结"),
        _("按期办结"),
        _("结案"),
        _("其他了结"),
    ]
    trouble = [_("退回"), _("返工"), _("重新办理"), _("超时次数")]
    answers = [_("请诉求人评价"), _("作了评价"), _("说解决了"), _("问了满意程度"), _("满意或基本满意")]
    levels = [str(KEPT_WITHIN[level]) for level in LADDER]
    return [*now, *work, *trouble, *answers, *levels]


def _rows(parts: Iterable[Part]) -> Iterator[list[Any]]:
    for part in parts:
        name = [part.place.code, part.place.name] if part.place else ["", _("位置待核实")]
        yield [*name, part.now.open, part.late, *(part.sums[measure] for measure in EXPORTED)]


def _itself(found: boards.Board) -> Part:
    figures = found.figures
    return Part(found.ground.place, figures.now, figures.late.all, found.sums, found.before)
