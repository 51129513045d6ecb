"""Who should be where by the active method pack, and who is: teams of places, vacancies of an area."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from linli.core.actors import Actor, Level, Right
from linli.organisation import rules
from linli.organisation.models import Post, StaffingRule
from linli.organisation.queries.scope import existing_on, light_places, within, within_reach
from linli.organisation.queries.seats import people_posts, valid_posts
from linli.organisation.rules import Need
from linli.places.models import Place

DRILL = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One need of the pack at one place that has too few or too many people."""

    place: Place
    need: Need
    have: int

    @property
    def missing(self) -> int:
        return self.need.missing(self.have)

    @property
    def surplus(self) -> int:
        return self.need.surplus(self.have)


@dataclass(slots=True)
class Slot:
    """A need at a place with the posts that fill it."""

    need: Need
    posts: list[Post] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return self.need.missing(len(self.posts))


@dataclass(frozen=True, slots=True)
class Team:
    """The people at a place: the core (the 3), the others the pack names (the N), whoever else is there."""

    core: list[Slot]
    others: list[Slot]
    further: list[Post]


@dataclass(slots=True)
class AreaCount:
    """What is missing in a place and everything inside it."""

    place: Place
    missing: int = 0
    surplus: int = 0


def active_needs(level: str | None = None) -> list[Need]:
    found = StaffingRule.objects.filter(pack__active=True).order_by("pk")
    if level is not None:
        found = found.filter(level=level)
    return [Need(row.level, row.role, row.title, row.at_least, row.at_most, row.core) for row in found]


def vacancies(actor: Actor, today: date, *, at: Place | None = None) -> list[Vacancy]:
    """Every need in the actor's area (or in `at`) with too few or too many people. Always three queries.

    People count whose post is valid today, at the place or in a unit that serves it.
    """
    needs = active_needs()
    levels = {need.level for need in needs}
    area = within_reach(actor, Right.STAFF_SEE) & (within(at) if at else Q())
    places = light_places().filter(area, existing_on(today), level__in=levels)
    places = places.order_by("subdistrict__number", "community__number", "grid__number", "number", "pk")
    have = _Counts.of(actor, today, levels, at)
    by_title = rules.counted_by_title(needs)
    found = [
        Vacancy(place, need, have.people(place.pk, need, by_title))
        for place in places
        for need in needs
        if need.level == place.level
    ]
    return [one for one in found if one.missing or one.surplus]


@dataclass(frozen=True, slots=True)
class _Counts:
    """People at places, by role and by title."""

    roles: Counter[tuple[int, str]]
    titles: Counter[tuple[int, str, str]]

    @classmethod
    def of(cls, actor: Actor, today: date, levels: Iterable[str], at: Place | None) -> "_Counts":
        posts = valid_posts(today).filter(_reach(actor, at), person__active=True)
        posts = posts.filter(Q(place__level__in=levels) | Q(place=None, unit__place__level__in=levels))
        rows = posts.values_list(Coalesce("place_id", "unit__place_id"), "role", "title")
        counts = cls(Counter(), Counter())
        for place_id, role, title, people in rows.annotate(people=Count("person", distinct=True)):
            counts.roles[place_id, role] += people
            counts.titles[place_id, role, title] += people
        return counts

    def people(self, place_id: int, need: Need, by_title: set[tuple[str, str]]) -> int:
        if (need.level, need.role) in by_title:
            return self.titles[place_id, need.role, need.title]
        return self.roles[place_id, need.role]


def _reach(actor: Actor, at: Place | None) -> Q:
    """Posts at places, or in units of places, that the actor may see and that lie in `at`."""
    seen = within_reach(actor, Right.STAFF_SEE, "place__") | within_reach(
        actor, Right.STAFF_SEE, "unit__place__"
    )
    return seen & (within(at, "place__") | within(at, "unit__place__")) if at else seen


def area_counts(found: Sequence[Vacancy], children: Sequence[Place]) -> list[AreaCount]:
    """What is missing in each child and everything inside it."""
    totals = {child.pk: AreaCount(child) for child in children}
    for vacancy in found:
        place = vacancy.place
        levels = (place.pk, place.subdistrict_id, place.community_id, place.grid_id)
        around = {pk for pk in levels if pk is not None}
        for total in (totals[pk] for pk in around if pk in totals):
            total.missing += vacancy.missing
            total.surplus += vacancy.surplus
    return list(totals.values())


def children_of(place: Place, today: date) -> list[Place]:
    """The places directly below, in their order."""
    return list(light_places().filter(existing_on(today), parent=place.pk).order_by("number", "pk"))


def team_of(place: Place, today: date) -> Team:
    """The team of a place by the active pack. The caller has already been allowed to see the place."""
    needs = active_needs(place.level)
    here = Q(place=place.pk) | Q(place=None, unit__place=place.pk)
    posts = list(
        people_posts(today).filter(here).select_related("person", "deputy", "unit").order_by("role", "pk")
    )
    by_title = rules.counted_by_title(needs)
    slots = [Slot(need) for need in needs]
    further = [post for post in posts if not _sits(post, slots, by_title)]
    core = [slot for slot in slots if slot.need.core]
    return Team(core, [slot for slot in slots if not slot.need.core], further)


def _sits(post: Post, slots: Sequence[Slot], by_title: set[tuple[str, str]]) -> bool:
    if post.person_id is None:
        return False
    for slot in slots:
        need = slot.need
        exact = (need.level, need.role) not in by_title or need.title == post.title
        if need.role == post.role and exact:
            slot.posts.append(post)
            return True
    return False
