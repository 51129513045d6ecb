"""What the desk is offered beside a case, with reasons: a unit, a place, look-alikes."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases.queries.cases import case_for, selves_on
from linli.cases.rules import first_line, steps_open_to
from linli.cases.terms import OPEN, Who
from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page
from linli.triage.queries.alike import lookalikes_of
from linli.triage.queries.places import named_places
from linli.triage.queries.units import offered_units


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def suggestions(request: Request, case_id: int) -> HttpResponse:
    """A part of the case's page; empty for whoever is not the desk of an open case."""
    case = case_for(request.actor, case_id)
    who = selves_on(request.actor, case, [])
    if Who.DESK not in who or case.state not in OPEN:
        return HttpResponse(status=204)
    context = {
        "case": case,
        "offers": offered_units(case),
        "places": named_places(case),
        "alike": lookalikes_of(request.actor, case),
        "may_merge": any(step.name == "merge" for step in steps_open_to(case.state, who)),
        "pane": bool(request.GET.get("pane")),
        "first_line": first_line,
        "now": timezone.now(),
    }
    return render_page(request, "triage/_suggestions.html", context=context)
