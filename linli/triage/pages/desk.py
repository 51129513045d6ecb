"""What the desk is offered, with reasons: beside a case and at intake."""

from copy import copy

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases.queries.cases import case_for, selves_on
from linli.cases.queries.rulebook import rule_book
from linli.cases.rules import first_line, steps_open_to
from linli.cases.terms import OPEN, Who
from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page
from linli.triage.pages.resident import guesses, typed
from linli.triage.queries.alike import lookalikes_of, lookalikes_of_words
from linli.triage.queries.classifier import suggested_category, suggested_colour
from linli.triage.queries.places import named_places
from linli.triage.queries.units import offered_units


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def suggestions(request: Request, case_id: int) -> HttpResponse:
    """A part of the case's page; empty for whoever is not the desk of an open case.

    A category is suggested only where neither a person nor the rule book named one; then the units are those
    of the suggested category.
    """
    case = case_for(request.actor, case_id)
    who = selves_on(request.actor, case, [])
    if Who.DESK not in who or case.state not in OPEN:
        return HttpResponse(status=204)
    unnamed = case.category is None
    category = suggested_category(case.text, rule_book()) if unnamed else None
    colour = suggested_colour(case.text, rule_book()) if unnamed else None
    supposed = copy(case)
    supposed.category = category.category if category else case.category
    context = {
        "case": case,
        "category": category,
        "colour": colour,
        "offers": offered_units(supposed),
        "places": named_places(case),
        "alike": lookalikes_of(request.actor, case),
        "may_merge": any(step.name == "merge" for step in steps_open_to(case.state, who)),
        "pane": bool(request.GET.get("pane")),
        "first_line": first_line,
        "now": timezone.now(),
    }
    return render_page(request, "triage/_suggestions.html", context=context)


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_POST
def intake(request: Request) -> HttpResponse:
    """While a clerk types what a caller says: danger, the guessed category, look-alikes to be opened."""
    text, spot = typed(request)
    book = rule_book()
    context = guesses(text, request.POST.get("category", ""), book)
    about = context.pop("about")
    code, now = about.code if about else "", timezone.now()
    found = lookalikes_of_words(request.actor, text, code, spot, now) if spot else []
    return render_page(
        request, "triage/_intake.html", context=context | {"alike": found, "first_line": first_line}
    )
