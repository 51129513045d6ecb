"""The resident's own page: order a service, see who helps and when, stop at any time. No account."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.cases.pages import keeping
from linli.cases.rules import spoken_code
from linli.core.errors import DomainError, NotFound, RuleBroken
from linli.core.pages import Request, public_page, render_page, resident_page
from linli.needs import actions
from linli.needs.actions.raising import Order
from linli.needs.forms import FindForm, OrderForm, RenewForm
from linli.needs.models import CareTask, Need, NeedKind
from linli.needs.pages.shown import need_context
from linli.needs.queries.kinds import kind_named, kinds
from linli.needs.queries.needs import NeedFile, need_by_key, need_file, remembered
from linli.needs.queries.readings import readings_of
from linli.needs.rules.standing import person_of
from linli.needs.terms import ConsentHow, Relation, Source
from linli.places import locator
from linli.places.locator import Spot

MINE, MINE_DAYS, MOST_MINE = "my_needs", 180, 10
FROM_TOMORROW = timedelta(days=1)


@public_page
@never_cache
@require_GET
def start(request: Request) -> HttpResponse:
    """What can be ordered here, and what one ordered on this phone."""
    spot = keeping.last_spot(request)
    context = {"kinds": kinds(), "mine": remembered(_mine(request)), "now": timezone.now()}
    return render_page(request, "needs/start.html", context=context | _place(spot))


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def order(request: Request, kind: str, whom: str) -> HttpResponse:
    """`whom`: self, or other for a mother, a neighbour, a ward."""
    found, now = _kind(kind), timezone.now()
    whom = "self" if whom == "self" else "other"
    posted = request.POST if request.method == "POST" else None
    form = OrderForm(posted, kind=found, whom=whom, initial=_initial(request, found, now))
    spot = _spot(request, form)
    if posted is not None and form.is_valid():
        try:
            raised = actions.raise_need(
                request.actor, order_of(form, found, spot), source=Source.RESIDENT, now=now
            )
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return _remember(
                request, redirect(f"{reverse('needs:mine', args=[raised.key])}?new=1"), raised.key
            )
    context = {"form": form, "kind": found, "whom": whom, "spot": spot} | _place(spot)
    return render_page(request, "needs/order.html", context=context, status=422 if form.errors else 200)


def _kind(code: str) -> NeedKind:
    try:
        return kind_named(code)
    except RuleBroken as fault:
        raise NotFound("kind", fault.sentence) from None


def _initial(request: HttpRequest, kind: NeedKind, now: datetime) -> dict[str, Any]:
    first = timezone.localdate(now) + FROM_TOMORROW
    return {
        "place": request.GET.get("place"),
        "rhythm": kind.rhythm,
        "starts_on": first,
        "ends_on": first + timedelta(days=kind.usual_days - 1),
        "intake_key": get_random_string(22),
    }


def _spot(request: HttpRequest, form: OrderForm) -> Spot | None:
    """The chosen place before the last door of today."""
    chosen = form["place"].value()
    try:
        return locator.locate_place(int(chosen)) if chosen else keeping.last_spot(request)
    except (DomainError, ValueError):
        return None


def order_of(form: OrderForm, kind: NeedKind, spot: Spot | None) -> Order:
    data = form.cleaned_data
    return Order(
        kind=kind.code,
        spot=spot,
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        name=data["name"],
        phone=data["phone"],
        door=data["door"],
        relation=data.get("relation", Relation.SELF),
        proxy_name=data.get("proxy_name", ""),
        proxy_phone=data.get("proxy_phone", ""),
        options=data.get("options", ()),
        wish=data["wish"],
        times=form.times,
        rhythm=data["rhythm"],
        consented=data["consent"],
        how=data.get("how", ConsentHow.ONLINE),
        intake_key=data["intake_key"] or None,
    )


@resident_page
@never_cache
@require_GET
def mine(request: Request, need_key: str) -> HttpResponse:
    """My need: where it stands, who helps, when; and what I can do now."""
    file = _file(need_key)
    context = _context(file) | {"new": request.GET.get("new") == "1"}
    if context["new"]:
        link = f"{settings.BASE_URL}{reverse('needs:mine', args=[need_key])}"
        context |= {"link": link, "qr": keeping.qr_of(link)}
    return render_page(request, "needs/mine.html", context=context)


def _file(key: str) -> NeedFile:
    need = need_by_key(key)
    return need_file(person_of(need.pk), need)


def _context(file: NeedFile) -> dict[str, Any]:
    need, now = file.need, timezone.now()
    community = need.community
    return need_context(file, now) | {
        "code": spoken_code(need.code),
        "place_name": community.name if community else "",
        "community_phone": community.phone if community else "",
    }


@resident_page
@require_POST
def choose(request: Request, need_key: str) -> HttpResponse:
    """This helper, or rather somebody else; no reason is asked."""
    file = _file(need_key)
    if file.live is None:
        raise NotFound("match")
    actions.choose(file.actor, file.live, yes=request.POST.get("yes") == "1", now=timezone.now())
    return redirect("needs:mine", need_key)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: Request, need_key: str) -> HttpResponse:
    """One tap and one confirmation; nothing is asked."""
    file = _file(need_key)
    if request.method == "POST":
        actions.stop(file.actor, file.need, now=timezone.now())
        return redirect("needs:mine", need_key)
    return render_page(request, "needs/stop.html", context=_context(file))


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def renew(request: Request, need_key: str) -> HttpResponse:
    """Goes on with a fresh yes."""
    file, now = _file(need_key), timezone.now()
    longest = timezone.localdate(now) + timedelta(days=file.need.kind.longest_days - 1)
    usual = min(file.need.ends_on + timedelta(days=file.need.kind.usual_days), longest)
    form = RenewForm(request.POST if request.method == "POST" else None, initial={"ends_on": usual})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.renew(
                file.actor, file.need, ends_on=data["ends_on"], consented=data["consent"],
                how=ConsentHow.ONLINE, now=now,
            )  # fmt: skip
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("needs:mine", need_key)
    context = _context(file) | {"form": form}
    return render_page(request, "needs/renew.html", context=context, status=422 if form.errors else 200)


@resident_page
@require_POST
def end(request: Request, need_key: str, name: str) -> HttpResponse:
    """`release`: somebody else, please. `meet`: it is done."""
    file, deeds = _file(need_key), {"release": actions.release, "meet": actions.meet}
    if name not in deeds:
        raise NotFound(name)
    deeds[name](file.actor, file.need, now=timezone.now())
    return redirect("needs:mine", need_key)


@resident_page
@require_POST
def missed(request: Request, need_key: str) -> HttpResponse:
    """Nobody came."""
    file = _file(need_key)
    actions.tell_missed(file.actor, _task(file.need, request.POST.get("task", "")), now=timezone.now())
    return redirect("needs:mine", need_key)


def _task(need: Need, asked: str) -> CareTask:
    found = need.tasks.select_related("helper").filter(pk=int(asked) if asked.isdecimal() else 0).first()
    if found is None:
        raise NotFound("task")
    return found


@resident_page
@never_cache
@require_GET
def readings(request: Request, need_key: str) -> HttpResponse:
    """谁看过我的信息."""
    file = _file(need_key)
    context = _context(file) | {"readings": readings_of(file.need)}
    return render_page(request, "needs/readings.html", context=context)


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Back to a need by its code and four digits."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            need = actions.prove_person(data["code"], data["pin"], now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return _remember(request, redirect("needs:mine", need.key), need.key)
    context = {"form": form} | _place(keeping.last_spot(request))
    return render_page(request, "needs/find.html", context=context, status=422 if form.errors else 200)


def _mine(request: HttpRequest) -> list[str]:
    return (request.get_signed_cookie(MINE, default="", max_age=MINE_DAYS * 86400) or "").split()


def _remember(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    keys = [key, *(known for known in _mine(request) if known != key)][:MOST_MINE]
    response.set_signed_cookie(MINE, " ".join(keys), max_age=MINE_DAYS * 86400, httponly=True, samesite="Lax")
    return response


def _place(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {"spot": None}
    return {"spot": spot, "place_name": spot.name, "community_phone": spot.phone}
