"""Referral tasks: typed in one by one by their reference. There is no list and no search (D-4)."""

import re
from time import monotonic

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.actors import Right
from linli.core.errors import NotAllowed, NotFound, RuleBroken, TooMany
from linli.core.pages import Request, render_page, staff_page
from linli.core.throttle import Throttle
from linli.needs import actions
from linli.needs.actions.referring import offices_of
from linli.needs.forms import OpenForm, ReferForm
from linli.organisation.models import Unit

TRIES = Throttle()
TRIES_A_MINUTE = 6  # a reference has 22^12 possible values; this keeps even a list of them from being tried


@staff_page(Right.NEED_HELP)
@never_cache
@require_http_methods(["GET", "POST"])
def referrals(request: Request) -> HttpResponse:
    """Type a reference; the answer stands on this page only and is not kept."""
    form, told = OpenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        _slow_down(request)
        try:
            told = actions.open_referral(request.actor, form.cleaned_data["reference"], now=timezone.now())
        except NotFound as fault:
            form.add_error("reference", fault.sentence)
    context = {"form": form, "told": told, "offices": offices_of(request.actor), "now": timezone.now()}
    return render_page(request, "needs/referrals.html", context=context, status=422 if form.errors else 200)


def _slow_down(request: Request) -> None:
    wait_s = TRIES.wait_s(request.actor.id, per_minute=TRIES_A_MINUTE, at_s=monotonic())
    if wait_s:
        raise TooMany("tries", _("试得太快，请 %(wait)d 秒后再输。") % {"wait": wait_s}, after_s=wait_s)


@staff_page(Right.NEED_HELP)
@never_cache
@require_POST
def finish(request: Request) -> HttpResponse:
    _slow_down(request)
    actions.finish_referral(request.actor, request.POST.get("reference", ""), now=timezone.now())
    return redirect("needs:referrals")


@staff_page(Right.NEED_HELP)
@never_cache
@require_http_methods(["GET", "POST"])
def refer(request: Request) -> HttpResponse:
    """For the judicial and the civil-affairs office: leave a task; the reference is shown once."""
    offices = offices_of(request.actor)
    if not offices:
        raise NotAllowed("may_not_refer")
    form, reference = ReferForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            reference = _refer(request, form, offices[0])
        except RuleBroken as fault:
            form.take_fault(fault)
    context = {"form": form, "office": offices[0], "reference": reference}
    return render_page(request, "needs/refer.html", context=context, status=422 if form.errors else 200)


def _refer(request: Request, form: ReferForm, office: Unit) -> str:
    data = form.cleaned_data
    numbers = [number for number in re.split(r"[\s,，、]+", data["staff"]) if number]
    expires_on = data["expires_on"]
    now = timezone.now()
    return actions.refer(
        request.actor, office, asks=data["asks"], staff_numbers=numbers, expires_on=expires_on, now=now
    )
