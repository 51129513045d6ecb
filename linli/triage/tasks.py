"""What is learned and guessed a moment after something happened to a case, and by the clock."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.core.errors import RuleBroken, Unavailable
from linli.core.tasks import on, scheduled, task
from linli.core.tasks.terms import SLOW
from linli.triage.actions import counting, guessing, learning, topics
from linli.triage.terms import TEACHING_STEPS

MONDAY = 0

type Payloads = list[dict[str, Any]]


@on("case.received", together=200)
def guess_received(payloads: Payloads, *, now: datetime) -> None:
    """Keep what would have been guessed, to know later how good it was. A repeated event changes nothing."""
    guessing.guess_cases({one["case_id"] for one in payloads})


@on("case.moved", together=500)
def learn_finished(payloads: Payloads, *, now: datetime) -> None:
    """Count who finished it, and what it was. A repeated event changes nothing."""
    finished = {one["case_id"] for one in payloads if one["step"] in TEACHING_STEPS}
    counting.learn_cases(finished)
    guessing.settle_guesses(finished)


@on("case.corrected", together=500)
def learn_corrected(payloads: Payloads, *, now: datetime) -> None:
    """A case that was counted under a wrong category or place is counted again under the right one."""
    corrected = {one["case_id"] for one in payloads}
    counting.learn_cases(corrected)
    guessing.settle_guesses(corrected)


@on("cases.imported")
def learn_imported(*, now: datetime, first_id: int, last_id: int) -> None:
    """A stretch of a file of past cases; what other new cases lie between is counted no second time."""
    counting.learn_cases(range(first_id, last_id + 1))


@scheduled(daily_at=time(3, 40), durable=False, queue_name=SLOW)
def learn_weekly(*, now: datetime) -> str:
    """On Mondays, before the desks open. What there is to say stands in the task's result."""
    return _learn(now) if timezone.localtime(now).weekday() == MONDAY else ""


@task(durable=False, takes_now=True, queue_name=SLOW, max_attempts=1)
def learn_now(*, now: datetime) -> str:
    """Somebody pressed the button."""
    return _learn(now)


def _learn(now: datetime) -> str:
    """Too little to learn from, or no learner on this machine, is no failure of a task."""
    try:
        return str(learning.learn_texts(SYSTEM, now=now).version)
    except (RuleBroken, Unavailable) as reason:
        return reason.sentence


@scheduled(every=timedelta(hours=1), durable=False, queue_name=SLOW)
def find_topics(*, now: datetime) -> int:
    return topics.find_topics(now=now)


@scheduled(daily_at=time(3, 50), durable=False, queue_name=SLOW)
def find_recurring(*, now: datetime) -> int:
    return topics.find_recurring(now=now)
