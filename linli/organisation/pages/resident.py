"""Everything a stranger can reach here: who serves the place one stands in."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from linli.core.errors import DomainError
from linli.core.pages import Request, public_page, render_page
from linli.organisation import rules
from linli.organisation.models import Post
from linli.organisation.pages.shared import clock
from linli.organisation.queries.scope import light_places
from linli.organisation.queries.serving import serving_posts
from linli.places import locator
from linli.places.locator import Spot
from linli.places.queries import clock_for


@public_page
@require_GET
def grid(request: Request) -> HttpResponse:
    """The grid and the community of `?place=`, the staff there by title and surname, hours and phone."""
    spot = _spot(request.GET.get("place", ""))
    context: dict[str, Any] = {"spot": spot, "groups": [], "hours": "", "place_name": ""}
    if spot is not None:
        context |= _serving(spot)
    return render_page(request, "organisation/grid.html", context=context)


def _spot(text: str) -> Spot | None:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    try:
        return locator.locate_place(int(text))
    except DomainError:
        return None  # the building is gone since; the page asks anew


def _serving(spot: Spot) -> dict[str, Any]:
    ids = [pk for pk in (spot.grid_id, spot.community_id) if pk is not None]
    places = {place.pk: place for place in light_places().filter(pk__in=ids)}
    _now, today = clock()
    groups = [
        (places[pk].name, [_line(post) for post in serving_posts(places[pk], today)])
        for pk in ids
        if pk in places
    ]
    holder = places.get(spot.community_id or 0)
    spans = clock_for(holder).hours if holder else ()
    hours = "、".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)
    return {
        "groups": groups,
        "hours": _("工作日 %(hours)s") % {"hours": hours} if hours else "",
        "place_name": spot.name,
        "community_phone": spot.phone,
    }


def _line(post: Post) -> tuple[str, str]:
    assert post.person is not None
    return post.title, _("%(surname)s同志") % {"surname": rules.surname(post.person.name)}
