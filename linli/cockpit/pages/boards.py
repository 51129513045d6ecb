"""The board of a place: now, today, the period, part by part; and the same for a wall."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.terms import LADDER, LEVEL_WORDS
from linli.cockpit.queries import boards
from linli.cockpit.queries.grounds import cockpit_seats
from linli.cockpit.terms import LEAST_PUBLIC, LEVEL_NAMES, PERIODS, USUAL_PERIOD, WORDS
from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def home(request: Request, place_id: int | None = None) -> HttpResponse:
    """How things stand in one of the actor's places. htmx asks the same URL for the part that moves."""
    now, days = timezone.now(), period(request)
    found = boards.board(request.actor, place_id, days=days, now=now)
    context = {
        "board": found,
        "place": found.ground.place,
        "figures": found.figures,
        "days": days,
        "periods": PERIODS,
        "seats": cockpit_seats(request.actor),
        "level_names": LEVEL_NAMES,
        "level_words": {level: LEVEL_WORDS[level] for level in LADDER},
        "words": WORDS,
        "least": 0,
        "now": now,
    }
    return render_page(request, "cockpit/home.html", "cockpit/_live.html", context)


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def pulse(request: Request, place_id: int) -> HttpResponse:
    """The figures alone, asked for every few seconds; nothing while they are those the page has."""
    ground, figures = boards.figures(request.actor, place_id, now=timezone.now())
    if request.GET.get("seen") == figures.token:
        return HttpResponse(status=204)
    context = {"figures": figures, "place": ground.place, "words": WORDS, "least": 0}
    return render_page(request, "cockpit/_figures.html", context=context)


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def wall(request: Request, place_id: int | None = None) -> HttpResponse:
    """For a screen in a hall: no count under ten, nobody's name, refreshes itself."""
    now = timezone.now()
    found = boards.board(request.actor, place_id, days=USUAL_PERIOD, now=now, least=LEAST_PUBLIC)
    context = {
        "board": found,
        "place": found.ground.place,
        "figures": found.figures,
        "days": USUAL_PERIOD,
        "level_names": LEVEL_NAMES,
        "words": WORDS,
        "least": LEAST_PUBLIC,
        "now": now,
    }
    return render_page(request, "cockpit/wall.html", "cockpit/_wall.html", context)


def period(request: Request) -> int:
    """The days asked for, if it is one of the periods on offer."""
    asked = request.GET.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), USUAL_PERIOD)
