"""What else is open around a case."""

from math import cos, radians

from linli.cases.models import Case, still_open
from linli.cases.queries.cases import LIST_COLUMNS, visible_cases
from linli.cases.rules import METRES_PER_DEGREE, apart_m
from linli.core.actors import Actor

NEAR_M = 300.0  # our value: what one walk can look at
MOST = 60


def open_near(actor: Actor, case: Case, near_m: float = NEAR_M) -> list[Case]:
    """Open cases within `near_m` metres that the actor may know about, the nearest first."""
    if case.lon is None or case.lat is None:
        return []
    north = near_m / METRES_PER_DEGREE
    east = north / max(cos(radians(case.lat)), 0.01)
    box = {
        "lon__range": (case.lon - east, case.lon + east),
        "lat__range": (case.lat - north, case.lat + north),
    }
    found = visible_cases(actor).filter(still_open(), **box).exclude(pk=case.pk)
    here = (case.lon, case.lat)
    apart = {
        one: apart_m(here, (one.lon, one.lat))
        for one in found.select_related(*LIST_COLUMNS)
        if one.lon is not None and one.lat is not None
    }
    within = [one for one in apart if apart[one] <= near_m]
    return sorted(within, key=lambda one: (apart[one], one.pk))[:MOST]
