"""Who is told about a whistle at a desk."""

from datetime import date

from linli.core.actors import Level, Right
from linli.organisation.queries import valid_posts
from linli.organisation.terms import RIGHTS

DESK_ROLES = [role for role, rights in RIGHTS.items() if Right.CASE_DESK in rights]


def people_at(place_id: int, today: date) -> list[int]:
    """Keys of those at the desk of a place."""
    return _people(today, place=place_id)


def people_above(today: date) -> list[int]:
    """Keys of those at the desk of the district."""
    return _people(today, place__level=Level.DISTRICT)


def _people(today: date, **where: object) -> list[int]:
    posts = valid_posts(today).filter(**where, role__in=DESK_ROLES, person__isnull=False)
    return sorted({pk for pk in posts.values_list("person_id", flat=True) if pk is not None})
