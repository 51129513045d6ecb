"""Which places an actor may look at, and what lies around and in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.cockpit.terms import GRAINS, WHOLE
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.places.locator.version import kept
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class Area:
    """A district, subdistrict, community or grid of today, without its outline."""

    pk: int
    level: str
    name: str
    code: str
    parent_id: int | None
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None

    @property
    def key(self) -> int:
        """Under which key the roll-ups count it."""
        return WHOLE if self.level == Level.DISTRICT else self.pk


@dataclass(frozen=True, slots=True)
class Tree:
    areas: Mapping[int, Area]
    parts: Mapping[int | None, Sequence[Area]]  # by the key of what they lie in, in the tree's order


@dataclass(frozen=True, slots=True)
class Ground:
    """A place, the places around it (widest first) and the parts it is divided into (in the tree's order)."""

    place: Area
    around: Sequence[Area]
    parts: Sequence[Area]
    open_around: frozenset[int]  # keys of those around whose figures the actor may see too

    @property
    def key(self) -> int:
        return self.place.key

    @property
    def part_level(self) -> str | None:
        return self.parts[0].level if self.parts else None


def cockpit_seats(actor: Actor) -> list[Seat]:
    """The places of the actor's posts that have a cockpit, the widest first, each once."""
    seats = [s for s in actor.seats_with(Right.COCKPIT_SEE) if s.level in GRAINS and s.place_id]
    seats.sort(key=lambda seat: GRAINS.index(seat.level or Level.GRID))
    return list({seat.place_id: seat for seat in reversed(seats)}.values())[::-1]


def visible_area(actor: Actor, place_id: int) -> Area | None:
    """An area whose figures this actor may see: that of a post, or one that lies in it."""
    area = _tree().areas.get(place_id)
    return area if area is not None and actor.reaches(Right.COCKPIT_SEE, area) else None


def ground_for(actor: Actor, place_id: int | None = None) -> Ground:
    """A place and its parts; without a key the place of the actor's widest post.

    A hidden place and a missing place give the same answer. No statement, while the map is the same.
    """
    seats = cockpit_seats(actor)
    wanted = place_id if place_id is not None else (seats[0].place_id if seats else None)
    place = visible_area(actor, wanted or 0)
    if place is None:
        raise NotFound(f"cockpit {wanted}")
    tree = _tree()
    around = _around(tree, place)
    seen = frozenset(one.pk for one in around if actor.reaches(Right.COCKPIT_SEE, one))
    return Ground(place, around, tree.parts.get(place.pk, ()), seen)


def _around(tree: Tree, place: Area) -> list[Area]:
    around: list[Area] = []
    step = tree.areas.get(place.parent_id or 0)
    while step is not None:
        around.insert(0, step)
        step = tree.areas.get(step.parent_id or 0)
    return around


def _tree() -> Tree:
    """All areas of today: some hundred rows, the same for everybody, kept as long as the map is the same."""
    return kept("cockpit tree", _read_tree)


def _read_tree() -> Tree:
    fields = ("pk", "level", "name", "code", "parent_id", "subdistrict_id", "community_id", "grid_id")
    today = Place.objects.filter(level__in=GRAINS, valid_to=None).order_by("number", "name", "pk")
    areas = [Area(*row) for row in today.values_list(*fields)]
    parts: dict[int | None, list[Area]] = {}
    for area in areas:
        parts.setdefault(area.parent_id, []).append(area)
    return Tree({area.pk: area for area in areas}, parts)
