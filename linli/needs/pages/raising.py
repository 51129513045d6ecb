"""The counter: somebody came, called, or was visited; the receipt is read out and can be printed."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.cases.pages import keeping
from linli.cases.rules import spoken_code
from linli.core.actors import Right
from linli.core.errors import DomainError, Gone, NotFound, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.needs import actions
from linli.needs.forms import RaiseForm
from linli.needs.models import Need
from linli.needs.pages.resident import order_of
from linli.needs.queries.kinds import kind_named, kinds
from linli.needs.terms import Source
from linli.places import locator
from linli.places.locator import Spot

SALT = "needs.raised"
SHOWN_FOR = timedelta(hours=1)


@staff_page(Right.NEED_DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def raise_need(request: Request) -> HttpResponse:
    """First which service, then for whom: `?kind=`, `&place=`."""
    code, now = request.GET.get("kind", ""), timezone.now()
    if not code:
        return render_page(request, "needs/raise_kind.html", context={"kinds": kinds()})
    try:
        kind = kind_named(code)
    except RuleBroken as fault:
        raise NotFound("kind", fault.sentence) from None
    first = timezone.localdate(now) + timedelta(days=1)
    usual = first + timedelta(days=kind.usual_days - 1)
    initial: dict[str, Any] = {"rhythm": kind.rhythm, "starts_on": first, "ends_on": usual}
    initial |= {"place": request.GET.get("place"), "relation": "self", "intake_key": get_random_string(22)}
    form = RaiseForm(request.POST if request.method == "POST" else None, kind=kind, initial=initial)
    spot = _spot(form["place"].value())
    if request.method == "POST" and form.is_valid():
        try:
            raised = actions.raise_need(
                request.actor, order_of(form, kind, spot), source=Source.COUNTER, now=now
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("needs:raised", signing.dumps([raised.need_id, request.actor.id], salt=SALT))
    context = {"form": form, "kind": kind, "spot": spot}
    return render_page(request, "needs/raise.html", context=context, status=422 if form.errors else 200)


def _spot(chosen: Any) -> Spot | None:
    try:
        return locator.locate_place(int(chosen)) if chosen else None
    except (DomainError, ValueError):
        return None


@staff_page(Right.NEED_DESK)
@never_cache
@require_GET
def raised(request: Request, token: str) -> HttpResponse:
    """For an hour, to whoever wrote it down."""
    gone = Gone("receipt_over", _("这张回执只在登记后一小时内显示。请到需求列表里找这一件。"))
    try:
        need_id, clerk = signing.loads(token, salt=SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        raise gone from None
    need = Need.objects.select_related("served", "kind", "community").filter(pk=need_id).first()
    if need is None or clerk != request.actor.id:
        raise gone
    link = f"{settings.BASE_URL}{reverse('needs:mine', args=[need.key])}"
    context = {"need": need, "code": spoken_code(need.code), "link": link, "qr": keeping.qr_svg(link)}
    return render_page(request, "needs/raised.html", context=context)
