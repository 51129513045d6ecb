"""Every read of the organisation."""

from linli.organisation.queries.addresses import address_for, addresses_of, unit_addresses
from linli.organisation.queries.integrations import (
    Machine,
    digest_of,
    integration_for,
    machine_by_token,
    visible_integrations,
)
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
    "Machine",
    "Slot",
    "Team",
    "Vacancy",
    "absent_on",
    "active_needs",
    "actor_of",
    "address_for",
    "addresses_of",
    "area_counts",
    "chain_of",
    "children_of",
    "digest_of",
    "first_place",
    "grid_team_of",
    "integration_for",
    "lasting_posts",
    "light_places",
    "light_units",
    "machine_by_token",
    "needs_second_factor",
    "people_matching",
    "people_named",
    "people_of",
    "person_for",
    "place_for",
    "post_for",
    "second_factor_roles",
    "team_of",
    "unit_addresses",
    "unit_by_id",
    "unit_for",
    "units_covering",
    "units_in",
    "unread_notices",
    "vacancies",
    "valid_posts",
    "visible_integrations",
    "visible_notices",
    "visible_places",
    "visible_staff",
    "visible_units",
]
