"""What other rules would have done with past matters: the figures, and the list behind them."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.queries import trials as queries
from linli.cases.rules.what_if import LIMIT, MOST_LISTED
from linli.cases.terms import Colour, Scale, Stage
from linli.core.actors import Level, Right
from linli.core.pages import Request, render_page, staff_page
from linli.core.sheets.writing import write_csv
from linli.core.tasks import worker_alive
from linli.methods.models import Trial, TrialDifference
from linli.methods.queries.trials import trial_for
from linli.places.pack import level_words

KIND_WORDS: dict[str, str | Promise] = {
    "category": gettext_lazy("分类"),
    "colour": gettext_lazy("颜色"),
    "scale": gettext_lazy("规模"),
    "level": gettext_lazy("先由哪一级办"),
    "unit": gettext_lazy("派给谁"),
    "limits": gettext_lazy("时限"),
}


def kind_words(kind: str) -> str:
    if kind.startswith(LIMIT):
        return _("%(stage)s时限") % {"stage": Stage(kind.removeprefix(LIMIT)).label}
    return str(KIND_WORDS[kind])


# What stands in a row, as people say it; what is not here stands there in words.
_SAID: dict[str, Callable[[str], str]] = {
    "colour": lambda value: str(Colour(value).label),
    "scale": lambda value: str(Scale(value).label),
    "level": lambda value: level_words(Level(value)),
}


def said(kind: str, value: str) -> str:
    if value:
        return _SAID[kind](value) if kind in _SAID else value
    return _("没有这一类") if kind == "category" else _("没有")


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_GET
def trial(request: Request, trial_id: int) -> HttpResponse:
    """While it runs, how far it is; htmx asks again every two seconds."""
    found, now = trial_for(request.actor, trial_id), timezone.now()
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    done = found.state == Trial.State.DONE
    context: dict[str, Any] = {
        "trial": found,
        "done": done,
        "asleep": not done and not worker_alive(now),
        "summary": queries.summary_of(found),
        "columns": [(name, KIND_WORDS[name]) for name in queries.COLUMNS],
        "kind": kind,
        "kind_words": kind_words,
        "said": said,
        "page": queries.differences_page(request.actor, found, kind, after) if done else None,
        "sees_cases": request.actor.has(Right.CASE_SEE),
        "most_listed": MOST_LISTED,
        "now": now,
    }
    return render_page(request, "cases/desk/trial.html", "cases/desk/_trial.html", context)


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_GET
def export(request: Request, trial_id: int) -> HttpResponse:
    """The same rows as a table for a spreadsheet."""
    found = trial_for(request.actor, trial_id)
    sees = request.actor.has(Right.CASE_SEE)
    heads = [_("编号"), _("地点")] if sees else []
    heads += [_("分类"), _("哪里不同"), _("原来"), _("试算"), _("原来到期"), _("试算到期")]
    rows = _rows(queries.all_differences(request.actor, found), sees=sees)
    response = StreamingHttpResponse(write_csv(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="trial-{found.pk}.csv"'
    return cast(HttpResponse, response)


def _rows(found: Iterator[TrialDifference], *, sees: bool) -> Iterator[list[str]]:
    for row in found:
        dues = [at.isoformat(" ", "minutes") if at else "" for at in _local(row)]
        what = [row.category, kind_words(row.kind), said(row.kind, row.before), said(row.kind, row.after)]
        yield [*([row.code, row.place] if sees else []), *what, *dues]


def _local(row: TrialDifference) -> list[Any]:
    return [at and timezone.localtime(at).replace(tzinfo=None) for at in (row.before_due, row.after_due)]
