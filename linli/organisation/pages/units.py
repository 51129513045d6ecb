"""Units: one, a new one, a changed one, a closed one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from linli.accounts.pages.steps import refused
from linli.core.actors import Right
from linli.core.errors import RuleBroken
from linli.core.outgoing.terms import Channel
from linli.core.outgoing.webhook import secret_for
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import actions, queries, rules
from linli.organisation.forms import AddressForm, NewUnitForm, UnitForm
from linli.organisation.models import Unit, UnitAddress
from linli.organisation.pages.shared import clock, number_of


@staff_page(Right.STAFF_SEE)
def unit(request: Request, unit_id: int) -> HttpResponse:
    return _page(request, queries.unit_by_id(request.actor, unit_id), AddressForm())


def _page(request: Request, found: Unit, form: AddressForm, status: int = 200) -> HttpResponse:
    _now, today = clock()
    context = {
        "unit": found,
        "posts": queries.people_of(found, today),
        "children": queries.visible_units(request.actor).filter(parent=found, active=True).order_by("code"),
        "addresses": _addresses(request, found),
        "address_form": form,
        "may_manage": found.active and rules.may_manage(request.actor, found.place),
    }
    return render_page(request, "organisation/unit.html", None, context, status=status)


def _addresses(request: Request, found: Unit) -> list[tuple[UnitAddress, str]]:
    """With what a web-hook's receiver checks our signature with."""
    rows = queries.unit_addresses(request.actor, found)
    return [(row, secret_for(row.to) if row.channel == Channel.WEBHOOK else "") for row in rows]


@staff_page(Right.STAFF_MANAGE)
@require_POST
def add_address(request: Request, unit_id: int) -> HttpResponse:
    now, _today = clock()
    found, form = queries.unit_by_id(request.actor, unit_id), AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        actions.add_address(request.actor, found, **form.cleaned_data, now=now)
    except RuleBroken as error:
        return _page(request, found, form, refused(form, error))
    return redirect("organisation:unit", unit_id)


@staff_page(Right.STAFF_MANAGE)
@require_POST
def remove_address(request: Request, unit_id: int, address_id: int) -> HttpResponse:
    now, _today = clock()
    found = queries.unit_by_id(request.actor, unit_id)
    actions.remove_address(request.actor, queries.address_for(request.actor, found, address_id), now=now)
    return redirect("organisation:unit", unit_id)


@staff_page(Right.STAFF_MANAGE)
def add_unit(request: Request) -> HttpResponse:
    """A new unit in the place named by `?place=`; without one it serves the whole district."""
    now, today = clock()
    place_id = number_of(request, "place")
    place = queries.place_for(request.actor, place_id, today) if place_id is not None else None
    form = NewUnitForm(request.POST or None)
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_unit(request.actor, **form.cleaned_data, place=place, now=now)
            return redirect("organisation:unit", made.pk)
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "place": place, "unit": None}
    return render_page(request, "organisation/unit_form.html", None, context, status=status)


@staff_page(Right.STAFF_MANAGE)
def edit_unit(request: Request, unit_id: int) -> HttpResponse:
    now, _today = clock()
    found = queries.unit_by_id(request.actor, unit_id)
    form = UnitForm(request.POST or None, initial=_shown(found))
    status = 200 if request.method == "GET" else 422
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_unit(request.actor, found, **form.cleaned_data, place=found.place, now=now)
            return redirect("organisation:unit", found.pk)
        except RuleBroken as error:
            status = refused(form, error)
    context = {"form": form, "place": found.place, "unit": found}
    return render_page(request, "organisation/unit_form.html", None, context, status=status)


def _shown(unit: Unit) -> dict[str, str]:
    parent = unit.parent.code if unit.parent else ""
    return {
        "name": unit.name,
        "kind": unit.kind,
        "trade": unit.trade,
        "parent": parent,
        "phone": unit.phone,
    }


@staff_page(Right.STAFF_MANAGE)
@require_POST
def close_unit(request: Request, unit_id: int) -> HttpResponse:
    now, _today = clock()
    actions.close_unit(request.actor, queries.unit_by_id(request.actor, unit_id), now=now)
    return redirect("organisation:unit", unit_id)
