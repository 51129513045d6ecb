"""Answers about whistles: values in, values out."""

from collections.abc import Iterable
from typing import Protocol

from linli.core.actors import Actor, Level, Placed, Right, Seat
from linli.whistles.terms import BLOWERS, CALL_STEPS, STEPS, Step, Who


class Owned(Protocol):
    @property
    def place_id(self) -> int: ...


class Called(Protocol):
    @property
    def unit_id(self) -> int: ...


def blowing_seat(actor: Actor, case: Placed) -> Seat | None:
    """The seat of a subdistrict's or community's desk that reaches the case; of two the widest."""
    desk = actor.seats_with(Right.CASE_DESK)
    seats = [seat for seat in desk if seat.level in BLOWERS and seat.covers(case)]
    return min(seats, key=lambda seat: BLOWERS.index(seat.level or Level.COMMUNITY), default=None)


def proposing_seat(actor: Actor, case: Placed) -> Seat | None:
    """Those of the grid ask their community to blow."""
    seats = actor.seats_with(Right.CASE_HANDLE)
    return next((seat for seat in seats if seat.level is Level.GRID and seat.covers(case)), None)


def selves(actor: Actor, whistle: Owned, call: Called | None = None) -> frozenset[Who]:
    """As whom the actor stands to a whistle, and to one of its calls."""
    if actor.kind == "system":
        return frozenset({Who.SYSTEM})
    who = set()
    for seat in actor.seats_with(Right.CASE_DESK):
        if seat.place_id == whistle.place_id and seat.level in BLOWERS:
            who.add(Who.OWNER)
        if seat.level is Level.DISTRICT:
            who.add(Who.ABOVE)
    if call is not None and call.unit_id in actor.unit_ids(Right.CASE_HANDLE):
        who.add(Who.UNIT)
    return frozenset(who)


def open_call_steps(state: str, who: Iterable[Who]) -> list[Step]:
    """The steps of a call that these may take from here.

    >>> [step.name for step in open_call_steps("asked", {Who.UNIT})]
    ['check_in', 'refuse', 'arrive']
    >>> [step.name for step in open_call_steps("refused", {Who.ABOVE})]
    ['insist', 'excuse']
    """
    return _open(CALL_STEPS.values(), state, frozenset(who))


def open_steps(state: str, who: Iterable[Who]) -> list[Step]:
    """The steps of a whistle as a whole.

    >>> [step.name for step in open_steps("open", {Who.OWNER})]
    ['close', 'cancel']
    """
    return _open(STEPS.values(), state, frozenset(who))


def _open(steps: Iterable[Step], state: str, who: frozenset[Who]) -> list[Step]:
    return [step for step in steps if state in step.origins and step.who & who]
