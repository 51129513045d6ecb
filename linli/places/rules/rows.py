"""A place as a file tells it, before it meets the database."""

from dataclasses import dataclass

from linli.core.actors import Level
from linli.places.rules.shapes import Outline
from linli.places.terms import PlaceKind


@dataclass(slots=True)
class PlaceRow:
    """None and an empty text mean: the file says nothing about it, keep what is stored."""

    line: int
    level: Level
    code: str
    name: str
    parent_level: Level | None = None  # None: a district, which has no parent here
    parent_code: str = ""
    kind: PlaceKind | None = None
    number: int | None = None
    lon: float | None = None
    lat: float | None = None
    households: int | None = None
    phone: str = ""
    grid_id: int | None = None  # of a building: where its point lies
    outline: Outline | None = None
    implied: bool = False  # named on another row's line: made when missing, else left alone, not counted
