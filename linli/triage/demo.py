"""This app's share of the demo district: what its past cases teach, since they announced nothing."""

from linli.core.actors import SYSTEM
from linli.core.demo import Context, Share
from linli.core.errors import RuleBroken, Unavailable
from linli.triage.actions import counting, learning, topics

FEW = 1000  # matters to learn from: a demo must not take long


def load(context: Context) -> None:
    counting.learn_dispatch(SYSTEM, now=context.now)
    topics.find_topics(now=context.now)
    topics.find_recurring(now=context.now)
    try:
        learning.learn_texts(SYSTEM, now=context.now, most=FEW)
    except (RuleBroken, Unavailable) as reason:  # a small district, or no learner on this machine
        context.told.append(reason.sentence)


DEMO = Share(order=80, load=load)
