"""Asking for news of an area, with a mailbox or without; saying yes; stopping."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from linli.channels.alerts import actions, queries, rules, words
from linli.channels.alerts.forms import COMMUNITY, GRID, AlertForm
from linli.channels.alerts.terms import PLACES_MOST, Rhythm
from linli.core.errors import DomainError, NotFound, RuleBroken
from linli.core.pages import Request, public_page, render_page, resident_page
from linli.places import locator
from linli.places.locator import Spot
from linli.places.models import Place
from linli.places.queries import base_map

FEED_FRESH_S = 300


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    """One form for both ways: a mailbox that has to say yes, or the address of a feed."""
    groups = queries.groups()
    posted = request.method == "POST"
    form = (
        AlertForm(request.POST, groups=groups)
        if posted
        else AlertForm(initial=_asked(request), groups=groups)
    )
    context: dict[str, Any] = {"form": form, "base": base_map() is not None}
    if posted and form.is_valid():
        try:
            context |= _done(request, form)
        except RuleBroken as fault:
            form.take_fault(fault)
    context |= {"spot": _spot(form), "wanted": form["address"].value()}
    status = 422 if form.errors else 200
    return render_page(request, "channels/alerts/ask.html", context=context, status=status)


def _asked(request: Request) -> dict[str, Any]:
    asked = {name: request.GET[name] for name in ("place", "door", "lon", "lat") if request.GET.get(name)}
    return {"reach": GRID, "rhythm": Rhythm.DAILY} | asked


def _done(request: Request, form: AlertForm) -> dict[str, Any]:
    data = form.cleaned_data
    places = places_meant(data)
    if data["do"] == "feed":
        query = QueryDict(mutable=True)
        query.setlist("place", [str(place.pk) for place in places])
        query.setlist("group", data["groups"])
        return {
            "places": places,
            "feed": request.build_absolute_uri(reverse("channels:alert_feed")) + "?" + query.urlencode(),
        }
    actions.ask_watch(
        request.actor,
        data["address"],
        places,
        groups=data["groups"],
        rhythm=Rhythm(data["rhythm"]),
        now=timezone.now(),
    )
    return {"places": places, "asked": True}


def places_meant(data: dict[str, Any]) -> list[Place]:
    """A drawn area before a point before a chosen place; as grids, or as one whole community."""
    if data["area"]:
        shape = rules.drawn(data["area"])
        if shape is None:
            raise _nowhere(_("画的范围认不出来：请在地图上至少点三个角。"))
        return queries.grids_touched(shape)
    spot = _located(data)
    if spot is None:
        raise _nowhere(_("请先选择小区和楼栋，或在地图上点一个位置。"))
    if data["reach"] == COMMUNITY or (data["reach"] == GRID and spot.grid_id is None):
        return queries.watchable([spot.community_id or spot.subdistrict_id or 0]) or _none()
    if data["reach"] == GRID:
        return queries.watchable([spot.grid_id or 0])
    if spot.lon is None or spot.lat is None:
        raise _nowhere(_("这个地方没有坐标，请选“这个网格”或“整个社区”。"))
    return queries.grids_touched(rules.circle(spot.lon, spot.lat, int(data["reach"])))


def _nowhere(sentence: str) -> RuleBroken:
    return RuleBroken("area_missing", sentence, {"reach": sentence})


def _none() -> list[Place]:
    raise _nowhere(_("这个地方不属于任何社区，请重新选择。"))


def _located(data: dict[str, Any]) -> Spot | None:
    if data.get("lon") is not None and data.get("lat") is not None:
        return locator.locate_point(data["lon"], data["lat"])
    if data.get("place"):
        return locator.locate_place(data["place"])
    return locator.locate_door(data["door"]) if data.get("door") else None


def _spot(form: AlertForm) -> Spot | None:
    """What the page calls the chosen place; a wrong one is no reason to show no page."""
    place, door = form["place"].value(), form["door"].value()
    try:
        if place:
            return locator.locate_place(int(place))
        return locator.locate_door(door) if door else None
    except (DomainError, ValueError):
        return None


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: Request, key: str) -> HttpResponse:
    """Opening it does nothing: programs that look at mails open links too."""
    watch = queries.watch_by_key(key, timezone.now())
    if request.method == "POST":
        actions.confirm_watch(request.actor, watch, now=timezone.now())
        watch.refresh_from_db()
    context = {"watch": watch, "places": [words.place_name(place) for place in queries.places_of(watch)]}
    return render_page(request, "channels/alerts/confirm.html", context=context)


@csrf_exempt  # the mail program presses it (RFC 8058); whoever has the key may stop it anyway
@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: Request, key: str) -> HttpResponse:
    try:
        watch = queries.watch_by_key(key, timezone.now())
    except NotFound:
        return render_page(request, "channels/alerts/stop.html", context={"watch": None})
    if request.method == "POST":
        actions.stop_watch(request.actor, watch, now=timezone.now())
        return render_page(request, "channels/alerts/stop.html", context={"watch": None})
    return render_page(request, "channels/alerts/stop.html", context={"watch": watch})


@public_page
@require_GET
def feed(request: Request) -> HttpResponse:
    """Atom, without an account and without anything kept: the address says which places and kinds."""
    ids = [int(text) for text in request.GET.getlist("place") if text.isascii() and text.isdigit()]
    places = queries.watchable(ids[:PLACES_MOST])
    if not places:
        raise NotFound("feed_without_place", _("订阅地址里没有本区的网格或社区，请重新取一个地址。"))
    events = queries.feed_events(places, request.GET.getlist("group")[:40])
    names = "、".join(words.place_name(place) for place in places[:3])
    board = request.build_absolute_uri(reverse("channels:open"))
    made = Atom1Feed(
        title=_("身边的办理进展：%(names)s") % {"names": names},
        link=board,
        description="",
        feed_url=request.build_absolute_uri(),
        feed_guid=request.build_absolute_uri(),
        language="zh-Hans",
    )
    for event in events:
        at = rules.by_the_hour(event.at)
        made.add_item(
            title=words.line(event),
            link=board,
            description=words.line(event),
            unique_id=f"urn:linli:event:{event.key}",
            updateddate=at,
            pubdate=at,
            categories=[event.group_name],
        )
    answer = HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(answer, private=True, max_age=FEED_FRESH_S)
    return answer
