"""What a machine looks up before it files or dispatches: categories, units, places."""

from django.utils.translation import gettext_lazy as _

from linli.cases.api.files import unit_line
from linli.cases.api.shapes import (
    CategoryLine,
    PlaceLine,
    PlacesAsked,
    UnitPage,
    UnitsAsked,
)
from linli.cases.queries.rulebook import rule_book
from linli.core.api import Call, Endpoint, route
from linli.core.lists import keyset_page
from linli.organisation.api import token_door
from linli.organisation.queries import light_units
from linli.places.models import Place
from linli.places.queries import found_places

GROUP = _("查找")
PAGE = 100


def list_categories(call: Call) -> list[CategoryLine]:
    """Of the rule book in force, in its order."""
    categories = rule_book().categories
    return [
        CategoryLine(one.code, one.name, categories[one.parent_id].code if one.parent_id else "", one.scale)
        for one in categories.values()
    ]


def list_units(call: Call) -> UnitPage:
    """Working units by code; their names are printed for everybody."""
    asked: UnitsAsked = call.query
    units = light_units().filter(active=True)
    if asked.trade:
        units = units.filter(trade=asked.trade)
    page = keyset_page(units, order=("code",), after=asked.after, size=PAGE)
    return UnitPage([unit_line(unit) for unit in page.rows], page.next)


def search_places(call: Call) -> list[PlaceLine]:
    """Communities, estates and buildings, at most twenty."""
    return [_place(place) for place in found_places(call.query.q)]


def _place(place: Place) -> PlaceLine:
    holder = place.parent.name if place.parent and place.parent_id != place.community_id else ""
    name = f"{holder} {place.name}".strip() if place.level == "building" else place.name
    community = place.community.name if place.community else ""
    return PlaceLine(place.pk, place.level, name, community, place.lon, place.lat)


urlpatterns = [
    route(
        "api/v1/categories",
        Endpoint("GET", "listCategories", _("诉求的类别"), list_categories, list[CategoryLine], group=GROUP),
        door=token_door,
        name="api_categories",
    ),
    route(
        "api/v1/units",
        Endpoint("GET", "listUnits", _("承办单位"), list_units, UnitPage, asks=UnitsAsked, group=GROUP),
        door=token_door,
        name="api_units",
    ),
    route(
        "api/v1/places",
        Endpoint(
            "GET",
            "searchPlaces",
            _("按名字找社区、小区、楼栋"),
            search_places,
            list[PlaceLine],
            asks=PlacesAsked,
            group=GROUP,
        ),
        door=token_door,
        name="api_places",
    ),
]
