"""What was handed up to a desk, and what was solved at which level."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.pages.queue import row_of, seat_of
from linli.cases.queries.queue import raised_lines, solved_lines
from linli.cases.terms import KEPT_WITHIN, LADDER
from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.pages import Request, render_page, staff_page
from linli.places.queries import place_for

USUAL_DAYS = 30


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def raised(request: Request) -> HttpResponse:
    """What a level below could not solve, on top of the queue; a page of its own without htmx."""
    seat, now = seat_of(request), timezone.now()
    rows = [row_of(line, now) for line in raised_lines(request.actor, seat)]
    context = {"seat": seat, "rows": rows, "now": now}
    return render_page(request, "cases/desk/raised.html", "cases/desk/_raised.html", context)


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def solved(request: Request, place_id: int, level: str) -> HttpResponse:
    """The list behind a number: what was closed in a place in some days and solved at this level."""
    if level not in LADDER:
        raise NotFound("level")
    place, now = place_for(request.actor, place_id), timezone.now()
    today = timezone.localdate(now)
    last = _day(request, "to", today)
    first = _day(request, "from", last - timedelta(days=USUAL_DAYS - 1))
    page = solved_lines(request.actor, place, level, (first, last), after=request.GET.get("after", ""))
    query = f"?from={first}&to={last}&after="
    context = {
        "place": place,
        "kept": KEPT_WITHIN[level],
        "first": first,
        "last": last,
        "rows": [row_of(line, now) for line in page.rows],
        "newer": query + page.previous if page.previous else None,
        "older": query + page.next if page.next else None,
        "now": now,
    }
    return render_page(request, "cases/desk/solved.html", context=context)


def _day(request: Request, name: str, usual: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, "") or usual.isoformat())
    except ValueError:
        raise NotFound("day") from None
