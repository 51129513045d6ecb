"""The counter: a clerk files for somebody who came, called or wrote."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.actions.intake import receive
from linli.cases.actions.reports import Receipt, Report
from linli.cases.forms import IntakeForm
from linli.cases.pages import keeping
from linli.cases.terms import Origin
from linli.core.actors import Actor, Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.places import locator


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def intake(request: Request) -> HttpResponse:
    """File for somebody at the counter, on the phone or on paper; the receipt can be read out and printed."""
    form = (
        IntakeForm(request.POST, request.FILES)
        if request.method == "POST"
        else IntakeForm(initial=_asked(request))
    )
    place = form["place"].value()
    spot = locator.locate_place(int(place)) if place else None
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _file(request.actor, form, spot)
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("cases:case", receipt.case_id)
    context = {"form": form, "spot": spot}
    return render_page(request, "cases/desk/intake.html", context=context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"place": request.GET.get("place"), "channel": request.GET.get("channel", "phone")}


def _file(actor: Actor, form: IntakeForm, spot: locator.Spot | None) -> Receipt:
    data, now = form.cleaned_data, timezone.now()
    report = Report(
        text=data["text"],
        spot=spot,
        place_name=data["place_name"],
        name=data["name"],
        phone=data["phone"],
        kind=data["kind"],
        channel=data["channel"],
        origin=Origin.RESIDENT,
        confidential=data["confidential"],
        photos=keeping.keep_photos(actor, form, now=now),
        filed_by=actor.name,
    )
    return receive(actor, report, now=now)
