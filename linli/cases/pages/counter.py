"""The counter: a clerk files for somebody who came, called or wrote."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases import rules
from linli.cases.actions.answering import OF_DESK
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import signature
from linli.cases.actions.receipts import send_receipt
from linli.cases.actions.reports import Receipt, Report
from linli.cases.forms import IntakeForm
from linli.cases.models import Case
from linli.cases.pages import asking, keeping
from linli.cases.terms import Origin
from linli.core.actors import Actor, Right
from linli.core.errors import Gone, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.places import locator

FILED = "cases.counter.filed"
SHOWN_FOR = timedelta(hours=1)  # the receipt, to whoever filed it


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
    spot = locator.locate_place(int(place)) if place and str(place).isdecimal() else None
    more = False
    if request.method == "POST":
        asking.put_questions(request, form, OF_DESK, insists=False)
        more = form.is_valid() and asking.is_first_sight(request, form)
        if more or form.errors:
            asking.keep_what_was_sent(request.actor, form, now=timezone.now())
    if request.method == "POST" and form.is_valid() and not more:
        try:
            receipt = _file(request.actor, form, spot)
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            token = signing.dumps([receipt.case_id, request.actor.id], salt=FILED)
            return redirect("cases:filed", token)
    context: dict[str, Any] = {"form": form, "spot": spot, "more": more, "mark": asking.mark_of(form.asked)}
    context["kept"] = keeping.kept_photos(form)
    return render_page(request, "cases/desk/intake.html", context=context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {
        "place": request.GET.get("place"),
        "channel": request.GET.get("channel", "phone"),
        "whose": "self",
        "intake_key": f"desk:{secrets.token_urlsafe(16)}",
    }


@staff_page(Right.CASE_INTAKE)
@never_cache
@require_http_methods(["GET", "POST"])
def filed(request: Request, token: str) -> HttpResponse:
    """What is read out to the caller, printed, or (POST) sent: for an hour, to whoever filed it."""
    gone = Gone("receipt_over", _("这张回执只在登记后一小时内显示。请到诉求队列里找这一件。"))
    try:
        case_id, clerk = signing.loads(token, salt=FILED, max_age=SHOWN_FOR)
    except signing.BadSignature:
        raise gone from None
    case = Case.objects.select_related("caller", "community", "estate", "building").filter(pk=case_id).first()
    if case is None or clerk != request.actor.id:
        raise gone
    link = f"{settings.BASE_URL}{reverse('cases:progress', args=[case.key])}"
    if request.method == "POST":
        send_receipt(request.actor, case, link=link, now=timezone.now())
        return redirect(f"{request.path}?sent=1")
    context = {
        "case": case,
        "code": rules.spoken_code(case.code),
        "link": link,
        "qr": keeping.qr_svg(link),
        "may_send": bool(settings.GATEWAYS["sms"]["url"] and case.caller.phone),
        "sent": "sent" in request.GET,
        "now": timezone.now(),
    }
    return render_page(request, "cases/desk/filed.html", context=context)


def _file(actor: Actor, form: IntakeForm, spot: locator.Spot | None) -> Receipt:
    data, now = form.cleaned_data, timezone.now()
    agency = data["whose"] == "agency"
    proxy = _("代理人%(who)s，%(clerk)s登记") % {"who": data["proxy"], "clerk": actor.name}
    report = Report(
        text=data["text"],
        spot=spot,
        place_name=data["place_name"],
        name=data["name"] or (signature(actor)[:40] if agency else ""),
        phone=data["phone"],
        kind=data["kind"],
        channel=data["channel"],
        origin=Origin.AGENCY if agency else Origin.RESIDENT,
        confidential=data["confidential"],
        photos=keeping.keep_photos(actor, form, now=now),
        filed_by=(proxy if data["whose"] == "proxy" else actor.name)[:40],
        intake_key=data["intake_key"] or None,
        answers=form.answers,
    )
    return receive(actor, report, now=now)
