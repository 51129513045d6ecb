"""Staff as others may see them."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound
from linli.organisation.models import Absence, Person, Post
from linli.organisation.queries.scope import NOTHING, within, within_reach
from linli.organisation.queries.seats import valid_posts
from linli.places.models import Place


def lasting_posts(today: date) -> QuerySet[Post]:
    """Posts that count today or later."""
    return Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today))


def visible_staff(actor: Actor, today: date) -> QuerySet[Person]:
    """People with a post in the actor's area, and oneself.

    Whoever arranges staff also sees those who have no post at all, or nobody could give them one.
    """
    people = Person.objects.select_related("account")
    held = lasting_posts(today).filter(person=OuterRef("pk"))
    at_place = within_reach(actor, Right.STAFF_SEE, "place__")
    in_unit = within_reach(actor, Right.STAFF_SEE, "unit__place__")
    oneself = Q(account=actor.id) if actor.is_staff else NOTHING
    seen = Q(Exists(held.filter(at_place | in_unit))) | oneself
    if actor.has(Right.STAFF_MANAGE):
        seen |= Q(~Exists(held))
    return people.filter(seen)


def person_for(actor: Actor, person_id: int, today: date) -> Person:
    """One person with posts, deputies and absences from today on."""
    posts = (
        lasting_posts(today)
        .select_related("place", "unit__place", "deputy")
        .defer("place__shape", "unit__place__shape")
        .order_by("pk")
    )
    absences = Absence.objects.filter(ends_on__gte=today).order_by("starts_on")
    person = (
        visible_staff(actor, today)
        .filter(pk=person_id)
        .prefetch_related(Prefetch("posts", posts), Prefetch("absences", absences))
        .first()
    )
    if person is None:
        raise NotFound(f"person {person_id}")
    return person


def people_matching(
    actor: Actor, today: date, *, words: str = "", place: Place | None = None
) -> QuerySet[Person]:
    """Visible people by name, staff number or sign-in name, with their valid posts; in one place or all."""
    people = visible_staff(actor, today).filter(active=True)
    if words.strip():
        word = words.strip()
        named = Q(name__contains=word) | Q(staff_number__startswith=word) | Q(account__sign_in_name=word)
        people = people.filter(named)
    if place is not None:
        posts = lasting_posts(today).filter(person=OuterRef("pk"))
        people = people.filter(
            Exists(posts.filter(within(place, "place__") | within(place, "unit__place__")))
        )
    shown = valid_posts(today).select_related("place", "unit").defer("place__shape")
    return people.prefetch_related(Prefetch("posts", shown))


def people_named(actor: Actor, today: date, text: str) -> list[Person]:
    """Whom somebody means by a staff number, or by a name when nobody else bears it; at most a few."""
    text = text.strip()
    people = visible_staff(actor, today).filter(active=True)
    by_number = list(people.filter(staff_number=text)[:1])
    return by_number or list(people.filter(name=text)[:5])


def post_for(actor: Actor, post_id: int, today: date) -> Post:
    """A person's post that counts today or later, at a place or in a unit of the actor's area."""
    area = within_reach(actor, Right.STAFF_SEE, "place__") | within_reach(
        actor, Right.STAFF_SEE, "unit__place__"
    )
    posts = lasting_posts(today).filter(area, pk=post_id, integration=None)
    post = posts.select_related("place", "unit__place", "person", "deputy").first()
    if post is None:
        raise NotFound(f"post {post_id}")
    return post
