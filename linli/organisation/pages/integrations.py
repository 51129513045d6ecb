"""Machines' ways in, for the administrator: listed, opened, given a new token, closed."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.accounts.pages.steps import refused
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.lists import keyset_page
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import actions, queries, rules
from linli.organisation.forms import IntegrationForm, RotateForm
from linli.organisation.models import Integration
from linli.organisation.pages.posts import where_asked
from linli.organisation.pages.shared import clock
from linli.organisation.terms import PER_MINUTE, Role, Scope

USUAL_DAYS = 365


@staff_page(Right.STAFF_MANAGE)
def integrations(request: Request) -> HttpResponse:
    """Every machine's way in of the actor's area, the newest first."""
    now, _today = clock()
    found = queries.visible_integrations(request.actor)
    page = keyset_page(found, order=["-pk"], after=request.GET.get("after", ""))
    context = {
        "page": page,
        "newer": f"?{urlencode({'after': page.previous})}" if page.previous else None,
        "older": f"?{urlencode({'after': page.next})}" if page.next else None,
        "now": now,
    }
    return render_page(request, "organisation/integrations.html", None, context)


@never_cache
@staff_page(Right.STAFF_MANAGE)
def add_integration(request: Request) -> HttpResponse:
    """At `?place=`, in `?unit=`, or at the top of the actor's area."""
    now, today = clock()
    place, unit = where_asked(request)
    if place is None and unit is None:
        place = queries.first_place(request.actor, today)
    initial = {"expires_on": today + timedelta(days=USUAL_DAYS), "per_minute": PER_MINUTE}
    form = IntegrationForm(request.POST or None, initial=initial)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            made, token = actions.add_integration(
                request.actor, **form.cleaned_data, place=place, unit=unit, now=now
            )
            return _told_once(request, made, token)
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "place": place, "unit": unit}
    return render_page(request, "organisation/integration_form.html", None, context, status=status)


@staff_page(Right.STAFF_MANAGE)
def integration(request: Request, integration_id: int) -> HttpResponse:
    found = queries.integration_for(request.actor, integration_id)
    _now, today = clock()
    initial = {"expires_on": today + timedelta(days=USUAL_DAYS), "overlap": True}
    return _page(request, found, RotateForm(initial=initial))


def _page(request: Request, found: Integration, form: RotateForm, status: int = 200) -> HttpResponse:
    now, today = clock()
    context = {
        "integration": found,
        "role": Role(found.post.role).label,
        "scopes": [Scope(scope).label for scope in found.scopes],
        "form": form,
        "now": now,
        "today": today,
        "may_manage": rules.may_give(request.actor, found.post.role, found.post.areas()),
    }
    return render_page(request, "organisation/integration.html", None, context, status=status)


@never_cache
@staff_page(Right.STAFF_MANAGE)
@require_POST
def rotate(request: Request, integration_id: int) -> HttpResponse:
    now, _today = clock()
    found = queries.integration_for(request.actor, integration_id)
    form = RotateForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        token = actions.rotate_token(request.actor, found, **form.cleaned_data, now=now)
    except RuleBroken as error:
        return _page(request, found, form, status=refused(form, error))
    return _told_once(request, found, token)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def revoke(request: Request, integration_id: int) -> HttpResponse:
    now, _today = clock()
    actions.revoke_integration(request.actor, queries.integration_for(request.actor, integration_id), now=now)
    return redirect("organisation:integration", integration_id)


def _told_once(request: Request, made: Integration, token: str) -> HttpResponse:
    context = {"integration": made, "token": token}
    return render_page(request, "organisation/integration_token.html", None, context)
