"""This app's share of the demo district: call-backs of the last weeks, rung by the demo's desks.

The past matters were written in bulk and announced nothing, so facts are counted here once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from linli.callbacks.actions import calling, counting, drawing
from linli.callbacks.models import CallBack
from linli.callbacks.terms import Attempt, CallState
from linli.cases.actions.caller import Answer
from linli.cases.models import Case
from linli.cases.terms import State
from linli.core.actors import Actor
from linli.core.demo import Context, Share
from linli.core.errors import NotFound
from linli.organisation.demo.loading import DemoStaff
from linli.places.demo.loading import DemoPlaces

LOOK_BACK = timedelta(days=40)  # matters closed since then are drawn; before it nobody rang
RUNG_MOST = 150
PICKED_UP, IN_TOUCH, REFUSED = 0.72, 0.9, 0.04
DEGREES = {"satisfied": 60, "mostly": 28, "unsatisfied": 8, "": 4}


def load(context: Context) -> None:
    closed = Case.objects.filter(state=State.CLOSED, closed_at__gt=context.now - LOOK_BACK)
    ids = list(closed.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), 500):
        drawing.follow_cases(ids[at : at + 500], now=context.now)
    _ring(context)
    counting.rebuild(now=context.now)


def _ring(context: Context) -> None:
    """What was due before today has been rung, by the desk of the street or the district."""
    rng, staff, places = context.rng("callbacks"), context.take(DemoStaff), context.take(DemoPlaces)
    today = context.now - timedelta(hours=8)
    due = CallBack.objects.filter(state=CallState.WAITING, due_at__lt=today).order_by("due_at")
    for row in list(due[: round(RUNG_MOST * context.scale) or 6]):
        desks = [*staff.desks.get(row.subdistrict_id or 0, ()), *staff.desks[places.district.pk]]
        at = row.due_at + timedelta(minutes=rng.randrange(5, 600))
        if desks and at < context.now:
            _call(desks[0], row, at, rng)


def _call(desk: Actor, row: CallBack, at: datetime, rng: Random) -> None:
    """One call, or several tries at it."""
    for moment in _moments(row, at):
        row.refresh_from_db()
        if row.state != CallState.WAITING:
            return
        try:
            _try(desk, row, moment, rng)
        except NotFound:  # a matter about this very desk, or of its own unit: others ring
            return


def _moments(row: CallBack, at: datetime) -> Iterator[datetime]:
    return (at + timedelta(hours=5 * n) for n in range(row.tries_most))


def _try(desk: Actor, row: CallBack, at: datetime, rng: Random) -> None:
    if rng.random() > PICKED_UP:
        calling.write_attempt(desk, row.pk, Attempt.NOT_REACHED, version=row.version, now=at)
    elif rng.random() < REFUSED:
        calling.write_attempt(desk, row.pk, Attempt.REFUSED, version=row.version, now=at)
    else:
        calling.write_answer(desk, row.pk, _answer(rng), version=row.version, now=at)


def _answer(rng: Random) -> Answer:
    degree = rng.choices(list(DEGREES), list(DEGREES.values()))[0]
    return Answer(True, degree, rng.random() < IN_TOUCH)


DEMO = Share(order=85, load=load)
