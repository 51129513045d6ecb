"""Who acts. An actor is never None; what one may do comes from the seats one holds and from nothing else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Level(StrEnum):
    """The tree of places, widest first. A method pack gives the titles and may leave levels out."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    GRID = "grid"
    MICRO_GRID = "micro_grid"
    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"
    DWELLING = "dwelling"


class Right(StrEnum):
    CASE_SEE = "case.see"  # text, place, state; never the caller
    CASE_CONTACT = "case.contact"  # the caller's name and phone, each reading audited
    CASE_INTAKE = "case.intake"  # file a case for a caller at the counter or on the phone
    CASE_REPORT = "case.report"  # file what one saw oneself on patrol
    CASE_DESK = "case.desk"  # register, decline, merge, dispatch, verify, close, reopen
    CASE_HANDLE = "case.handle"  # accept, return, start, finish the orders of one's unit or grid
    COCKPIT_SEE = "cockpit.see"
    STAFF_SEE = "staff.see"
    STAFF_MANAGE = "staff.manage"
    PLACE_MANAGE = "place.manage"
    PACK_MANAGE = "pack.manage"
    AUDIT_READ = "audit.read"
    NEED_DESK = "need.desk"  # needs of one's community; who they are for only with a purpose
    NEED_HELP = "need.help"  # offer help oneself or for one's unit, answer, keep the own calendar
    NEED_COUNT = "need.count"  # how many needs, in whole tens
    SERVICE_RUN = "service.run"  # messages that left and tasks that failed: see the lines, try again


class Placed(Protocol):
    """Any row that carries the level columns."""

    @property
    def subdistrict_id(self) -> int | None: ...

    @property
    def community_id(self) -> int | None: ...

    @property
    def grid_id(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Seat:
    """One post somebody holds today, or stands in for: a role, its rights, and where they reach."""

    post_id: int
    role: str
    title: str
    rights: frozenset[Right]
    level: Level | None = None  # of the place, when the post is at a place
    place_id: int | None = None
    unit_id: int | None = None
    place_name: str = ""
    unit_name: str = ""

    def covers(self, row: Placed) -> bool:
        """Does this seat's place contain the row? A unit's seat contains nothing by place."""
        if self.level is Level.DISTRICT:
            return True
        if self.level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}:
            return self.place_id is not None and getattr(row, f"{self.level}_id") == self.place_id
        return False


@dataclass(frozen=True, slots=True)
class Actor:
    kind: str  # "staff", "machine", "caller", "public", "system"
    id: int  # account id of staff, id of a machine's integration, case id of a caller, else 0
    name: str
    seats: tuple[Seat, ...] = ()

    def has(self, right: Right) -> bool:
        return any(right in seat.rights for seat in self.seats)

    def seats_with(self, right: Right) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if right in seat.rights)

    def reaches(self, right: Right, row: Placed) -> bool:
        """May the actor use this right on the row because of where it lies?"""
        return any(seat.covers(row) for seat in self.seats_with(right))

    def unit_ids(self, right: Right) -> frozenset[int]:
        return frozenset(seat.unit_id for seat in self.seats_with(right) if seat.unit_id is not None)

    @property
    def is_staff(self) -> bool:
        """Somebody who signed in: a person with an account."""
        return self.kind == "staff"

    @property
    def in_post(self) -> bool:
        """Acts from posts: staff, and machines that were given one."""
        return self.kind in {"staff", "machine"}


PUBLIC = Actor("public", 0, "")

# What jobs and imports may do, listed like anybody's.
SYSTEM = Actor(
    "system",
    0,
    "Linli",
    (Seat(0, "system", "Linli", frozenset(Right) - {Right.CASE_CONTACT}, Level.DISTRICT),),
)


def caller_of(case_id: int) -> Actor:
    """Somebody who holds the link, or the code and four digits, of one case."""
    return Actor("caller", case_id, "")
