"""What the actions of the organisation ask before they change anything, and what they do after."""

import secrets
from collections.abc import Iterable
from datetime import date

from linli.accounts.models import Account
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed
from linli.organisation import queries, rules
from linli.organisation.models import Person, Unit
from linli.places.models import Place


def need_management(actor: Actor, action: str) -> None:
    if not actor.has(Right.STAFF_MANAGE):
        raise NotAllowed(action)


def need_management_at(actor: Actor, place: Place | None, action: str) -> None:
    if not rules.may_manage(actor, place):
        raise NotAllowed(action)


def area_of(unit: Unit | None) -> Place | None:
    return unit.place if unit else None


def need_management_of(actor: Actor, person: Person, today: date, action: str) -> None:
    """All posts of the person must lie where the actor arranges staff: a password opens every one of them."""
    posts = queries.lasting_posts(today).filter(person=person).select_related("place", "unit__place")
    if not rules.may_manage_all(actor, posts):
        raise NotAllowed(action)


def renew_rights(people: Iterable[int | None]) -> None:
    """Whatever these people may do is read anew by their next request, in every process."""
    ids = {pk for pk in people if pk is not None}
    if ids:
        Account.objects.filter(person__in=ids).update(rights_stamp=secrets.token_hex())
