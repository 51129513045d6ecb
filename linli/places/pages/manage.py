"""The tree of places for those who keep it."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from linli.core.actors import Level, Right
from linli.core.errors import RuleBroken
from linli.core.lists import keyset_page
from linli.core.pages import Request, render_page, staff_page
from linli.places import actions, queries
from linli.places.forms import AddForm, DescribeForm, RecodeForm, RenameForm
from linli.places.models import Place
from linli.places.pages import words
from linli.places.terms import AREAS, PlaceKind

ROWS = 50
DRAWN_ABOVE = frozenset(AREAS)


@staff_page(Right.PLACE_MANAGE)
def home(request: Request) -> HttpResponse:
    """The district; a list where a database holds several."""
    roots = list(queries.roots(request.actor)[:ROWS])
    if len(roots) == 1:
        return redirect("places:place", roots[0].pk)
    return render_page(request, "places/home.html", None, {"roots": roots})


@staff_page(Right.PLACE_MANAGE)
def place(request: Request, place_id: int) -> HttpResponse:
    return _show(request, queries.place_for(request.actor, place_id))


def _show(
    request: Request, shown: Place, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page of one place, with whatever form came back bound and open."""
    titles = words.titles(queries.level_titles())
    page = keyset_page(
        queries.children(shown),
        order=["-level", "number", "name", "id"],
        after=request.GET.get("after", ""),
        size=ROWS,
    )
    bound = bound or {}
    context = {
        "place": shown,
        "path": queries.place_path(shown),
        "titles": titles,
        "page": page,
        "counts": queries.counts_within(shown),
        "codes": list(shown.codes.order_by("-valid_to")[:10]),
        "map_url": _map_url(shown),
        "points": _points(shown, page.rows),
        "bound": set(bound),
        "forms": _forms(shown) | bound,
    }
    return render_page(request, "places/place.html", "places/_children.html", context, status=status)


def _forms(shown: Place) -> dict[str, forms.Form]:
    described = {name: getattr(shown, name) for name in ("kind", "number", "households", "phone")}
    return {
        "rename": RenameForm(initial={"was": shown.name, "name": shown.name}),
        "recode": RecodeForm(initial={"was": shown.code}),
        "describe": DescribeForm(initial=described),
        "add": AddForm(initial={"level": words.NEXT_LEVEL.get(shown.level, Level.BUILDING)}),
    }


def _map_url(shown: Place) -> str:
    """What the map draws: the areas one level finer; of a grid, and of what stands in it, the grid."""
    finer = next((below for level, below in pairwise(AREAS) if level == shown.level), None)
    if shown.grid_id:
        return reverse("places:outlines", args=[shown.grid_id]) + f"?links=1&level={Level.GRID}"
    return reverse("places:outlines", args=[shown.pk]) + f"?links=1&level={finer}" if finer else ""


def _points(shown: Place, rows: list[Place]) -> list[dict[str, Any]]:
    """The place itself where nothing finer is drawn, and the estates and buildings listed below the map."""
    here = [] if shown.level in DRAWN_ABOVE else [shown]
    houses = [row for row in rows if row.level in {Level.ESTATE, Level.BUILDING}]
    return [
        {
            "lat": each.lat,
            "lon": each.lon,
            "label": each.name,
            "url": reverse("places:place", args=[each.pk]),
        }
        for each in here + houses
        if each.lat is not None and each.lon is not None
    ]


def _change(
    request: Request,
    place_id: int,
    name: str,
    form: forms.Form,
    act: Callable[[Place, dict[str, Any]], object],
) -> HttpResponse:
    """One form of the page: act and show the page again, or give the form back with what was typed."""
    shown = queries.managed_place_for(request.actor, place_id)
    if form.is_valid():
        try:
            act(shown, form.cleaned_data)
        except RuleBroken as broken:
            for field, why in (broken.fields or {"": broken.sentence}).items():
                form.add_error(field if field in form.fields else None, why)
        else:
            return redirect("places:place", place_id)
    return _show(request, queries.place_for(request.actor, place_id), {name: form}, status=422)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def rename(request: Request, place_id: int) -> HttpResponse:
    def act(shown: Place, typed: dict[str, Any]) -> None:
        shown.name = typed["was"]
        actions.rename_place(request.actor, shown, typed["name"], now=timezone.now())

    return _change(request, place_id, "rename", RenameForm(request.POST), act)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def recode(request: Request, place_id: int) -> HttpResponse:
    def act(shown: Place, typed: dict[str, Any]) -> None:
        shown.code = typed["was"]
        actions.recode_place(request.actor, shown, typed["code"], reason=typed["reason"], now=timezone.now())

    return _change(request, place_id, "recode", RecodeForm(request.POST), act)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def describe(request: Request, place_id: int) -> HttpResponse:
    def act(shown: Place, typed: dict[str, Any]) -> None:
        typed["kind"] = PlaceKind(typed["kind"])
        actions.describe_place(request.actor, shown, **typed, now=timezone.now())

    return _change(request, place_id, "describe", DescribeForm(request.POST), act)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def add(request: Request, place_id: int) -> HttpResponse:
    def act(shown: Place, typed: dict[str, Any]) -> None:
        typed["level"] = Level(typed["level"])
        actions.add_place(request.actor, shown, **typed, now=timezone.now())

    return _change(request, place_id, "add", AddForm(request.POST), act)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def remove(request: Request, place_id: int) -> HttpResponse:
    shown = queries.managed_place_for(request.actor, place_id)
    actions.remove_place(request.actor, shown, now=timezone.now())
    return redirect("places:place", shown.parent_id) if shown.parent_id else redirect("places:home")
