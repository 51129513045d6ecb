"""Helpers and offers of one's community or unit, and the calendar of a helper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.needs.models import CareTask, Helper, Match, Resource
from linli.needs.queries.needs import desk_communities, own_helpers
from linli.needs.terms import CareState, HelperKind, MatchState

CALENDAR_DAYS = 28
MOST = 200


def visible_helpers(actor: Actor) -> QuerySet[Helper]:
    """Those of one's community at its desk, and oneself: the own person, the own unit."""
    if actor.kind == "system":
        return Helper.objects.all()
    own = Q(pk__in=own_helpers(actor).values("pk"))
    return Helper.objects.filter(Q(community__in=desk_communities(actor)) | own)


def helper_for(actor: Actor, helper_id: int) -> Helper:
    found = visible_helpers(actor).select_related("community", "person", "unit").filter(pk=helper_id).first()
    if found is None:
        raise NotFound("helper")
    return found


def helper_page(actor: Actor, *, kind: str = "", after: str = "") -> KeysetPage[Helper]:
    """The helpers of one's community by name, with their offers: two statements."""
    found = Helper.objects.filter(community__in=desk_communities(actor))
    if kind in HelperKind.values:
        found = found.filter(kind=kind)
    found = found.select_related("community", "unit").prefetch_related("resources")
    return keyset_page(found, order=("name",), after=after)


def own_unit_ids(actor: Actor) -> list[int]:
    return sorted(actor.unit_ids(Right.NEED_HELP))


def resource_for(actor: Actor, resource_id: int) -> Resource:
    """An offer of a helper one may see."""
    found = Resource.objects.select_related("helper__person", "place").filter(pk=resource_id).first()
    if found is None or not visible_helpers(actor).filter(pk=found.helper_id).exists():
        raise NotFound("resource")
    return found


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a helper is asked and has promised: two statements."""

    asked: Sequence[Match]
    tasks: Sequence[CareTask]  # from today on, by day; what is older and unanswered comes first


def agenda(helper_ids: Sequence[int], today: date) -> Agenda:
    """Of all one is at once (oneself and one's unit), four weeks ahead and the week behind."""
    related = ("need__kind", "need__community", "need__building", "helper")
    asked = Match.objects.filter(
        helper__in=helper_ids, state__in=[MatchState.ASKED, MatchState.ACCEPTED]
    ).select_related(*related)
    span = (today - timedelta(days=7), today + timedelta(days=CALENDAR_DAYS))
    tasks = CareTask.objects.filter(helper__in=helper_ids, on__range=span).exclude(
        state__in=[CareState.CANCELLED, CareState.MOVED]
    )
    shown = [
        task
        for task in tasks.select_related(*related).order_by("on", "part", "id")[:MOST]
        if task.on >= today or task.state == CareState.PLANNED
    ]
    return Agenda(list(asked.order_by("id")[:MOST]), shown)


def task_of(helper_ids: Sequence[int], task_id: int) -> CareTask:
    """A task of one's own."""
    related = ("need__kind", "need__community", "need__building", "need__served", "helper__person")
    found = CareTask.objects.select_related(*related).filter(pk=task_id, helper__in=helper_ids).first()
    if found is None:
        raise NotFound("task")
    return found


def match_of(helper_ids: Sequence[int], match_id: int) -> Match:
    """A question to oneself."""
    related = ("need__kind", "need__community", "helper__person", "resource")
    found = Match.objects.select_related(*related).filter(pk=match_id, helper__in=helper_ids).first()
    if found is None:
        raise NotFound("match")
    return found
