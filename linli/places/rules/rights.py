"""Who may change the tree of places."""

from linli.core.actors import Actor, Level, Placed, Right


def may_manage_all(actor: Actor) -> bool:
    """The whole tree: a seat at the district, or in a unit (the platform's own administrators sit in one)."""
    return any(seat.level in {None, Level.DISTRICT} for seat in actor.seats_with(Right.PLACE_MANAGE))


def may_manage(actor: Actor, row: Placed) -> bool:
    return may_manage_all(actor) or actor.reaches(Right.PLACE_MANAGE, row)
