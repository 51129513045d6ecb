"""This app's share of the demo district: ninety days of matters and what became of them."""

from linli.cases.demo.loading import load
from linli.core.demo import Share

DEMO = Share(order=30, load=load)
