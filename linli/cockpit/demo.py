"""This app's share of the demo district: what the cases written in bulk announced to nobody is counted."""

from linli.cockpit import actions
from linli.core.demo import Context, Share


def load(context: Context) -> None:
    actions.rebuild(now=context.now)


DEMO = Share(order=90, load=load)
