"""Hot topics of a place, their matters within what one may see, and problems that come back."""

from collections.abc import Sequence

from linli.cases.models import Case
from linli.cases.queries.cases import visible_cases
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.places.models import Place
from linli.triage.models import Recurring, Topic, TopicCase, TopicPlace
from linli.triage.terms import LEAST_PUBLIC, LEAST_TOLD, MOST_RECURRING, MOST_TOPICS

LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)
PUBLIC_LEVELS = ("", Level.SUBDISTRICT, Level.COMMUNITY)
ROW_NAMES = ("building", "estate", "community")
CASE_FIELDS = ("text", "state", "colour", "place_name")


def topic_seats(actor: Actor) -> list[Seat]:
    """The places of the actor's posts whose topics he may see, the widest first, each once."""
    seats = [s for s in actor.seats_with(Right.COCKPIT_SEE) if s.level in LEVELS and s.place_id]
    seats.sort(key=lambda seat: LEVELS.index(seat.level or Level.GRID))
    return list({seat.place_id: seat for seat in reversed(seats)}.values())[::-1]


def topic_place(actor: Actor, place_id: int | None) -> Place:
    """A place the actor may look at; without a key that of his widest post."""
    seats = topic_seats(actor)
    wanted = place_id if place_id is not None else (seats[0].place_id if seats else None)
    place = Place.objects.filter(pk=wanted or 0, level__in=LEVELS).defer("shape").first()
    if place is None or not actor.reaches(Right.COCKPIT_SEE, place):
        raise NotFound(f"topics {wanted}")
    return place


def topics_of(place: Place) -> list[TopicPlace]:
    """The largest now, of the whole district or of one place in it. One statement."""
    rows = TopicPlace.objects.filter(place=None if place.level == Level.DISTRICT else place)
    rows = rows.filter(cases__gte=LEAST_TOLD).select_related("topic")
    return list(rows.order_by("-cases", "id")[:MOST_TOPICS])


def topic_for(actor: Actor, topic_id: int) -> Topic:
    """A topic somewhere the actor may look."""
    topic = Topic.objects.filter(pk=topic_id).first()
    if topic is None or not any(_reached(actor, one) for one in places_of(topic)):
        raise NotFound(f"topic {topic_id}")
    return topic


def places_of(topic: Topic) -> Sequence[TopicPlace]:
    """Where it occurs, widest first, largest first. Never finer than a grid."""
    rows = topic.places.select_related("place").defer("place__shape")
    return sorted(rows, key=lambda row: (_width(row), -row.cases, row.pk))


def _width(row: TopicPlace) -> int:
    return LEVELS.index(Level(row.level)) if row.level else 0


def seen_places(actor: Actor, topic: Topic) -> list[TopicPlace]:
    return [row for row in places_of(topic) if _reached(actor, row)]


def _reached(actor: Actor, row: TopicPlace) -> bool:
    if row.place is None:
        return any(seat.level is Level.DISTRICT for seat in actor.seats_with(Right.COCKPIT_SEE))
    return actor.reaches(Right.COCKPIT_SEE, row.place)


def topic_cases(actor: Actor, topic: Topic, *, after: str = "") -> KeysetPage[Case]:
    """Its matters the actor may see, the newest first."""
    cases = visible_cases(actor).filter(pk__in=topic_case_ids(topic))
    rows = cases.select_related(*ROW_NAMES).only(*CASE_FIELDS, *(f"{name}__name" for name in ROW_NAMES))
    return keyset_page(rows, order=("-id",), after=after)


def topic_case_ids(topic: Topic) -> list[int]:
    """At most `solvers.text.topics.Settings.most`."""
    return list(TopicCase.objects.filter(topic=topic).values_list("case_id", flat=True))


def public_topics() -> list[TopicPlace]:
    """For everybody: what the rule book has a name for, at least ten matters, no place below a community."""
    rows = TopicPlace.objects.filter(cases__gte=LEAST_PUBLIC, level__in=PUBLIC_LEVELS)
    rows = rows.exclude(topic__category_code="").select_related("topic", "place").defer("place__shape")
    return list(rows.order_by("-cases", "id")[:MOST_TOPICS])


def recurring_in(place: Place) -> list[Recurring]:
    """Problems that come back in a place, those chosen for a month first."""
    rows = Recurring.objects.select_related("community").defer("community__shape")
    if place.level != Level.DISTRICT:
        if place.level == Level.GRID:
            return []
        rows = rows.filter(**{f"community__{place.level}": place})
    return list(rows.order_by("-chosen_for", "-months", "-cases", "id")[:MOST_RECURRING])


def recurring_for(actor: Actor, problem_id: int) -> Recurring:
    found = Recurring.objects.select_related("community").filter(pk=problem_id).first()
    if found is None or not actor.reaches(Right.COCKPIT_SEE, found.community):
        raise NotFound(f"recurring {problem_id}")
    return found
