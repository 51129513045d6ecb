"""Somebody's way in, helped by whoever arranges the staff; and which roles need a second factor."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.accounts.pages.steps import refused
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import actions, queries, rules
from linli.organisation.forms import SignInNameForm
from linli.organisation.pages.shared import clock
from linli.organisation.terms import Role


@never_cache
@staff_page(Right.STAFF_MANAGE)
def give_sign_in(request: Request, person_id: int) -> HttpResponse:
    """A sign-in name, and the one-time password for it."""
    now, today = clock()
    person = queries.person_for(request.actor, person_id, today)
    form = SignInNameForm(request.POST or None, initial={"sign_in_name": person.staff_number or ""})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_sign_in(request.actor, person, **form.cleaned_data, now=now)
            return _told_once(request, person_id)
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "person": person}
    return render_page(request, "organisation/sign_in_form.html", None, context, status=status)


@never_cache
@staff_page(Right.STAFF_MANAGE)
@require_POST
def give_password(request: Request, person_id: int) -> HttpResponse:
    return _told_once(request, person_id)


def _told_once(request: Request, person_id: int) -> HttpResponse:
    now, today = clock()
    person = queries.person_for(request.actor, person_id, today)
    password = actions.give_password(request.actor, person, now=now)
    context = {"person": person, "password": password}
    return render_page(request, "organisation/password.html", None, context)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def unlock(request: Request, person_id: int) -> HttpResponse:
    now, today = clock()
    actions.unlock(request.actor, queries.person_for(request.actor, person_id, today), now=now)
    return redirect("organisation:person", person_id)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def reset_second_factor(request: Request, person_id: int) -> HttpResponse:
    now, today = clock()
    person = queries.person_for(request.actor, person_id, today)
    actions.reset_second_factor(request.actor, person, now=now)
    return redirect("organisation:person", person_id)


@staff_page(Right.STAFF_MANAGE)
def second_factors(request: Request) -> HttpResponse:
    """Which roles must sign in with a second factor."""
    now, _today = clock()
    if request.method == "POST":
        required = request.POST.get("required") == "1"
        actions.require_second_factor(request.actor, request.POST.get("role", ""), required, now=now)
        return redirect("organisation:second_factors")
    required_roles = queries.second_factor_roles()
    context = {
        "roles": [(role, role in required_roles) for role in Role],
        "may_change": rules.manages_district(request.actor),
    }
    return render_page(request, "organisation/second_factors.html", None, context)
