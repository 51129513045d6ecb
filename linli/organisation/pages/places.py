"""Places with their teams, units and vacancies."""

from django.http import HttpResponse

from linli.core.actors import Right
from linli.core.pages import Request, render_page, staff_page
from linli.organisation import queries, rules
from linli.organisation.pages.shared import clock, number_of
from linli.places.models import Place


@staff_page(Right.STAFF_SEE)
def units(request: Request) -> HttpResponse:
    """The start: one's own area, or the place somebody asked for."""
    _now, today = clock()
    asked = number_of(request, "at")
    if asked is not None:
        return _place_page(request, queries.place_for(request.actor, asked, today))
    own = queries.first_place(request.actor, today)
    if own is None:
        return render_page(request, "organisation/nowhere.html")
    return _place_page(request, own)


@staff_page(Right.STAFF_SEE)
def place(request: Request, place_id: int) -> HttpResponse:
    _now, today = clock()
    return _place_page(request, queries.place_for(request.actor, place_id, today))


def _place_page(request: Request, place: Place) -> HttpResponse:
    _now, today = clock()
    children = queries.children_of(place, today)
    found = queries.vacancies(request.actor, today, at=place)
    context = {
        "place": place,
        "crumbs": _crumbs(request, place),
        "team": queries.team_of(place, today),
        "children": queries.area_counts(found, children),
        "missing": sum(vacancy.missing for vacancy in found),
        "units": queries.units_in(request.actor, place),
        "may_manage": rules.may_manage(request.actor, place),
    }
    return render_page(request, "organisation/place.html", None, context)


def _crumbs(request: Request, place: Place) -> list[Place]:
    """The way down to the place, from where the actor's own area begins."""
    return [
        one for one in queries.chain_of(place) if one == place or request.actor.reaches(Right.STAFF_SEE, one)
    ]


@staff_page(Right.STAFF_SEE)
def vacancies(request: Request) -> HttpResponse:
    """Too few and too many, place by place, from the district down to the grid."""
    _now, today = clock()
    asked = number_of(request, "at")
    own = queries.first_place(request.actor, today)
    at = queries.place_for(request.actor, asked, today) if asked is not None else own
    found = queries.vacancies(request.actor, today, at=at)
    counts = queries.area_counts(found, queries.children_of(at, today)) if at else []
    context = {
        "at": at,
        "crumbs": _crumbs(request, at) if at else [],
        "counts": [count for count in counts if count.missing or count.surplus],
        "here": [vacancy for vacancy in found if at is None or vacancy.place == at or not counts],
        "missing": sum(vacancy.missing for vacancy in found),
        "surplus": sum(vacancy.surplus for vacancy in found),
        "may_manage": at is not None and rules.may_manage(request.actor, at),
    }
    return render_page(request, "organisation/vacancies.html", None, context)
