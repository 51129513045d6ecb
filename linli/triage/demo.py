"""This app's share of the demo district: what its past cases teach, since they announced nothing."""

from linli.core.actors import SYSTEM
from linli.core.demo import Context, Share
from linli.triage import actions


def load(context: Context) -> None:
    actions.learn_dispatch(SYSTEM, now=context.now)


DEMO = Share(order=80, load=load)
