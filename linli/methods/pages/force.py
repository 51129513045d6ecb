"""From when on a version is in force: now, or from a day; and what it would have done before."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.methods import queries
from linli.methods.actions.force import activate as activate_pack
from linli.methods.actions.force import cancel_plan, plan_pack
from linli.methods.actions.trials import try_pack
from linli.methods.forms import PlanForm, TrialForm
from linli.methods.models import Pack
from linli.methods.pages.drafts import last_month, take
from linli.methods.queries.force import plan_for, waiting_plans
from linli.methods.queries.trials import trial_before
from linli.methods.terms import CHANGES_SHOWN


@staff_page(Right.PACK_MANAGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: Request, pack_id: int) -> HttpResponse:
    """Show what would change, and do it only when that was seen."""
    found = queries.pack_for(request.actor, pack_id)
    if request.method == "POST":
        seen = request.POST.get("instead_of", "")
        instead_of = int(seen) if seen.isdecimal() else 0
        activate_pack(request.actor, found, now=timezone.now(), instead_of=instead_of)
        return redirect("methods:pack", found.pk)
    return _show(request, found)


def _show(
    request: Request,
    found: Pack,
    *,
    plan: PlanForm | None = None,
    days: TrialForm | None = None,
    status: int = 200,
) -> HttpResponse:
    active, now = queries.active_pack(), timezone.now()
    changes = []
    if active is not None and active.pk != found.pk:
        changes = queries.changes_between(queries.content_of(active), queries.content_of(found))
    context: dict[str, Any] = {
        "pack": found,
        "active": active,
        "changes": changes[:CHANGES_SHOWN],
        "changes_count": len(changes),
        "trial": trial_before(found, active),
        "plans": [one for one in waiting_plans() if one.pack_id == found.pk],
        "plan": plan or PlanForm(),
        "days": days or TrialForm(initial=last_month(now)),
        "now": now,
    }
    return render_page(request, "methods/activate.html", context=context, status=status)


@staff_page(Right.PACK_MANAGE)
@require_POST
def plan(request: Request, pack_id: int) -> HttpResponse:
    found = queries.pack_for(request.actor, pack_id)
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            plan_pack(request.actor, found, form.cleaned_data["starts_on"], now=timezone.now())
        except RuleBroken as fault:
            form.add_error("starts_on", fault.sentence)
        else:
            return redirect("methods:packs")
    return _show(request, found, plan=form, status=422)


@staff_page(Right.PACK_MANAGE)
@require_POST
def cancel(request: Request, plan_id: int) -> HttpResponse:
    cancel_plan(request.actor, plan_for(request.actor, plan_id), now=timezone.now())
    return redirect("methods:packs")


@staff_page(Right.PACK_MANAGE)
@require_POST
def try_out(request: Request, pack_id: int) -> HttpResponse:
    found = queries.pack_for(request.actor, pack_id)
    form = TrialForm(request.POST)
    if form.is_valid():
        days = (form.cleaned_data["first_day"], form.cleaned_data["last_day"])
        try:
            trial = try_pack(request.actor, found, days, now=timezone.now())
        except RuleBroken as fault:
            take(form, fault)
        else:
            return redirect("cases:trial", trial.pk)
    return _show(request, found, days=form, status=422)
