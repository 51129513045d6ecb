"""Every write to the tree of places."""

from linli.places.actions.doors import issue_door, issue_missing_doors, revoke_door
from linli.places.actions.grid_map import load_areas
from linli.places.actions.loading import PlaceLoader
from linli.places.actions.tree import add_place, describe_place, recode_place, remove_place, rename_place

__all__ = [
    "PlaceLoader",
    "add_place",
    "describe_place",
    "issue_door",
    "issue_missing_doors",
    "load_areas",
    "recode_place",
    "remove_place",
    "rename_place",
    "revoke_door",
]
