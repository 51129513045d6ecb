"""Which places an actor may look at, and what lies around and in them."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from linli.cockpit.terms import GRAINS, WHOLE
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.organisation.queries.scope import LIGHT, within_reach
from linli.places.models import Place

_AROUND = ("parent", "parent__parent", "parent__parent__parent")
_NAMES = tuple(f"{around}__{name}" for around in _AROUND for name in ("name", "level"))
_KEYS = tuple(f"{around}__{name}_id" for around in _AROUND for name in (*GRAINS[1:], "parent"))


@dataclass(frozen=True, slots=True)
class Ground:
    """A place, the places around it (widest first) and the parts it is divided into (in the tree's order)."""

    place: Place
    around: list[Place]
    parts: list[Place]
    open_around: frozenset[int]  # keys of those around whose figures the actor may see too

    @property
    def key(self) -> int:
        return key_of(self.place)

    @property
    def part_level(self) -> str | None:
        return self.parts[0].level if self.parts else None


def key_of(place: Place) -> int:
    """Under which key the roll-ups count a place."""
    return WHOLE if place.level == Level.DISTRICT else place.pk


def cockpit_seats(actor: Actor) -> list[Seat]:
    """The places of the actor's posts that have a cockpit, the widest first, each once."""
    seats = [s for s in actor.seats_with(Right.COCKPIT_SEE) if s.level in GRAINS and s.place_id]
    seats.sort(key=lambda seat: GRAINS.index(seat.level or Level.GRID))
    return list({seat.place_id: seat for seat in reversed(seats)}.values())[::-1]


def visible_places(actor: Actor) -> QuerySet[Place]:
    """The areas whose figures this actor may see: those of the posts, and what lies in them."""
    reach = within_reach(actor, Right.COCKPIT_SEE)
    return Place.objects.filter(reach, level__in=GRAINS, valid_to=None)


def ground_for(actor: Actor, place_id: int | None = None) -> Ground:
    """A place and its parts in one statement; without a key the place of the actor's widest post.

    A hidden place and a missing place give the same answer.
    """
    seats = cockpit_seats(actor)
    wanted = place_id if place_id is not None else (seats[0].place_id if seats else 0)
    found = visible_places(actor).filter(Q(pk=wanted) | Q(parent=wanted))
    rows = list(found.select_related(*_AROUND).only(*LIGHT, *_NAMES, *_KEYS).order_by("number", "name", "pk"))
    place = next((row for row in rows if row.pk == wanted), None)
    if place is None:
        raise NotFound(f"cockpit {wanted}")
    around = _around(place)
    seen = frozenset(one.pk for one in around if actor.reaches(Right.COCKPIT_SEE, one))
    return Ground(place, around, [row for row in rows if row.pk != wanted], seen)


def _around(place: Place) -> list[Place]:
    around: list[Place] = []
    step = place.parent
    while step is not None and len(around) < len(_AROUND):
        around.append(step)
        step = step.parent if len(around) < len(_AROUND) else None
    return around[::-1]
