"""Reading the tree of places."""

from collections.abc import Iterable
from datetime import time
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from linli.core.actors import Actor, Level, Right
from linli.core.calendar.queries import working_calendar
from linli.core.calendar.rules import DEFAULT_HOURS, WorkingCalendar
from linli.core.errors import NotFound
from linli.places.models import Door, LevelTitle, Place, WorkingHours
from linli.places.rules.rights import may_manage, may_manage_all
from linli.places.terms import BASE_MAP, LEVELS

FOUND_MOST = 20


def public_places() -> QuerySet[Place]:
    """What the street signs say: every place of today, names and outlines, without entrances and
    dwellings.
    """
    return Place.objects.filter(valid_to=None).exclude(level__in=(Level.ENTRANCE, Level.DWELLING))


def visible_places(actor: Actor) -> QuerySet[Place]:
    """Staff and machines see places wherever they lie, since names of places are public; dwellings only
    within their own reach.
    """
    if not actor.in_post and actor.kind != "system":
        return public_places()
    today = Place.objects.filter(valid_to=None)
    if may_manage_all(actor) or any(seat.level == Level.DISTRICT for seat in actor.seats):
        return today
    reach = Q(pk__in=())
    for seat in actor.seats:
        if seat.place_id and seat.level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}:
            reach |= Q(**{f"{seat.level}_id": seat.place_id})
    return today.filter(~Q(level__in=(Level.ENTRANCE, Level.DWELLING)) | reach)


def place_for(actor: Actor, place_id: int) -> Place:
    """One place with what its page shows. A hidden place and a missing place give the same answer."""
    related = ("parent", "subdistrict", "community", "grid")
    place = visible_places(actor).select_related(*related).filter(pk=place_id).first()
    if place is None:
        raise NotFound("place_unknown")
    return place


def managed_place_for(actor: Actor, place_id: int) -> Place:
    """A place the actor may change; all others look missing."""
    place = place_for(actor, place_id)
    if not may_manage(actor, place):
        raise NotFound("place_unknown")
    return place


def roots(actor: Actor) -> QuerySet[Place]:
    return visible_places(actor).filter(level=Level.DISTRICT).order_by("code")


def children(place: Place) -> QuerySet[Place]:
    """What lies directly in a place, widest first; a grid also holds the buildings whose estate is larger
    than it.
    """
    inside = Q(parent=place)
    if place.level == Level.GRID:
        inside |= Q(grid=place, level=Level.BUILDING) & ~Q(parent__level=Level.ESTATE, parent__grid=place)
    today = Place.objects.filter(inside, valid_to=None).exclude(pk=place.pk).defer("shape")
    return today.order_by("-level", "number", "name", "pk")


def within(place: Place) -> QuerySet[Place]:
    """Everything in a place, at any depth, the place itself left out."""
    today = Place.objects.filter(valid_to=None).exclude(pk=place.pk)
    if place.level == Level.DISTRICT:
        return today.filter(Q(subdistrict__parent=place) | Q(parent=place))
    if place.level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}:
        return today.filter(**{str(place.level): place})
    return today.filter(Q(parent=place) | Q(parent__parent=place) | Q(parent__parent__parent=place))


def counts_within(place: Place) -> list[tuple[str, int, int]]:
    """(level, places, households told) of everything in a place, widest level first; one statement."""
    found = {
        row["level"]: row
        for row in within(place).values("level").annotate(places=Count("pk"), told=Count("households"))
    }
    order = [str(level) for level in LEVELS if level in found]
    return [(level, found[level]["places"], found[level]["told"]) for level in order]


def place_path(place: Place) -> list[Place]:
    """District first, the place itself last; one statement, one more below a building."""
    scopes = [
        key for key in (place.subdistrict_id, place.community_id, place.grid_id, place.parent_id) if key
    ]
    above = Q(pk__in=scopes) | Q(children__in=scopes)
    known = {each.pk: each for each in Place.objects.filter(above).defer("shape").distinct()}
    chain, step = [place], place.parent_id
    while step is not None:
        holder = known.get(step) or Place.objects.defer("shape").get(pk=step)
        chain.append(holder)
        step = holder.parent_id
    return chain[::-1]


