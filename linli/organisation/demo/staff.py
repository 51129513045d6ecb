"""Who holds which post: the 3+N of the active pack, offices and units, with deputies and some vacancies."""

from collections.abc import Iterator, Sequence
from random import Random

from linli.organisation.demo.names import people
from linli.organisation.demo.units import LEVEL_OF_OFFICE, is_served_by_posts_at_place, leads
from linli.organisation.models import Person, Post, Unit
from linli.organisation.rules import Need
from linli.organisation.terms import Employment, Role, UnitKind
from linli.places.demo.loading import SINCE, DemoPlaces
from linli.places.models import Place

VACANCIES = 24  # at the full size; people move on, that is why the page of vacancies is there
VACANT_ROLES = {Role.GRID_WORKER: 0.5, Role.BUILDING_LEADER: 0.35, Role.GRID_LEADER: 0.15}
# How many more than the pack's least, where there is one role for several people.
MORE = {Role.COMMUNITY_WORKER: (2, 4), Role.DISTRICT_DESK: (2, 2), Role.SUBDISTRICT_DESK: (1, 1)}
# Helpers the pack leaves open: how likely a grid has one, and whether one person serves a whole community.
HELPERS = {
    "社区民警": (1.0, True),
    "家庭医生": (0.9, True),
    "物业管理员": (0.7, False),
    "街长": (0.5, False),
    "店长": (0.6, False),
    "志愿者骨干": (0.5, False),
}
EMPLOYMENT = {
    Role.GRID_LEADER: Employment.PART_TIME,
    Role.TEAM_MEMBER: Employment.PART_TIME,
    Role.BUILDING_LEADER: Employment.VOLUNTARY,
}
IN_PAIRS = {
    Role.DISTRICT_DESK,
    Role.SUBDISTRICT_DESK,
    Role.COMMUNITY_WORKER,
    Role.GRID_WORKER,
    Role.UNIT_HANDLER,
}
OF_THE_DISTRICT = (
    (Role.DISTRICT_LEADER, "区委副书记"),
    (Role.DISTRICT_LEADER, "区政府副区长"),
    (Role.ADMINISTRATOR, "平台管理员"),
    (Role.AUDITOR, "审计员"),
)


class Roster:
    """Draws up posts with the people in them; nothing is stored yet."""

    def __init__(self, places: DemoPlaces, units: Sequence[Unit], needs: Sequence[Need], rng: Random) -> None:
        self.places, self.units, self.needs, self.rng = places, units, needs, rng
        self._names = people(rng)
        self._count = 0
        self._shared: dict[tuple[int | None, str], Person] = {}
        self._office = {unit.place_id: unit for unit in units if unit.kind in LEVEL_OF_OFFICE}
        self._desk = next((unit for unit in units if unit.kind == UnitKind.DESK), None)

    def posts(self) -> list[Post]:
        made = [post for place in self._levels() for post in self._at(place)]
        made += [self._post(role, title, place=self.places.district) for role, title in OF_THE_DISTRICT]
        made += [post for unit in self.units for post in self._in(unit)]
        self._pair_up(made)
        self._vacate(made)
        return made

    def _levels(self) -> Iterator[Place]:
        place = self.places
        yield place.district
        for places in (place.subdistricts, place.communities, place.grids, place.buildings):
            yield from places

    def _at(self, place: Place) -> Iterator[Post]:
        for need in self.needs:
            if need.level == place.level:
                for n in range(self._number(need, place)):
                    yield self._needed(need, place, n)

    def _number(self, need: Need, place: Place) -> int:
        if need.title in HELPERS and need.at_least == 0:
            likely, _shared = HELPERS[need.title]
            return int(self.rng.random() < likely and place.kind != "dedicated")
        more = MORE.get(Role(need.role), (0, 0))
        return need.at_least + self.rng.randint(*more) if need.at_most is None else need.at_least

    def _needed(self, need: Need, place: Place, number: int) -> Post:
        shared = HELPERS.get(need.title, (0.0, False))[1]
        person = self._shared.get((place.community_id, need.title)) if shared else None
        post = self._post(need.role, need.title, place=place, person=person, part_time=number % 2 == 1)
        if shared and post.person is not None:
            self._shared[place.community_id, need.title] = post.person
        if need.role in {Role.COMMUNITY_SECRETARY, Role.COMMUNITY_WORKER, Role.GRID_LEADER, Role.GRID_WORKER}:
            post.unit = self._office.get(place.pk)
        if need.role == Role.DISTRICT_DESK:
            post.unit = self._desk
        return post

    def _in(self, unit: Unit) -> Iterator[Post]:
        if is_served_by_posts_at_place(unit):
            return
        if leads(unit):
            yield self._post(Role.UNIT_LEAD, "负责人", unit=unit)
        yield self._post(Role.UNIT_HANDLER, "承办人", unit=unit)
        if leads(unit):
            yield self._post(Role.UNIT_HANDLER, "承办人", unit=unit)

    def _post(
        self,
        role: str,
        title: str,
        *,
        place: Place | None = None,
        unit: Unit | None = None,
        person: Person | None = None,
        part_time: bool = False,
    ) -> Post:
        person = person or self._person(role, part_time)
        return Post(role=role, title=title, place=place, unit=unit, person=person, valid_from=SINCE)

    def _person(self, role: str, part_time: bool) -> Person:
        self._count += 1
        employment = EMPLOYMENT.get(Role(role), Employment.FULL_TIME)
        if role == Role.GRID_WORKER and part_time:
            employment = Employment.PART_TIME
        number = f"QH{self._count:05d}" if employment == Employment.FULL_TIME else None
        return Person(
            name=next(self._names),
            phone=f"1990000{self._count:04d}" if self._count < 10_000 else "",
            staff_number=number,
            employment=employment,
        )

    def _pair_up(self, posts: Sequence[Post]) -> None:
        """AB角: two in the same role at the same place or in the same unit stand in for each other."""
        last: dict[tuple[str, int | None, int | None], Post] = {}
        for post in posts:
            if post.role in IN_PAIRS:
                key = (post.role, post.place_id, post.unit_id)
                other = last.pop(key, None)
                if other is None:
                    last[key] = post
                else:
                    post.deputy, other.deputy = other.person, post.person

    def _vacate(self, posts: Sequence[Post]) -> None:
        wanted = max(2, round(VACANCIES * len(self.places.grids) / 365))
        taken = {grid.pk for grid in self.places.grids[:1]}  # where the demo's own sign-in works
        for role, share in VACANT_ROLES.items():
            of_role = [(post.place.grid_id or 0, post) for post in posts if post.role == role and post.place]
            for _ in range(max(1, round(wanted * share))):
                grid_id, post = self.rng.choice([one for one in of_role if one[0] not in taken])
                taken.add(grid_id)
                _empty(post, posts)


def _empty(post: Post, posts: Sequence[Post]) -> None:
    """Nobody holds the post any more; whoever it had stands in for nobody."""
    gone, post.person = post.person, None
    for other in posts:
        if other.deputy is gone:
            other.deputy = None
