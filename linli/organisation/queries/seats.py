"""Who acts: the seats an account holds on a day, from posts and from absences of those it is deputy of."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.accounts.models import Account
from linli.core.actors import PUBLIC, Actor
from linli.organisation import rules
from linli.organisation.models import Absence, Post, SecondFactorRule

# Outlines of places weigh more than all the rest: name what a seat needs.
SEAT_COLUMNS = (
    "role",
    "title",
    "place__name",
    "place__level",
    "unit__name",
    "person__account_id",
)


def valid_posts(today: date) -> QuerySet[Post]:
    """Posts that count on this day, in units that work; vacancies included."""
    in_time = Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))
    return Post.objects.filter(in_time, Q(unit=None) | Q(unit__active=True))


def people_posts(today: date) -> QuerySet[Post]:
    """Those of them that people hold or could hold; a machine's post is nobody's vacancy."""
    return valid_posts(today).filter(integration=None)


def absent_on(today: date) -> QuerySet[Absence]:
    """Absences that cover the day; the last day away is a day away."""
    return Absence.objects.filter(starts_on__lte=today, ends_on__gte=today)


def actor_of(account: Account, today: date) -> Actor:
    """The account as an actor with its seats of today. One query; a closed account is the public."""
    if not account.is_active:
        return PUBLIC
    own = Q(person__account=account, person__active=True)
    holder_away = Exists(absent_on(today).filter(person=OuterRef("person_id")))
    stands_in = Q(holder_away, deputy__account=account, deputy__active=True)
    posts = valid_posts(today).filter(own | stands_in).select_related("place", "unit", "person")
    seats = tuple(
        rules.seat_of(
            post,
            level=post.place.level if post.place else None,
            place_name=post.place.name if post.place else "",
            unit_name=post.unit.name if post.unit else "",
            standing_in=post.person is None or post.person.account_id != account.pk,
        )
        for post in posts.only(*SEAT_COLUMNS).order_by("pk")
    )
    return Actor("staff", account.pk, account.display_name, seats)


def needs_second_factor(actor: Actor) -> bool:
    """Does one of the actor's seats ask for a second factor?"""
    return SecondFactorRule.objects.filter(role__in={seat.role for seat in actor.seats}).exists()


def second_factor_roles() -> set[str]:
    return set(SecondFactorRule.objects.values_list("role", flat=True))