def found_places(words: str, *, within_ids: Iterable[int] = (), most: int = FOUND_MOST) -> list[Place]:
    """Estates, buildings and communities whose names hold all the words; names that begin with them first.

    The words may be written together: 幸福里3号楼 finds 3号楼 of 幸福里. `within_ids`: communities to
    search first.
    """
    parts = words.split()[:4]
    if not "".join(parts):
        return []
    near = set(within_ids)
    named = Q()
    for part in parts:
        named &= Q(name__contains=part) | Q(parent__name__contains=part)
    levels = (Level.COMMUNITY, Level.ESTATE, Level.BUILDING)
    pool = public_places().filter(level__in=levels).select_related("parent", "community").defer("shape")
    found = list(pool.filter(named).order_by("level", "name", "pk")[: most * 5])
    if len(found) < most and len(parts) == 1:
        found += _written_together(parts[0], pool.exclude(pk__in=[place.pk for place in found]), most)
    last = parts[-1]

    def distance(place: Place) -> tuple[bool, bool, bool]:
        return place.community_id not in near, place.name != last, not place.name.startswith(last)

    found.sort(key=distance)
    return found[:most]


def _written_together(words: str, pool: QuerySet[Place], most: int) -> list[Place]:
    """An estate's name at the front, the building's after it."""
    fronts = [words[:i] for i in range(2, len(words))]
    estates = pool.filter(level=Level.ESTATE, name__in=fronts)
    tails = {estate.pk: words[len(estate.name) :] for estate in estates}
    named = Q(pk__in=())
    for pk, tail in tails.items():
        named |= Q(parent_id=pk, name__startswith=tail)
    return list(pool.filter(named, level=Level.BUILDING).order_by("number", "name", "pk")[:most])


def public_place(text: str) -> Place | None:
    """The place named by a number in an address, if there is one; whatever else was typed is nothing."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return public_places().select_related("community", "parent").defer("shape").filter(pk=int(text)).first()


def neighbours_of(place: Place | None, most: int = 40) -> list[Place]:
    """The buildings of the same grid, else of the same community: what a wrong guess most likely meant."""
    if place is None or not place.community_id:
        return []
    scope = Q(grid=place.grid_id) if place.grid_id else Q(community=place.community_id)
    buildings = public_places().filter(scope, level=Level.BUILDING).select_related("parent", "community")
    return list(buildings.defer("shape").order_by("parent__name", "number", "name", "pk")[:most])


def doors_of(place: Place) -> QuerySet[Door]:
    """The valid QR codes of a place and of the buildings in it, in the order they are printed."""
    holder = Q(place=place) | Q(place__in=within(place).filter(level=Level.BUILDING).values("pk"))
    doors = Door.objects.filter(holder, revoked_at=None, place__valid_to=None)
    doors = doors.select_related("place__parent", "place__community").defer("place__shape")
    order = ("place__community__number", "place__parent__name", "place__number", "place__name", "pk")
    return doors.order_by(*order)


def buildings_without_door(place: Place) -> QuerySet[Place]:
    buildings = within(place).filter(level=Level.BUILDING) | Place.objects.filter(
        pk=place.pk, level=Level.BUILDING
    )
    return buildings.filter(~Exists(Door.objects.filter(place=OuterRef("pk"), revoked_at=None)))


def outlines_in(place: Place, level: Level) -> QuerySet[Place]:
    """The drawn areas of one level in a place, the place itself included when it has that level."""
    drawn = Place.objects.filter(level=level, valid_to=None, shape__isnull=False)
    if place.level == level:
        return drawn.filter(pk=place.pk)
    return drawn.filter(pk__in=within(place).filter(level=level).values("pk")).order_by("code")


def clock_for(place: Place) -> WorkingCalendar:
    """The working calendar of the nearest place upwards that has working hours of its own; two statements."""
    chain = [place.pk, place.parent_id, place.grid_id, place.community_id, place.subdistrict_id]
    ids = [pk for pk in chain if pk]
    holders = Q(place_id__in=ids) | Q(place__children__in=[place.subdistrict_id or place.pk])
    hours = WorkingHours.objects.filter(holders).annotate(level=F("place__level")).distinct()
    by_level: dict[str, list[tuple[time, time]]] = {}
    for row in hours.order_by("opens"):
        by_level.setdefault(row.level, []).append((row.opens, row.closes))
    nearest = max(by_level, key=lambda level: LEVELS.index(Level(level)), default=None)
    return working_calendar(tuple(by_level[nearest]) if nearest else DEFAULT_HOURS)


def level_titles() -> dict[str, str]:
    """What the active method pack calls each level; levels it does not name are missing."""
    return dict(LevelTitle.objects.filter(pack__active=True).values_list("level", "title"))


def base_map() -> Path | None:
    """The drawn base under every map, if this installation has one."""
    path = settings.VAR / BASE_MAP
    return path if path.is_file() else None


def may_change_places(actor: Actor) -> bool:
    return actor.has(Right.PLACE_MANAGE)
