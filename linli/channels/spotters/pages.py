"""A way in without a name, the closed list, and for staff: patrol, open dangers, re-checks, links."""

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.cases.queries.follow import case_by_key
from linli.cases.terms import Origin
from linli.channels.models import SpotterLink
from linli.channels.spotters import actions, blur, queries
from linli.channels.spotters.forms import CheckForm, DangerForm
from linli.channels.spotters.terms import JOINED_DAYS, UNSENT_KEPT, HazardKind
from linli.channels.spotters.terms import Spot as Where
from linli.core.actors import PUBLIC, Right
from linli.core.errors import DomainError, NotFound, RuleBroken, TooMany
from linli.core.files.actions import store_photo
from linli.core.pages import Request, public_page, render_page, resident_page, staff_page
from linli.places import locator
from linli.places.locator import Spot
from linli.places.queries import base_map

COOKIE = "spotter"
JOINED_S = JOINED_DAYS * 86_400


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: Request, token: str) -> HttpResponse:
    """The community's link. Who says yes gets the same cookie as everybody: it names the link alone."""
    try:
        link = queries.link_by_token(token)
    except NotFound:
        raise NotFound("spotter_link_unknown", _("这个链接已经停用，请向社区要新的链接。")) from None
    if request.method == "POST":
        response = redirect("channels:spot")
        response.set_signed_cookie(COOKIE, token, max_age=JOINED_S, httponly=True, samesite="Lax")
        return response
    context = {"community": link.community, "place_name": link.community.name, "token": token}
    return render_page(request, "channels/spotters/join.html", context=context)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def spot(request: Request) -> HttpResponse:
    """One thing from the list. Without a valid link it says where to get one."""
    try:
        link = queries.link_by_token(request.get_signed_cookie(COOKIE, default="", max_age=JOINED_S) or "")
    except NotFound:
        return render_page(request, "channels/spotters/no_link.html", status=404)
    return _danger_page(request, "channels/spotters/spot.html", Origin.SPOTTER, link)


@resident_page
@never_cache
@require_GET
def thanks(request: Request, key: str) -> HttpResponse:
    """Thanks, and nothing that counts."""
    case = case_by_key(key, timezone.now())
    return render_page(request, "channels/spotters/thanks.html", context={"case": case})


@staff_page(Right.CASE_REPORT)
@never_cache
@require_http_methods(["GET", "POST"])
def patrol(request: Request) -> HttpResponse:
    """巡查: the same list, by those on duty."""
    return _danger_page(request, "channels/spotters/patrol.html", Origin.PATROL, None)


def _danger_page(request: Request, template: str, origin: Origin, link: SpotterLink | None) -> HttpResponse:
    kinds = [(row.kind.value, row.title) for row in queries.closed_list().values()]
    posted = request.method == "POST"
    form = DangerForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        kinds=kinds,
        initial=_asked(request),
    )
    located = _located(form)
    if posted and form.is_valid():
        try:
            key = _file(request, form, located, origin, now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            done = reverse("channels:spot_thanks", args=[key]) if link else reverse("channels:hazards")
            return redirect(done)
    context = {
        "form": form,
        "spot": located,
        "blur": blur.is_possible(),
        "base": base_map() is not None,
        "community": link.community if link else None,
        "here": request.path,
    }
    return render_page(request, template, context=context, status=422 if form.errors else 200)


def _asked(request: Request) -> dict[str, Any]:
    asked = {
        name: request.GET[name] for name in ("place", "door", "lon", "lat", "kind") if request.GET.get(name)
    }
    return asked | {"intake_key": get_random_string(22)}


def _file(request: Request, form: DangerForm, located: Spot | None, origin: Origin, *, now: datetime) -> str:
    """A spotter files as nobody, also when he happens to be signed in as staff."""
    data = form.cleaned_data
    actor = PUBLIC if origin == Origin.SPOTTER else request.actor
    if located is None:
        why = _("请先选位置：扫楼门口的二维码、选小区楼栋，或在地图上点一下。")
        raise RuleBroken("place_missing", why, {"where": why})
    if origin == Origin.SPOTTER and queries.crowded(now):
        raise TooMany("hazards_crowded", _("现在提交的人太多，请等一分钟再发送。"), after_s=60)
    photos = actions.store_pictures(actor, data["pictures"], now=now)
    danger = actions.Danger(
        HazardKind(data["kind"]), Where(data["where"]), data["mark"], photos, data["intake_key"] or None
    )
    return actions.file_danger(actor, danger, located, origin=origin, now=now).key


def _located(form: DangerForm) -> Spot | None:
    """A point on the map before a chosen place before a scanned door."""
    place, door, lon, lat = (form[name].value() for name in ("place", "door", "lon", "lat"))
    try:
        if lon and lat:
            return locator.locate_point(float(lon), float(lat))
        if place:
            return locator.locate_place(int(place))
        return locator.locate_door(door) if door else None
    except (DomainError, ValueError) as fault:
        if form.is_bound:
            form.add_error("where", getattr(fault, "sentence", "") or _("这个位置认不出来，请重新选择。"))
        return None


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def hazards(request: Request) -> HttpResponse:
    """Re-checks that are due, and what is open."""
    checks_shown = request.GET.get("show") != "open"
    after = request.GET.get("after", "")
    page: Any = (queries.due_checks if checks_shown else queries.open_hazards)(request.actor, after=after)
    context = {
        "page": page,
        "checks_shown": checks_shown,
        "titles": {kind: row.title for kind, row in queries.closed_list().items()},
        "now": timezone.now(),
        "may_patrol": request.actor.has(Right.CASE_REPORT),
        "may_link": request.actor.has(Right.CASE_DESK),
    }
    return render_page(request, "channels/spotters/hazards.html", context=context)


@staff_page(Right.CASE_SEE)
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: Request, check_id: int) -> HttpResponse:
    """复查: still there or gone, with a picture of how it looks now."""
    found = queries.check_for(request.actor, check_id)
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            photos = [
                store_photo(request.actor, one, purpose="case", now=now, retention_until=now + UNSENT_KEPT)
                for one in form.cleaned_data["photos"][: settings.PHOTOS_PER_STEP]
            ]
            passed = form.cleaned_data["passed"]
            actions.record_check(request.actor, found, passed=passed, photos=photos, now=now)
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("channels:hazards")
    context = {
        "check": found,
        "case": found.hazard.case,
        "form": form,
        "now": timezone.now(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "channels/spotters/check.html", context=context, status=status)


@staff_page(Right.CASE_DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def links(request: Request) -> HttpResponse:
    """For a community's desk: the link to hang up, and a new one when the old has gone too far."""
    if request.method == "POST":
        asked = request.POST.get("community", "")
        community = queries.community_for(request.actor, int(asked) if asked.isdecimal() else 0)
        actions.issue_link(request.actor, community, now=timezone.now())
        return redirect("channels:spotter_links")
    communities = queries.communities_of(request.actor)
    known = queries.links_of(communities)
    rows = [(community, _address(known.get(community.pk))) for community in communities]
    context = {"rows": [(place, address, _qr(address)) for place, address in rows]}
    return render_page(request, "channels/spotters/links.html", context=context)


def _address(link: SpotterLink | None) -> str:
    if link is None:
        return ""
    return settings.BASE_URL.rstrip("/") + reverse("channels:spot_join", args=[link.token])


def _qr(address: str) -> str:
    return segno.make(address, error="m").svg_data_uri(scale=4, border=2) if address else ""
