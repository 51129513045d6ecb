"""What happens a moment later, or by the clock. Thin: every task calls an action."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q

from linli.cases.actions import archiving, clock, retention, trying
from linli.cases.models import Case
from linli.cases.pack.trials import book_of
from linli.cases.rules.what_if import Bench
from linli.core.actors import SYSTEM
from linli.core.search.actions import put_many
from linli.core.tasks import on, scheduled
from linli.methods.models import Trial
from linli.methods.queries import content_from, content_of


@on("case.received", together=500)
def index_text(payloads: list[dict[str, Any]], *, now: datetime) -> None:
    """Make new cases findable by their words, place and code."""
    _index(Q(pk__in=[payload["case_id"] for payload in payloads]))


@on("cases.imported")
def index_imported(*, now: datetime, first_id: int, last_id: int) -> None:
    """The same for a stretch of past cases."""
    _index(Q(pk__range=(first_id, last_id)))


@on("case.corrected", together=500)
def index_corrected(payloads: list[dict[str, Any]], *, now: datetime) -> None:
    """A place that was put right can be searched for."""
    _index(Q(pk__in=[payload["case_id"] for payload in payloads]))


SEARCHED = ("code", "text", "place_name", "building__name", "community__name")  # no outlines


def _index(which: Q) -> None:
    cases = Case.objects.filter(which).select_related("building", "community").only(*SEARCHED)
    put_many("case", [(case.pk, _searchable(case)) for case in cases])


def _searchable(case: Case) -> str:
    places = " ".join(place.name for place in (case.community, case.building) if place)
    return f"{case.code} {case.text} {case.place_name} {places}"


@scheduled(every=timedelta(seconds=30))
def mark_late(*, now: datetime) -> None:
    clock.mark_late(SYSTEM, now=now)


@scheduled(every=timedelta(minutes=1))
def remind_units(*, now: datetime) -> None:
    clock.remind_units(now=now)


@scheduled(every=timedelta(minutes=5))
def close_unanswered(*, now: datetime) -> None:
    clock.close_unanswered(SYSTEM, now=now)


@scheduled(every=timedelta(minutes=5))
def review_waiting(*, now: datetime) -> None:
    clock.review_waiting(SYSTEM, now=now)


@scheduled(daily_at=time(3, 10), durable=False)
def archive_closed(*, now: datetime) -> int:
    """Not durable: each batch is a transaction of its own. Says how many were archived."""
    return archiving.archive_closed(SYSTEM, now=now)


@scheduled(daily_at=time(3, 30), durable=False)
def erase_expired_contacts(*, now: datetime) -> int:
    """Not durable: each batch is a transaction of its own. Says how many callers were forgotten."""
    return retention.erase_expired_contacts(SYSTEM, now=now).callers


@on("rules.trial_asked", durable=False)
def try_rules(*, now: datetime, trial_id: int) -> None:
    """What other rules would have done. Not durable: each chunk is a transaction; killed, it goes on."""
    trial = Trial.objects.select_related("against").get(pk=trial_id)
    books = book_of(content_of(trial.against)), book_of(content_from(trial.content))
    trying.run_trial(trial, Bench(*books), now=now)
