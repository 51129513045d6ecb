"""Posts: given, filled, ended."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from linli.accounts.pages.steps import refused
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import actions, queries
from linli.organisation.forms import EndForm, FillForm, PostForm
from linli.organisation.models import Person, Post, Unit
from linli.organisation.pages.shared import clock, number_of
from linli.places.models import Place


@staff_page(Right.STAFF_MANAGE)
def appoint(request: Request) -> HttpResponse:
    """A post at `?place=`, in `?unit=`, or both; `?person=`, `?role=` and `?title=` fill the form in."""
    now, today = clock()
    place, unit = where_asked(request)
    initial = {
        "valid_from": today,
        "role": request.GET.get("role", ""),
        "title": request.GET.get("title", ""),
        "person": request.GET.get("person", ""),
    }
    form = PostForm(request.POST or None, initial=initial, actor=request.actor, today=today)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(request.actor, **form.cleaned_data, place=place, unit=unit, now=now)
            return redirect(_home_of(place, unit))
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "place": place, "unit": unit, "back": _home_of(place, unit)}
    return render_page(request, "organisation/post_form.html", None, context, status=status)


def where_asked(request: Request) -> tuple[Place | None, Unit | None]:
    _now, today = clock()
    place_id, unit_id = number_of(request, "place"), number_of(request, "unit")
    place = queries.place_for(request.actor, place_id, today) if place_id is not None else None
    unit = queries.unit_by_id(request.actor, unit_id) if unit_id is not None else None
    return place, unit


def _home_of(place: Place | None, unit: Unit | None) -> str:
    if place is not None:
        return reverse("organisation:place", args=[place.pk])
    return reverse("organisation:unit", args=[unit.pk]) if unit else reverse("organisation:units")


@staff_page(Right.STAFF_MANAGE)
def fill_post(request: Request, post_id: int) -> HttpResponse:
    """Another holder, another deputy."""
    now, today = clock()
    post = queries.post_for(request.actor, post_id, today)
    initial = {"person": _named(post.person), "deputy": _named(post.deputy)}
    form = FillForm(request.POST or None, initial=initial, actor=request.actor, today=today)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_post(request.actor, post, **form.cleaned_data, now=now)
            return redirect(_home_of(post.place, post.unit))
        except RuleBroken as error:
            status = refused(form, error)
    return _post_page(request, post, form, "fill", status)


@staff_page(Right.STAFF_MANAGE)
def end_post(request: Request, post_id: int) -> HttpResponse:
    now, today = clock()
    post = queries.post_for(request.actor, post_id, today)
    form = EndForm(request.POST or None, initial={"on": today})
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_post(request.actor, post, on=form.cleaned_data["on"], now=now)
            return redirect(_home_of(post.place, post.unit))
        except RuleBroken as error:
            status = refused(form, error)
    return _post_page(request, post, form, "end", status)


def _post_page(
    request: Request, post: Post, form: FillForm | EndForm, step: str, status: int
) -> HttpResponse:
    back = _home_of(post.place, post.unit)
    context = {"post": post, "form": form, "step": step, "back": back}
    return render_page(request, "organisation/post.html", None, context, status=status)


def _named(person: Person | None) -> str:
    return (person.staff_number or person.name) if person else ""
