"""Blowing: one page with kind, units and reason; a grid's people ask their community on the same page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from linli.cases.models import Case
from linli.cases.queries.cases import case_for
from linli.cases.rules import spoken_code
from linli.core.actors import Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.whistles import actions, rules
from linli.whistles.forms import BlowForm
from linli.whistles.queries.limits import limits_of
from linli.whistles.queries.whistles import unit_choices
from linli.whistles.terms import Kind


@staff_page(Right.CASE_SEE)
@never_cache
def blow(request: Request, case_id: int) -> HttpResponse:
    case = case_for(request.actor, case_id)
    blows = rules.blowing_seat(request.actor, case) is not None
    if not blows and rules.proposing_seat(request.actor, case) is None:
        raise NotAllowed("may_not_blow")
    form = BlowForm(request.POST or None, choices=unit_choices(case))
    if request.method != "POST":
        return _page(request, case, form, blows=blows)
    if form.is_valid():
        act = actions.blow if blows else actions.propose
        try:
            made = act(request.actor, case_id, form.asked, now=timezone.now())
            return redirect("whistles:whistle", made.pk)
        except RuleBroken as fault:
            form.take_fault(fault)
    return _page(request, case, form, blows=blows, status=422)


def _page(request: Request, case: Case, form: BlowForm, *, blows: bool, status: int = 200) -> HttpResponse:
    limits = [(Kind(kind).label, limits_of(kind).words) for kind in Kind.values]
    context = {"case": case, "code": spoken_code(case.code), "form": form, "blows": blows, "limits": limits}
    return render_page(request, "whistles/blow.html", None, context, status=status)
