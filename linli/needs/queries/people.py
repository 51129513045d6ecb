"""Who is told at the desk of a community."""

from datetime import date

from linli.core.actors import Right
from linli.organisation.queries import valid_posts
from linli.organisation.terms import RIGHTS

DESK_ROLES = [role for role, rights in RIGHTS.items() if Right.NEED_DESK in rights]


def people_at(community_id: int, today: date) -> list[int]:
    """Keys of those at the community's desk."""
    posts = valid_posts(today).filter(place=community_id, role__in=DESK_ROLES, person__isnull=False)
    return sorted({pk for pk in posts.values_list("person_id", flat=True) if pk is not None})
