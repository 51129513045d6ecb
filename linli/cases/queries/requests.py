"""Requests about a case: what a caller may object to, and what was left out of the shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from linli.cases.models import Case, CaseRequest
from linli.cases.terms import State
from linli.cases.terms.requests import OBJECT_DAYS, TOLD, Decision, RequestKind
from linli.cases.terms.states import ENDED_AT_THE_DOOR
from linli.core.actors import Actor, Level, Right


@dataclass(frozen=True, slots=True)
class Objectable:
    """What a caller may object to. `about`: the request that was agreed to; none where a desk ended the case
    by itself.
    """

    label: str
    about: CaseRequest | None = None


def open_to_objection(requests: Sequence[CaseRequest], case: Case, now: datetime) -> Objectable | None:
    """How the case ended at the door, else the newest decision the caller was told; once each, for
    OBJECT_DAYS. A wait or an end only while it lasts.
    """
    objections = [request for request in requests if request.kind == RequestKind.OBJECTION]
    if case.state in ENDED_AT_THE_DOOR and _lately(case.closed_at, now):
        asked = [one.asked_at for one in objections if one.about_id is None]
        if not asked or (case.closed_at is not None and asked[-1] < case.closed_at):
            return Objectable(str(State(case.state).label))
    answered = {one.about_id for one in objections}
    for request in reversed(requests):
        told = request.kind in TOLD and request.decision == Decision.APPROVED and request.pk not in answered
        if told and _lately(request.answered_at, now) and _still_holds(request, case):
            return Objectable(str(RequestKind(request.kind).label), request)
    return None


def _lately(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at <= timedelta(days=OBJECT_DAYS)


def _still_holds(request: CaseRequest, case: Case) -> bool:
    lasts = {
        RequestKind.SUSPEND: State.SUSPENDED,
        RequestKind.LONG_TERM: State.LONG_TERM,
        RequestKind.TERMINATE: State.TERMINATED,
    }
    needed = lasts.get(RequestKind(request.kind))
    return needed is None or case.state == needed


def excluded_cases() -> QuerySet[CaseRequest]:
    """Agreed exclusions: leave these cases out of a unit's shares, and publish how many there were."""
    return CaseRequest.objects.filter(kind=RequestKind.EXCLUSION, decision=Decision.APPROVED)


def published_exclusions(since: datetime, until: datetime) -> Mapping[str, int]:
    """Ground: how many cases of the whole district were left out. For everybody; one range of an index."""
    found = excluded_cases().filter(answered_at__gte=since, answered_at__lt=until)
    return dict(found.values_list("ground").annotate(n=Count("pk")).order_by("ground"))


def exclusion_counts(actor: Actor, since: datetime, until: datetime) -> Mapping[str, Mapping[str, int]]:
    """Ground: how often agreed to and how often refused, where the actor may see cases. Counts, no cases."""
    found = CaseRequest.objects.filter(
        kind=RequestKind.EXCLUSION, answered_at__gte=since, answered_at__lt=until
    )
    seats = actor.seats_with(Right.CASE_SEE)
    if not any(seat.level is Level.DISTRICT for seat in seats):
        places = [seat.place_id for seat in seats if seat.level is Level.SUBDISTRICT]
        found = found.filter(subdistrict__in=places)
    rows = found.values_list("ground", "decision").annotate(n=Count("pk")).order_by("ground")
    counts: dict[str, dict[str, int]] = {}
    for ground, decision, number in rows:
        if decision in {Decision.APPROVED, Decision.REFUSED}:
            counts.setdefault(ground, {})[decision] = number
    return counts
