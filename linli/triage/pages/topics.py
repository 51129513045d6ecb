"""Hot topics of one's place, and problems that come back month after month."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases.rules import first_line
from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page
from linli.triage.actions.topics import choose_recurring
from linli.triage.forms import ChooseForm
from linli.triage.queries import topics as queries
from linli.triage.queries.accuracy import category_names
from linli.triage.terms import PERIOD, RECURRING_MONTHS


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def home(request: Request) -> HttpResponse:
    asked = request.GET.get("place", "")
    place = queries.topic_place(request.actor, int(asked) if asked.isdecimal() else None)
    rows, problems = queries.topics_of(place), queries.recurring_in(place)
    codes = [row.topic.category_code for row in rows] + [one.category_code for one in problems]
    context = {
        "place": place,
        "seats": queries.topic_seats(request.actor),
        "rows": rows,
        "problems": problems,
        "names": category_names(codes),
        "days": PERIOD.days,
        "months": RECURRING_MONTHS,
        "may_choose": request.actor.reaches(Right.CASE_DESK, place),
        "day_of": timezone.localdate,
    }
    return render_page(request, "triage/topics.html", context=context)


@staff_page(Right.COCKPIT_SEE)
@never_cache
@require_GET
def topic(request: Request, topic_id: int) -> HttpResponse:
    """Where it occurs, and its matters within what one may see."""
    found = queries.topic_for(request.actor, topic_id)
    context = {
        "topic": found,
        "places": queries.seen_places(request.actor, found),
        "page": queries.topic_cases(request.actor, found, after=request.GET.get("after", "")),
        "names": category_names([found.category_code]),
        "days": PERIOD.days,
        "first_line": first_line,
        "day_of": timezone.localdate,
    }
    return render_page(request, "triage/topic.html", context=context)


@staff_page(Right.CASE_DESK)
@require_POST
def choose(request: Request, problem_id: int) -> HttpResponse:
    """每月一题: make a problem the topic of a month; an empty month takes it back."""
    problem = queries.recurring_for(request.actor, problem_id)
    form = ChooseForm(request.POST)
    month = form.cleaned_data["month"] if form.is_valid() else "?"
    choose_recurring(request.actor, problem, month=month, now=timezone.now())
    return redirect("triage:topics")
