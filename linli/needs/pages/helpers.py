"""Helpers and offers: of the community at its desk, of one's own unit and oneself."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound, RuleBroken
from linli.core.pages import Request, render_page, staff_page
from linli.needs import actions
from linli.needs.actions.offering import NewHelper, Offer
from linli.needs.forms import HelperForm, OfferForm
from linli.needs.models import Helper
from linli.needs.queries.helpers import helper_for, helper_page, resource_for
from linli.needs.queries.kinds import kind_names, kinds, skill_names
from linli.needs.queries.needs import desk_communities, own_helpers
from linli.needs.rules.times import in_words
from linli.needs.terms import HelperKind
from linli.organisation.models import Person, Unit
from linli.places.models import Place


@staff_page(Right.NEED_DESK)
@never_cache
@require_GET
def helpers(request: Request) -> HttpResponse:
    """Who can help in one's community, and with what."""
    kind = request.GET.get("kind", "")
    page = helper_page(request.actor, kind=kind, after=request.GET.get("after", ""))
    context = {
        "rows": page.rows,
        "older": f"?kind={kind}&after={page.next}" if page.next else None,
        "newer": f"?kind={kind}&after={page.previous}" if page.previous else None,
        "kind": kind,
        "tabs": [(_("全部"), "?", not kind, None)]
        + [(str(one.label), f"?kind={one.value}", one.value == kind, None) for one in HelperKind],
        "names": kind_names(),
    }
    return render_page(request, "needs/helpers.html", context=context)


@staff_page(Right.NEED_DESK)
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Write a helper down; offers follow on the helper's page."""
    form = HelperForm(request.POST or None, initial={"kind": HelperKind.VOLUNTEER})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enrol_helper(request.actor, _new(request.actor, form), now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("needs:helper", made.pk)
    return render_page(
        request, "needs/helper_add.html", context={"form": form}, status=422 if form.errors else 200
    )


def _new(actor: Actor, form: HelperForm) -> NewHelper:
    data = form.cleaned_data
    community = Place.objects.filter(pk__in=desk_communities(actor)).order_by("pk").first()
    if community is None:
        raise NotFound("community")
    person = unit = None
    if data["kind"] == HelperKind.STAFF:
        person = Person.objects.filter(staff_number=data["number"] or None, active=True).first()
    elif data["kind"] == HelperKind.UNIT:
        unit = Unit.objects.filter(code=data["number"], active=True).first()
    if data["kind"] in {HelperKind.STAFF, HelperKind.UNIT} and person is None and unit is None:
        why = _("没有这个工号或单位代码，请核对。")
        raise RuleBroken("number_unknown", why, {"number": why})
    name = data["name"] or (person.name if person else unit.name if unit else "")
    return NewHelper(data["kind"], name, community, data["phone"], person, unit)


@staff_page(Right.NEED_HELP)
@never_cache
@require_GET
def own(request: Request) -> HttpResponse:
    """What I and my units offer, with a way to begin."""
    found = list(own_helpers(request.actor).prefetch_related("resources").order_by("id"))
    missing = _not_yet(request.actor, found)
    context = {"helpers": found, "missing": missing, "names": kind_names(), "in_words": in_words}
    return render_page(request, "needs/own.html", context=context)


def _not_yet(actor: Actor, found: list[Helper]) -> list[Unit]:
    units = actor.unit_ids(Right.NEED_HELP) - {helper.unit_id for helper in found}
    return list(Unit.objects.filter(pk__in=units, active=True, place__isnull=False).order_by("name"))


@staff_page(Right.NEED_HELP)
@require_POST
def begin(request: Request) -> HttpResponse:
    """Enrol oneself, or (`unit`) one's unit."""
    asked, place = request.POST.get("unit", ""), None
    if asked:
        unit = Unit.objects.select_related("place").filter(pk=int(asked) if asked.isdecimal() else 0).first()
        if unit is None or unit.place is None:
            raise NotFound("unit")
        new = NewHelper(HelperKind.UNIT, unit.name, unit.place, unit.phone, None, unit)
    else:
        person = Person.objects.filter(account=request.actor.id).first()
        seat = next((seat for seat in request.actor.seats_with(Right.NEED_HELP) if seat.place_id), None)
        place = Place.objects.filter(pk=seat.place_id or 0).first() if seat else None
        if person is None or place is None:
            raise NotFound("person")
        new = NewHelper(HelperKind.STAFF, person.name, place, person.phone, person)
    made = actions.enrol_helper(request.actor, new, now=timezone.now())
    return redirect("needs:helper", made.pk)


@staff_page(Right.NEED_HELP)
@never_cache
@require_http_methods(["GET", "POST"])
def helper(request: Request, helper_id: int) -> HttpResponse:
    """One helper: offers, the link for those without an account, a new or changed offer."""
    found = helper_for(request.actor, helper_id)
    names = skill_names()
    usable = [kind for kind in kinds() if found.kind in kind.helpers]
    form = OfferForm(request.POST or None, kinds=usable, skills=names)
    if request.method == "POST" and form.is_valid():
        try:
            actions.offer_resource(request.actor, found, _offer(form), now=timezone.now())
        except RuleBroken as fault:
            form.take_fault(fault)
        else:
            return redirect("needs:helper", helper_id)
    context: dict[str, Any] = {
        "helper": found,
        "resources": list(found.resources.select_related("place").order_by("-active", "kind_code")),
        "form": form,
        "names": kind_names(),
        "skills": names,
        "in_words": in_words,
        "link": None if found.person_id or found.unit_id else _link(found),
        "now": timezone.now(),
    }
    return render_page(request, "needs/helper.html", context=context, status=422 if form.errors else 200)


def _link(found: Helper) -> str:
    return f"{settings.BASE_URL}{reverse('needs:by_link', args=[found.key])}"


def _offer(form: OfferForm) -> Offer:
    data = form.cleaned_data
    return Offer(
        kind=data["kind"],
        until=data["until"],
        reach_m=data["reach_m"],
        times=form.times,
        at_once=data["at_once"],
        skills=data["skills"],
    )


@staff_page(Right.NEED_HELP)
@require_POST
def withdraw(request: Request, resource_id: int) -> HttpResponse:
    found = resource_for(request.actor, resource_id)
    actions.withdraw_resource(request.actor, found, now=timezone.now())
    return redirect("needs:helper", found.helper_id)


@staff_page(Right.NEED_HELP)
@require_POST
def retire(request: Request, helper_id: int) -> HttpResponse:
    actions.retire_helper(request.actor, helper_for(request.actor, helper_id), now=timezone.now())
    return redirect("needs:helper", helper_id)
