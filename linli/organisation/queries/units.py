"""Units: which one serves a place, who works in it, which ones an actor may see."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from linli.core.actors import Actor, Level, Right
from linli.core.errors import NotFound
from linli.organisation import rules
from linli.organisation.models import Post, Unit
from linli.organisation.queries.scope import within_reach
from linli.organisation.queries.seats import people_posts
from linli.organisation.terms import UnitKind
from linli.places.models import Place

UNIT_COLUMNS = (
    "code",
    "name",
    "kind",
    "trade",
    "parent_id",
    "phone",
    "active",
    "place__name",
    "place__level",
    "place__subdistrict_id",
    "place__community_id",
    "place__grid_id",
)


def light_units() -> QuerySet[Unit]:
    """Units with their places, but without the outlines of these."""
    return Unit.objects.select_related("place").only(*UNIT_COLUMNS)


def visible_units(actor: Actor) -> QuerySet[Unit]:
    """Units in the actor's area, those that serve the whole district, and the actor's own."""
    if not actor.has(Right.STAFF_SEE):
        return light_units().filter(pk__in=[seat.unit_id for seat in actor.seats if seat.unit_id])
    area = within_reach(actor, Right.STAFF_SEE, "place__")
    return light_units().filter(area | Q(place=None) | Q(place__level=Level.DISTRICT))


def unit_by_id(actor: Actor, unit_id: int) -> Unit:
    unit = visible_units(actor).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(f"unit {unit_id}")
    return unit


def units_covering(place_ids: Collection[int], trade: str) -> list[Unit]:
    """Working units of a trade that serve one of these places or the whole district, the nearest first."""
    here = Q(place__in=place_ids) | Q(place__level=Level.DISTRICT) | Q(place=None)
    units = list(light_units().filter(here, trade=trade, active=True))
    return rules.by_nearness([(unit.place.level if unit.place else None, unit.code, unit) for unit in units])


def unit_for(
    trade: str, *, subdistrict_id: int | None, community_id: int | None, grid_id: int | None
) -> Unit | None:
    """The unit of a trade that serves the smallest area around: what a row of the catalogue means."""
    around = [pk for pk in (subdistrict_id, community_id, grid_id) if pk is not None]
    return next(iter(units_covering(around, trade)), None)


def grid_team_of(grid_id: int) -> Unit | None:
    """The unit in which the people of a grid work together."""
    return light_units().filter(kind=UnitKind.GRID_TEAM, place=grid_id, active=True).order_by("pk").first()


def people_of(unit: Unit, today: date) -> list[Post]:
    """The valid posts of a unit with their people and deputies; vacancies last."""
    posts = people_posts(today).filter(unit=unit).select_related("person", "deputy")
    return sorted(posts, key=lambda post: (post.person_id is None, post.role != "unit_lead", post.pk))


def units_in(actor: Actor, place: Place) -> QuerySet[Unit]:
    """Working units whose own area is this place; those without an area stand with the district."""
    own = Q(place=place.pk) | Q(place=None) if place.level == Level.DISTRICT else Q(place=place.pk)
    return visible_units(actor).filter(own, active=True).order_by("kind", "code")
