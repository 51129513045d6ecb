"""Who may take which step from where."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from linli.cases.terms import QUEUE_OF, STEPS, UNDO_S, Queue, State, Step, Who
from linli.core.actors import Actor, Level, Placed, Right


def may_undo(actor: Actor, *, by_id: int, at: datetime, now: datetime) -> bool:
    """Only one's own dispatch, and only for the moment in which a slip of the hand is seen."""
    return actor.in_post and actor.id == by_id and timedelta(0) <= now - at <= timedelta(seconds=UNDO_S)


def may_supervise(actor: Actor, case: Placed, *, about_unit_id: int | None) -> bool:
    """A desk or leader of the subdistrict or the district; never who belongs to the accused unit."""
    if about_unit_id is not None and any(seat.unit_id == about_unit_id for seat in actor.seats):
        return False
    return any(
        seat.level in {Level.DISTRICT, Level.SUBDISTRICT}
        and Right.COCKPIT_SEE in seat.rights
        and seat.covers(case)
        for seat in actor.seats_with(Right.CASE_SEE)
    )


def queue_of(state: str) -> Queue:
    return QUEUE_OF[State(state)]


def selves(
    actor: Actor,
    case: Placed,
    *,
    case_ids: Iterable[int],
    lead_unit_id: int | None,
    about_unit_id: int | None,
    below: bool = False,
) -> frozenset[Who]:
    """As whom the actor may act on this case. `case_ids`: the case and those merged into it. `below`: it was
    handed up past the actor's desks.

    Whoever belongs to a unit the case complains about is nobody here.
    """
    if actor.kind == "system":
        return frozenset({Who.SYSTEM})
    if actor.kind == "caller":
        return frozenset({Who.CALLER}) if actor.id in set(case_ids) else frozenset()
    if about_unit_id is not None and any(seat.unit_id == about_unit_id for seat in actor.seats):
        return frozenset()
    found = set()
    if actor.reaches(Right.CASE_DESK, case):
        found.add(Who.BELOW if below else Who.DESK)
    if lead_unit_id is not None and lead_unit_id in actor.unit_ids(Right.CASE_HANDLE):
        found.add(Who.HANDLER)
    return frozenset(found)


def steps_open_to(state: str, selves_here: frozenset[Who]) -> tuple[Step, ...]:
    """The steps the table allows these selves from here: the buttons that exist now, and only those."""
    return tuple(step for step in STEPS.values() if State(state) in step.origins and step.who & selves_here)
