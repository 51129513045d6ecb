"""Requests about a case: what a caller may object to, and what was left out of the shares."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from linli.cases.models import Case, CaseRequest
from linli.cases.terms import State
from linli.cases.terms.requests import OBJECT_DAYS, TOLD, Decision, RequestKind
from linli.core.actors import Actor, Level, Right


def open_to_objection(requests: Sequence[CaseRequest], case: Case, now: datetime) -> CaseRequest | None:
    """The newest decision the caller was told and has not yet objected to; a wait only while it lasts."""
    answered = {request.about_id for request in requests if request.kind == RequestKind.OBJECTION}
    for request in reversed(requests):
        if request.kind not in TOLD or request.decision != Decision.APPROVED or request.pk in answered:
            continue
        if request.answered_at is not None and now - request.answered_at <= timedelta(days=OBJECT_DAYS):
            return request if _still_holds(request, case) else None
    return None


def _still_holds(request: CaseRequest, case: Case) -> bool:
    waits = {RequestKind.SUSPEND: State.SUSPENDED, RequestKind.LONG_TERM: State.LONG_TERM}
    needed = waits.get(RequestKind(request.kind))
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
