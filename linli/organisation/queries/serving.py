"""Who serves a place, as every resident may know it: staff posts only, never a volunteer."""

from datetime import date

from linli.organisation.models import Post
from linli.organisation.queries.staffing import team_of
from linli.organisation.terms import Employment, Role
from linli.places.models import Place

# Posts whose holders residents may know by name; a rule of the place (docs/sources) makes them public.
SERVING_ROLES = (Role.GRID_LEADER, Role.GRID_WORKER, Role.COMMUNITY_WORKER)


def serving_posts(place: Place, today: date) -> list[Post]:
    """The held staff posts of a grid's or community's team, by the order of SERVING_ROLES.

    Building leaders and volunteers are neighbours: without their consent nobody reads their names here.
    """
    team = team_of(place, today)
    posts = [post for slot in (*team.core, *team.others) for post in slot.posts] + team.further
    staff = {
        post.pk: post
        for post in posts
        if post.role in SERVING_ROLES
        and post.person is not None
        and post.person.active
        and post.person.employment != Employment.VOLUNTARY
    }
    return sorted(staff.values(), key=lambda post: (SERVING_ROLES.index(post.role), post.pk))
