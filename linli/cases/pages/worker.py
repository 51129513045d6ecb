"""The worker's face: what is to be done today, in walking order; one thumb does the next step."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.cases import rules
from linli.cases.actions.answering import OF_CALLER
from linli.cases.actions.intake import receive
from linli.cases.actions.reports import Report
from linli.cases.forms import ReportForm
from linli.cases.models import WorkOrder
from linli.cases.pages import asking, keeping
from linli.cases.pages.desk import file_context
from linli.cases.pages.places import spot_of_form
from linli.cases.queries import cases as reads
from linli.cases.terms import OrderState, Origin, Queue
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.organisation.queries.notices import unread_notices


@staff_page()
@never_cache
@require_GET
def today(request: Request) -> HttpResponse:
    """The orders of one's teams: what is urgent first, the rest by the shortest way on."""
    orders = reads.unit_queue(request.actor, sorted(request.actor.unit_ids(Right.CASE_HANDLE))).rows
    now = timezone.now()
    context = {
        "orders": _in_walking_order([one for one in orders if one.case.queue != Queue.WAITING]),
        "waiting": [one for one in orders if one.case.queue == Queue.WAITING],
        "news": list(unread_notices(request.actor)[:5]),
        "next_deed": NEXT_DEED,
        "now": now,
    }
    return render_page(request, "cases/worker/today.html", context=context)


# The one thing the thumb does next, by where the order stands.
NEXT_DEED = {OrderState.DISPATCHED: "accept", OrderState.ACCEPTED: "start", OrderState.IN_HAND: "finish"}


def _in_walking_order(orders: Sequence[WorkOrder]) -> list[WorkOrder]:
    now = timezone.now()
    stops = [
        rules.Stop(order.pk, order.case.lon, order.case.lat, rules.is_pressing(order.runs_out_at, now))
        for order in orders
    ]
    by_id = {order.pk: order for order in orders}
    return [by_id[stop.key] for stop in rules.walking_order(stops)]


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def case(request: Request, case_id: int) -> HttpResponse:
    """The same file as at the desk, for one hand."""
    context = file_context(request, reads.case_file(request.actor, case_id))
    return render_page(request, "cases/worker/case.html", context=context)


@staff_page(Right.CASE_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def snap(request: Request) -> HttpResponse:
    """随手拍: what a worker sees on the way becomes a case like any other."""
    form = (
        ReportForm(request.POST, request.FILES)
        if request.method == "POST"
        else ReportForm(initial=_fresh(request))
    )
    spot, more = spot_of_form(request, form), False
    if request.method == "POST":
        asking.put_questions(request, form, OF_CALLER, insists=False)
        more = form.is_valid() and asking.is_first_sight(request, form)
        if more or form.errors:
            asking.keep_what_was_sent(request.actor, form, now=timezone.now())
    if request.method == "POST" and form.is_valid() and not more:
        data, now = form.cleaned_data, timezone.now()
        try:
            photos = keeping.keep_photos(request.actor, form, now=now)
            report = Report(
                text=data["text"],
                spot=spot,
                place_name=data["place_name"],
                category_code=data["category"],
                origin=Origin.PATROL,
                photos=photos,
                intake_key=data["intake_key"] or None,
                filed_by=request.actor.name,
                answers=form.answers,
            )
            receive(request.actor, report, now=now)
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("cases:today")
    context: dict[str, Any] = {"form": form, "spot": spot, "kept": keeping.kept_photos(form), "more": more}
    context["mark"] = asking.mark_of(form.asked)
    return render_page(request, "cases/worker/snap.html", context=context, status=422 if form.errors else 200)


def _fresh(request: Request) -> dict[str, Any]:
    asked = {name: request.GET[name] for name in ("door", "place", "lon", "lat") if request.GET.get(name)}
    return asked | {"intake_key": get_random_string(22)}
