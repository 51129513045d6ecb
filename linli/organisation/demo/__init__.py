"""This app's share of the demo district: units, people, posts, and the ways in."""

from linli.core.demo import Share
from linli.organisation.demo.loading import load, sign_ins

DEMO = Share(order=20, load=load, sign_ins=sign_ins)
