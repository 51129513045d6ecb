"""As whom somebody stands to a need, and which steps that opens."""

from collections.abc import Iterable
from typing import Protocol

from linli.core.actors import Actor, Level, Placed, Right
from linli.needs.terms import STEPS, Step, Who


class OfHelper(Protocol):
    """Whoever helps, as far as it matters who that is."""

    @property
    def pk(self) -> int: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def unit_id(self) -> int | None: ...


def person_of(need_id: int) -> Actor:
    """Whoever holds the link, or the code and four digits, of one need."""
    return Actor("person", need_id, "")


def helper_of(helper_id: int) -> Actor:
    """Whoever holds the link of a helper without an account."""
    return Actor("helper", helper_id, "")


def is_desk(actor: Actor, row: Placed) -> bool:
    """At the desk of the community: needs go no higher and no lower (domain.md §4)."""
    if actor.kind == "system":
        return False
    return any(
        seat.level is Level.COMMUNITY and seat.covers(row) for seat in actor.seats_with(Right.NEED_DESK)
    )


def is_helper(actor: Actor, helper: OfHelper | None) -> bool:
    """By the link, by one's own account, or as somebody of the helping unit."""
    if helper is None:
        return False
    if actor.kind == "helper":
        return actor.id == helper.pk
    if not actor.is_staff or not actor.has(Right.NEED_HELP):
        return False
    own_unit = helper.unit_id is not None and helper.unit_id in actor.unit_ids(Right.NEED_HELP)
    return own_unit or (helper.account_id is not None and helper.account_id == actor.id)


def selves(actor: Actor, need: Placed, need_id: int, helper: OfHelper | None = None) -> frozenset[Who]:
    who = set()
    if actor.kind == "system":
        who.add(Who.SYSTEM)
    if actor.kind == "person" and actor.id == need_id:
        who.add(Who.PERSON)
    if is_desk(actor, need):
        who.add(Who.DESK)
    if is_helper(actor, helper):
        who.add(Who.HELPER)
    return frozenset(who)


def open_steps(state: str, who: Iterable[Who]) -> list[Step]:
    """
    >>> [step.name for step in open_steps("running", {Who.PERSON})]
    ['release', 'meet', 'stop']
    >>> [step.name for step in open_steps("raised", {Who.DESK})]
    ['agree', 'decline', 'stop']
    >>> open_steps("stopped", {Who.PERSON, Who.DESK, Who.SYSTEM})
    []
    """
    mine = frozenset(who)
    return [step for step in STEPS.values() if state in step.origins and step.who & mine]
