"""QR codes to print and hang at doors."""

from itertools import batched

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from linli.core.actors import Right
from linli.core.errors import NotFound
from linli.core.pages import Request, render_page, staff_page
from linli.places import actions, queries
from linli.places.models import Door
from linli.places.terms import DOOR_PATH

A_PAGE = 6
PRINTED_MOST = 600  # a hundred sheets; more are printed estate by estate


@staff_page(Right.PLACE_MANAGE)
def sheet(request: Request, place_id: int) -> HttpResponse:
    """A4, six a page, in the order in which one walks: community, estate, building."""
    place = queries.managed_place_for(request.actor, place_id)
    doors = list(queries.doors_of(place)[: PRINTED_MOST + 1])
    cards = [{"door": door, "qr": qr_of(door), "holder": _holder(door)} for door in doors[:PRINTED_MOST]]
    context = {
        "place": place,
        "path": queries.place_path(place),
        "pages": list(batched(cards, A_PAGE)),
        "printed": len(cards),
        "more": len(doors) > PRINTED_MOST,
        "missing": queries.buildings_without_door(place).count(),
    }
    return render_page(request, "places/doors.html", None, context)


def qr_of(door: Door) -> SafeString:
    """The code as SVG; level M still reads when a quarter of the poster is dirty."""
    code = segno.make(settings.BASE_URL + DOOR_PATH.format(token=door.token), error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, border=2, omitsize=True, svgclass=None, lineclass=None))  # noqa: S308


def _holder(door: Door) -> str:
    """The estate, or the community, whose building it is."""
    parent = door.place.parent
    return parent.name if parent and parent.pk != door.place.community_id else ""


@staff_page(Right.PLACE_MANAGE)
@require_POST
def issue(request: Request, place_id: int) -> HttpResponse:
    """For the buildings that have none yet."""
    place = queries.managed_place_for(request.actor, place_id)
    actions.issue_missing_doors(request.actor, place, now=timezone.now())
    return redirect("places:doors", place_id)


@staff_page(Right.PLACE_MANAGE)
@require_POST
def revoke(request: Request, door_id: int) -> HttpResponse:
    door = Door.objects.select_related("place").filter(pk=door_id).first()
    if door is None:
        raise NotFound("door_unknown")
    actions.revoke_door(request.actor, door, now=timezone.now())
    return redirect("places:doors", door.place_id)
