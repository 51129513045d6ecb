"""How good the guesses are, which version is in use, and putting another one in use."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases.rules import first_line
from linli.core import audit
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.solvers.intervals import wilson
from linli.triage.actions.guessing import RULES
from linli.triage.actions.learning import activate_model
from linli.triage.forms import ActivateForm
from linli.triage.queries import accuracy as queries
from linli.triage.tasks import learn_now


@staff_page()
@never_cache
@require_GET
def home(request: Request) -> HttpResponse:
    """The version in use, or the one asked for."""
    return _home(request, ActivateForm())


def _home(request: Request, form: ActivateForm, status: int = 200) -> HttpResponse:
    versions = queries.versions(request.actor)
    asked = request.GET.get("version", "")
    in_use = next((one for one in versions if one.active), None)
    shown = next((one for one in versions if str(one.version) == asked), None) or in_use
    live = queries.live_figures(request.actor, shown.version) if shown else None
    rules = queries.live_figures(request.actor, RULES)
    codes = {code for pair in (shown.confusions if shown else ()) for code in pair[:2]}
    codes |= {
        code for one in (*(live.confused if live else ()), *rules.confused) for code in (one.was, one.said)
    }
    context: dict[str, Any] = {
        "versions": versions,
        "in_use": in_use,
        "shown": shown,
        "live": live,
        "rules": rules,
        "names": queries.category_names(codes),
        "wilson": wilson,
        "may_manage": request.actor.has(Right.PACK_MANAGE),
        "form": form,
        "asked_for": bool(request.GET.get("learning")),
        "now": timezone.now(),
    }
    return render_page(request, "triage/accuracy.html", context=context, status=status)


@staff_page()
@never_cache
@require_GET
def confused(request: Request, version: int) -> HttpResponse:
    """The cases behind one cell: what they were, what was said."""
    was, said = request.GET.get("was", ""), request.GET.get("said", "")
    model = queries.model_for(request.actor, version)
    page = queries.confused_cases(
        request.actor, version, was=was, said=said, after=request.GET.get("after", "")
    )
    context = {
        "model": model,
        "page": page,
        "was": was,
        "said": said,
        "names": queries.category_names([was, said]),
        "first_line": first_line,
        "now": timezone.now(),
    }
    return render_page(request, "triage/confused.html", context=context)


@staff_page(Right.PACK_MANAGE)
@require_POST
def activate(request: Request, version: int) -> HttpResponse:
    """Put a version in use, forwards or back."""
    form = ActivateForm(request.POST)
    model = queries.model_for(request.actor, version)
    if form.is_valid():
        data = form.cleaned_data
        try:
            activate_model(
                request.actor,
                model,
                now=timezone.now(),
                instead_of=data["instead_of"],
                anyway=data["anyway"],
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("triage:accuracy")
    return _home(request, form, status=422)


@staff_page(Right.PACK_MANAGE)
@require_POST
def learn(request: Request) -> HttpResponse:
    """Ask for a new version; a task learns it in a minute or so."""
    now = timezone.now()
    audit.record(request.actor, "triage.learning_asked", ("triagemodel", 0), now=now)
    learn_now.using(key="triage-learn").enqueue()
    response = redirect("triage:accuracy")
    response["Location"] += "?learning=1"
    return response
