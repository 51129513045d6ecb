"""Every read of the organisation."""

from linli.organisation.queries.notices import unread_notices, visible_notices
from linli.organisation.queries.people import (
    lasting_posts,
    people_matching,
    people_named,
    person_for,
    post_for,
    visible_staff,
)
from linli.organisation.queries.scope import chain_of, first_place, light_places, place_for, visible_places
from linli.organisation.queries.seats import (
    absent_on,
    actor_of,
    needs_second_factor,
    second_factor_roles,
    valid_posts,
)
from linli.organisation.queries.staffing import (
    AreaCount,
    Slot,
    Team,
    Vacancy,
    active_needs,
    area_counts,
    children_of,
    team_of,
    vacancies,
)
from linli.organisation.queries.units import (
    grid_team_of,
    light_units,
    people_of,
    unit_by_id,
    unit_for,
    units_covering,
    units_in,
    visible_units,
)

__all__ = [
    "AreaCount",
    "Slot",
    "Team",
    "Vacancy",
    "absent_on",
    "active_needs",
    "actor_of",
    "area_counts",
    "chain_of",
    "children_of",
    "first_place",
    "grid_team_of",
    "lasting_posts",
    "light_places",
    "light_units",
    "needs_second_factor",
    "people_matching",
    "people_named",
    "people_of",
    "person_for",
    "place_for",
    "post_for",
    "second_factor_roles",
    "team_of",
    "unit_by_id",
    "unit_for",
    "units_covering",
    "units_in",
    "unread_notices",
    "vacancies",
    "valid_posts",
    "visible_notices",
    "visible_places",
    "visible_staff",
    "visible_units",
]
