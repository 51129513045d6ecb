"""What waits, how whistles go, the lists behind the numbers; and what pages of cases ask for."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.queries.cases import case_for
from linli.cases.terms import OPEN
from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.core.pages import Request, render_page, staff_page
from linli.places.queries import place_for
from linli.whistles import rules
from linli.whistles.queries import numbers
from linli.whistles.queries.whistles import CASE_COLUMNS, MOST, mine, whistles_of
from linli.whistles.terms import WINDOW_DAYS, Kind, State

ORDER = ("-blown_at", "-id")
SHORT = {"short": True, "most": 4}  # at the top of a queue, which begins below it


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def home(request: Request) -> HttpResponse:
    """What waits for me; below it, for leaders and desks, overuse and silence alike."""
    now = timezone.now()
    sees = request.actor.has(Right.COCKPIT_SEE)
    context = {
        "mine": mine(request.actor),
        "short": False,
        "most": MOST,
        "overview": numbers.overview(request.actor, now) if sees else None,
        "measures": numbers.MEASURES,
        "kinds": Kind.choices,
        "level_words": numbers.level_words,
        "days": WINDOW_DAYS,
        "now": now,
    }
    return render_page(request, "whistles/home.html", None, context)


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def waiting(request: Request) -> HttpResponse:
    """The top of the queue: nothing at all when nothing waits."""
    found = mine(request.actor)
    if not found:
        return HttpResponse(status=204)
    return render_page(request, "whistles/_mine.html", None, {"mine": found, "now": timezone.now()} | SHORT)


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def panel(request: Request, case_id: int) -> HttpResponse:
    """Beside a case: its whistles, and the way to blow one."""
    case = case_for(request.actor, case_id)
    found = whistles_of(request.actor, case)
    over = case.state not in OPEN or any(one.state in {State.OPEN, State.PROPOSED} for one in found)
    context = {
        "case": case,
        "whistles": found,
        "may_blow": not over and rules.blowing_seat(request.actor, case) is not None,
        "may_propose": not over and rules.proposing_seat(request.actor, case) is not None,
        "now": timezone.now(),
    }
    return render_page(request, "whistles/panel.html", "whistles/_panel.html", context)


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def glance(request: Request, place_id: int) -> HttpResponse:
    """What sounds now in a place, for pages of other apps. `least`: smaller counts stay unsaid."""
    now, place = timezone.now(), place_for(request.actor, place_id)
    if not request.actor.reaches(Right.COCKPIT_SEE, place):
        raise NotFound(f"whistles {place_id}")
    context = {
        "place": place,
        "found": numbers.sounding(request.actor, place, now),
        "least": _number(request.GET.get("least", "")) or 0,
        "now": now,
    }
    return render_page(request, "whistles/_glance.html", None, context)


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def listed(request: Request) -> HttpResponse:
    """The calls, or with `blown` the whistles, behind one number of the overview."""
    now = timezone.now()
    asked = {name: request.GET.get(name, "") for name in ("what", "kind", "unit", "place", "before")}
    title, page = _listed(request, asked, now)
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "title": title,
        "rows": page.rows,
        "of_calls": asked["what"] != "blown",
        "older": "?" + urlencode(kept | {"after": page.next}) if page.next else None,
        "newer": "?" + urlencode(kept | {"after": page.previous}) if page.previous else None,
        "days": WINDOW_DAYS,
        "before": bool(asked["before"]),
        "now": now,
    }
    return render_page(request, "whistles/listed.html", None, context)


def _listed(request: Request, asked: dict[str, str], now: datetime) -> tuple[str, KeysetPage[Any]]:
    unit_id, place_id = _number(asked["unit"]), _number(asked["place"])
    after, before = request.GET.get("after", ""), bool(asked["before"])
    if asked["what"] == "blown":
        blown = numbers.blown_behind(request.actor, asked["kind"], place_id=place_id, now=now, before=before)
        blown = blown.select_related("place", *CASE_COLUMNS).prefetch_related("calls__unit")
        return _("吹过的哨"), keyset_page(blown, order=ORDER, after=after)
    what = asked["what"]
    calls = numbers.calls_behind(
        request.actor, what, unit_id=unit_id, place_id=place_id, now=now, before=before
    )
    calls = calls.select_related("unit", "whistle__place", *(f"whistle__{name}" for name in CASE_COLUMNS))
    return str(numbers.MEASURES[what].label), keyset_page(calls, order=ORDER, after=after)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise NotFound("number")
    return int(text)
