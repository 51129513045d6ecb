"""The outlines of a place and its parts as drawn by the server, kept as long as the map is the same."""

from collections.abc import Sequence

from django.db.models import Q

from linli.cockpit.queries.grounds import Area, Ground
from linli.cockpit.rules.drawing import Drawing, Shape, draw
from linli.cockpit.terms import GRAINS, MOST_DRAWN
from linli.core.actors import Level
from linli.places.locator.version import kept
from linli.places.models import Place
from linli.places.rules.shapes import shape_of


def drawing_of(ground: Ground) -> Drawing | None:
    """None where nothing is drawn. While it is kept it costs the look at the map's version."""
    drawn: tuple[Drawing | None] = kept(("cockpit", ground.place.pk), lambda: (_draw(ground),))
    return drawn[0]


def _draw(ground: Ground) -> Drawing | None:
    parts = ground.parts or [ground.place]
    outer = _shapes(Q(pk__in=[part.pk for part in parts]), str(parts[0].level))
    inner = _shapes(_inside(ground.place), Level.GRID) if parts[0].level != Level.GRID else outer
    if not inner or len(inner) > MOST_DRAWN:
        inner = outer
    return draw(outer, inner) if outer else None


def _inside(place: Area) -> Q:
    return Q() if place.level == Level.DISTRICT else Q(**{str(place.level): place.pk})


def _shapes(which: Q, level: str) -> Sequence[Shape]:
    """Areas of one level with the key of the part they lie in, whatever level the parts have."""
    drawn = Place.objects.filter(which, level=level, valid_to=None, shape__isnull=False)
    rows = drawn.order_by("number", "pk").values_list(
        "pk", "name", "shape", *(f"{name}_id" for name in GRAINS[1:])
    )
    return [Shape(row[0], row[1], shape_of(row[2]), tuple(key for key in row[3:] if key)) for row in rows]
