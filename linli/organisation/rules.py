"""Answers about posts, places and staffing: values in, values out."""

from typing import Protocol

from linli.core.actors import Actor, Level, Seat
from linli.organisation.terms import FACES, RIGHTS, STANDING_IN


class _PostLike(Protocol):
    pk: int
    role: str
    title: str
    place_id: int | None
    unit_id: int | None


def seat_of(
    post: _PostLike, *, level: str | None, place_name: str, unit_name: str, standing_in: bool
) -> Seat:
    """What the post lets its holder, or on an absence the deputy, do and where."""
    return Seat(
        post_id=post.pk,
        role=post.role,
        title=STANDING_IN % post.title if standing_in else post.title,
        rights=RIGHTS.get(post.role, frozenset()),
        level=Level(level) if level else None,
        place_id=post.place_id,
        unit_id=post.unit_id,
        place_name=place_name,
        unit_name=unit_name,
    )


def faces_of(actor: Actor) -> list[str]:
    """URL names of the pages somebody may start on, the most fitting first."""
    roles = {seat.role for seat in actor.seats}
    return list(dict.fromkeys(face for role, face in FACES.items() if role in roles))
