"""This app's share of the demo district: what its past cases teach, since they announced nothing."""

from linli.cases.models import Case
from linli.core.actors import SYSTEM
from linli.core.demo import Context, Share
from linli.core.errors import RuleBroken, Unavailable
from linli.triage.actions import counting, guessing, learning, topics
from linli.triage.terms import TAUGHT

FEW = 1000  # matters to learn from, and to guess: a demo must not take long


def load(context: Context) -> None:
    counting.learn_dispatch(SYSTEM, now=context.now)
    topics.find_topics(now=context.now)
    topics.find_recurring(now=context.now)
    try:
        learning.learn_texts(SYSTEM, now=context.now, most=FEW)
    except (RuleBroken, Unavailable) as reason:  # a small district, or no learner on this machine
        context.told.append(reason.sentence)
        return
    fresh = Case.objects.exclude(state__in=TAUGHT).order_by("-pk").values_list("pk", flat=True)[:FEW]
    guessing.guess_cases(fresh)
    guessing.settle_guesses(fresh)


DEMO = Share(order=80, load=load)
