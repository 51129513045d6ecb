"""Where an actor's seats reach, as a condition on rows with level columns."""

from datetime import date

from django.db.models import Q, QuerySet

from linli.core.actors import Actor, Level, Right
from linli.core.errors import NotFound
from linli.places.models import Place

NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # not Q(): that one vanishes in an OR
LIGHT = ("pk", "level", "name", "code", "number", "parent_id", "subdistrict_id", "community_id", "grid_id")


def within_reach(actor: Actor, right: Right, prefix: str = "") -> Q:
    """Rows this right reaches by place. `prefix` leads from the row to its place ("place__")."""
    reach = NOTHING
    for seat in actor.seats_with(right):
        if seat.level is Level.DISTRICT:
            return EVERYTHING
        if seat.level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID} and seat.place_id:
            reach |= Q(**{f"{prefix}{seat.level}": seat.place_id})
    return reach


def light_places() -> QuerySet[Place]:
    """Places without their outlines, which weigh more than all the rest."""
    return Place.objects.only(*LIGHT)


def existing_on(today: date) -> Q:
    return Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))


def visible_places(actor: Actor, today: date) -> QuerySet[Place]:
    """The places whose staff this actor may see."""
    return light_places().filter(within_reach(actor, Right.STAFF_SEE), existing_on(today))


def place_for(actor: Actor, place_id: int, today: date) -> Place:
    place = visible_places(actor, today).filter(pk=place_id).first()
    if place is None:
        raise NotFound(f"place {place_id}")
    return place


def first_place(actor: Actor, today: date) -> Place | None:
    """Where the actor's own area begins: the widest place whose staff he may see."""
    seats = [seat for seat in actor.seats_with(Right.STAFF_SEE) if seat.level and seat.place_id]
    widest = min(seats, key=lambda seat: list(Level).index(seat.level or Level.DWELLING), default=None)
    if widest is None:
        return None
    return visible_places(actor, today).filter(pk=widest.place_id or 0).first()


def within(place: Place, prefix: str = "") -> Q:
    """Rows that lie in the place, itself included; of a place below the grids only itself."""
    if place.level == Level.DISTRICT:
        return EVERYTHING
    if place.level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}:
        return Q(**{f"{prefix}{place.level}": place.pk})
    return Q(**{f"{prefix}pk" if prefix else "pk": place.pk})


def chain_of(place: Place) -> list[Place]:
    """The places around a place, widest first, itself last: one query."""
    ids = [pk for pk in (place.subdistrict_id, place.community_id, place.grid_id) if pk]
    around = list(light_places().filter(Q(pk__in=ids) | Q(level=Level.DISTRICT)).exclude(pk=place.pk))
    levels = list(Level)
    return [*sorted(around, key=lambda one: levels.index(Level(one.level))), place]
