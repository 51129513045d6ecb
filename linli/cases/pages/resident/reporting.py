"""Saying what is wrong, and the receipt for it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.cases import rules
from linli.cases.actions import caller
from linli.cases.actions.answering import OF_CALLER
from linli.cases.actions.intake import receive
from linli.cases.actions.reports import Receipt, Report
from linli.cases.forms import ReportForm
from linli.cases.pages import asking, keeping
from linli.cases.pages.places import spot_of_form
from linli.cases.pages.resident.frame import case_context, place_context
from linli.cases.queries import follow
from linli.cases.queries.joining import case_to_join
from linli.core.errors import RuleBroken
from linli.core.pages import Request, public_page, render_page, resident_page
from linli.places.locator import Spot


@public_page
@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """Say it in one box; what was typed and sent is kept when something is missing."""
    if request.method != "POST":
        form = ReportForm(initial=_asked(request))
        return _show(request, form, spot_of_form(request, form))
    form, now = ReportForm(request.POST, request.FILES), timezone.now()
    spot = spot_of_form(request, form)
    asking.put_questions(request, form, OF_CALLER, insists=True)
    more = form.is_valid() and asking.is_first_sight(request, form)
    if more or form.errors:
        asking.keep_what_was_sent(request.actor, form, now=now)
        return _show(request, form, spot, more=more)
    try:
        filed = _file(request, form, spot, now=now)
    except RuleBroken as fault:
        form.take_fault(fault)
        return _show(request, form, spot)
    return keeping.remember_case(request, redirect("cases:receipt", filed.key), filed.key)


def _show(request: Request, form: ReportForm, spot: Spot | None, *, more: bool = False) -> HttpResponse:
    context = place_context(spot) | {
        "form": form,
        "kept": keeping.kept_photos(form),
        "danger": rules.danger_number(form["text"].value() or ""),
        "chosen_category": form["category"].value(),
        "mark": asking.mark_of(form.asked),
        "more": more,
    }
    status = 422 if form.errors else 200
    return render_page(request, "cases/resident/report.html", context=context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked = {
        name: request.GET[name]
        for name in ("door", "place", "lon", "lat", "category", "text", "place_name")
        if request.GET.get(name)
    }
    return asked | {"intake_key": get_random_string(22)}


def _file(request: Request, form: ReportForm, spot: Spot | None, *, now: datetime) -> Receipt:
    data = form.cleaned_data
    photos = keeping.keep_photos(request.actor, form, now=now)
    filed = Report(
        text=data["text"],
        spot=spot,
        place_name=data["place_name"],
        name=data["name"],
        phone=data["phone"],
        category_code=data["category"],
        photos=photos,
        intake_key=data["intake_key"] or None,
        answers=form.answers,
    )
    same = case_to_join(request.POST.get("join", ""))
    if same is not None:
        return caller.join_case(request.actor, same, filed, now=now)
    return receive(request.actor, filed, now=now)


@resident_page
@never_cache
@require_GET
def receipt(request: Request, key: str) -> HttpResponse:
    """Code in large type, link, calendar, and until when somebody is sent."""
    case = follow.case_by_key(key, timezone.now())
    link = request.build_absolute_uri(follow.path_of(case.key))
    context = {
        "case": case,
        "sheet": follow.answers_of(case),
        "link": link,
        "qr": keeping.qr_of(link),
        "code": rules.spoken_code(case.code),
    }
    return render_page(request, "cases/resident/receipt.html", context=case_context(case) | context)
