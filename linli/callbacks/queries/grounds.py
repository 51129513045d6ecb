"""Which places an actor may compare, and what a place is divided into, in the order of the tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from linli.callbacks.terms import GRAINS, WHOLE
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.places.models import Place

LIGHT = (
    "level", "name", "code", "number", "parent_id", "subdistrict_id", "community_id", "grid_id", "valid_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """A place, those around it that the actor may open too (widest first), and its parts of today."""

    place: Place
    around: Sequence[Place]
    parts: Sequence[Place]

    @property
    def key(self) -> int:
        return key_of(self.place)


def key_of(place: Place) -> int:
    """Under which key the sums count it."""
    return WHOLE if place.level == Level.DISTRICT else place.pk


def share_seats(actor: Actor) -> list[Seat]:
    """The places of the actor's posts whose shares he may see, the widest first, each once."""
    seats = [s for s in actor.seats_with(Right.COCKPIT_SEE) if s.level in GRAINS and s.place_id]
    seats.sort(key=lambda seat: GRAINS.index(seat.level or Level.GRID))
    return list({seat.place_id: seat for seat in reversed(seats)}.values())[::-1]


def ground_for(actor: Actor, place_id: int | None = None) -> Ground:
    """A place of a post, or one that lies in it; without a key that of the widest post. Two statements.

    A hidden place and a missing place give the same answer.
    """
    seats = share_seats(actor)
    wanted = place_id if place_id is not None else (seats[0].place_id if seats else None)
    today = Place.objects.filter(level__in=GRAINS, valid_to=None).only(*LIGHT)
    place = today.filter(pk=wanted or 0).first()
    if place is None or not actor.reaches(Right.COCKPIT_SEE, place):
        raise NotFound(f"shares {wanted}")
    up = [key for key in (place.subdistrict_id, place.community_id) if key and key != place.pk]
    near = today.filter(Q(parent=place) | Q(pk__in=up) | Q(level=Level.DISTRICT)).exclude(pk=place.pk)
    found = list(near.order_by("number", "name", "pk"))
    levels = list(GRAINS)
    around = [one for one in found if levels.index(Level(one.level)) < levels.index(Level(place.level))]
    around.sort(key=lambda one: levels.index(Level(one.level)))
    open_around = [one for one in around if actor.reaches(Right.COCKPIT_SEE, one)]
    return Ground(place, open_around, [one for one in found if one.parent_id == place.pk])
