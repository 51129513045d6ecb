"""What every page of the resident shows around its own: the place, whom to ring, the matter."""

from typing import Any

from linli.cases.models import Case
from linli.places.locator import Spot


def place_context(spot: Spot | None) -> dict[str, Any]:
    if spot is None:
        return {"spot": None}
    return {"spot": spot, "place_name": spot.name, "community_phone": spot.phone}


def case_context(case: Case) -> dict[str, Any]:
    community = case.community
    return {
        "case": case,
        "place_name": community.name if community else "",
        "community_phone": community.phone if community else "",
    }
