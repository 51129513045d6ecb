"""This app's share of the demo district: the ground, its places and doors."""

from linli.core.demo import Share
from linli.places.demo.loading import is_there, load

DEMO = Share(order=10, load=load, is_there=is_there)
