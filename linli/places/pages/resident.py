"""Everything a stranger can reach here: the search for one's own building."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from linli.core.pages import public_page, render_page
from linli.places import queries
from linli.places.models import Place


@public_page
def find(request: HttpRequest) -> HttpResponse:
    """「位置不对？」: pick a building or estate; the links lead back to `next` with ?place=ID.

    `place`: where the visitor was taken to be, so that its neighbours come first.
    """
    words = request.GET.get("q", "").strip()[:40]
    back = _safe(request.GET.get("next", ""))
    here = queries.public_place(request.GET.get("place", ""))
    near = [here.community_id] if here and here.community_id else []
    found = queries.found_places(words, within_ids=near) if words else queries.neighbours_of(here)
    links = [(label_of(place), _with_place(back, place)) for place in found]
    context = {"words": words, "back": back, "here": here, "links": links}
    return render_page(request, "places/find.html", "places/_found.html", context)


def label_of(place: Place) -> tuple[str, str]:
    """What the place is called, and where it lies."""
    community = place.community.name if place.community and place.community_id != place.pk else ""
    holder = place.parent.name if place.parent and place.parent_id != place.community_id else ""
    return f"{holder} {place.name}".strip() if place.level == "building" else place.name, community


def _safe(address: str) -> str:
    """Only a path of this site."""
    inside = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if inside else "/"


def _with_place(address: str, place: Place) -> str:
    path, _mark, query = address.partition("?")
    parts = QueryDict(query, mutable=True)
    parts["place"] = str(place.pk)
    return f"{path}?{parts.urlencode()}"
