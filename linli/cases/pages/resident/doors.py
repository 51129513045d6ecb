"""The ways in: the front page, the code at the door, and back to an earlier matter."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.cases.actions import contact
from linli.cases.forms import FollowForm
from linli.cases.pages import keeping
from linli.cases.pages.resident.frame import place_context
from linli.core.errors import RuleBroken
from linli.core.pages import Request, public_page, render_page
from linli.places import locator


@public_page
@require_GET
def home(request: Request) -> HttpResponse:
    """Four doors; where one is comes from the last scanned QR code, if any."""
    return render_page(request, "cases/resident/home.html", context=place_context(keeping.last_spot(request)))


@public_page
@require_GET
def door(request: Request, token: str) -> HttpResponse:
    """The QR code at a building's door."""
    spot = locator.locate_door(token)
    response = render_page(request, "cases/resident/home.html", context=place_context(spot) | {"door": token})
    return keeping.remember_spot(response, spot)


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Back to a case by its code and four digits."""
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = contact.prove_caller(
                form.cleaned_data["code"], form.cleaned_data["pin"], now=timezone.now()
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return keeping.remember_case(request, redirect("cases:progress", case.key), case.key)
    context = {"form": form, "mine": keeping.remembered_cases(request)} | place_context(
        keeping.last_spot(request)
    )
    return render_page(
        request, "cases/resident/find.html", context=context, status=422 if form.errors else 200
    )
