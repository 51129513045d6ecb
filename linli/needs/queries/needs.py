"""The needs an actor may know about. Lists, pages and exports start here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core.actors import Actor, Level, Right
from linli.core.errors import Gone, NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.needs.models import CareTask, Consent, Helper, Match, Need, NeedLine
from linli.needs.rules import standing
from linli.needs.terms import OPEN, OVER, REMIND_DAYS, MatchState, State, Step, Who

LIST_COLUMNS = ("kind", "community", "grid", "building", "helper")
PAGE = 50
TASKS_SHOWN = 60


def desk_communities(actor: Actor) -> list[int]:
    """Whose needs the actor keeps: communities, never a wider or a narrower place (domain.md §4)."""
    seats = actor.seats_with(Right.NEED_DESK)
    return sorted({seat.place_id for seat in seats if seat.level is Level.COMMUNITY and seat.place_id})


def visible_needs(actor: Actor) -> QuerySet[Need]:
    """Needs of one's community at its desk; others see counts, helpers what they help with."""
    if actor.kind == "system":
        return Need.objects.all()
    return Need.objects.filter(community__in=desk_communities(actor))


# View of the list: the states in it, and the order.
WAITING, ENDING = ("moved_at", "id"), ("ends_on", "id")
VIEWS: dict[str, tuple[tuple[str, ...], tuple[str, str]]] = {
    "raised": ((State.RAISED,), WAITING),
    "agreed": ((State.AGREED,), WAITING),
    "matched": ((State.MATCHED,), WAITING),
    "running": ((State.RUNNING,), ENDING),
    "ending": ((State.RUNNING,), ENDING),
    "over": (OVER, ("-moved_at", "-id")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed by."""

    view: str = "raised"
    kind: str = ""
    grid: int | None = None
    after: str = ""


def need_page(actor: Actor, asked: Asked, today: date) -> KeysetPage[Need]:
    """One page of one's list in one statement."""
    _states, order = VIEWS.get(asked.view, VIEWS["raised"])
    return keyset_page(narrowed(actor, asked, today), order=order, after=asked.after, size=PAGE)


def narrowed(actor: Actor, asked: Asked, today: date) -> QuerySet[Need]:
    states, _order = VIEWS.get(asked.view, VIEWS["raised"])
    found = visible_needs(actor).filter(state__in=states).select_related(*LIST_COLUMNS)
    if asked.view == "ending":
        found = found.filter(ends_on__lte=today + timedelta(days=REMIND_DAYS))
    if asked.kind:
        found = found.filter(kind_code=asked.kind)
    if asked.grid is not None:
        found = found.filter(grid=asked.grid)
    return found


@dataclass(frozen=True)
class NeedFile:
    """A need with all that a page shows, in a fixed number of statements."""

    need: Need
    matches: Sequence[Match]  # in the order they are asked
    consents: Sequence[Consent]  # newest first
    tasks: Sequence[CareTask]  # by day
    lines: Sequence[NeedLine]  # oldest first
    actor: Actor

    @property
    def live(self) -> Match | None:
        live = {MatchState.ASKED, MatchState.ACCEPTED, MatchState.AGREED}
        return next((match for match in self.matches if match.state in live), None)

    @cached_property
    def who(self) -> frozenset[Who]:
        helper = self.live.helper if self.live else None
        return standing.selves(self.actor, self.need, self.need.pk, helper)

    @property
    def steps(self) -> list[Step]:
        return standing.open_steps(self.need.state, self.who)

    @property
    def step_names(self) -> set[str]:
        return {step.name for step in self.steps}

    @property
    def consent(self) -> Consent | None:
        return self.consents[0] if self.consents else None

    @property
    def waits_for_yes(self) -> bool:
        """Did only somebody else say yes for the person so far?"""
        return self.need.state in OPEN and self.consent is not None and self.consent.confirmed_at is None

    def may_renew(self, today: date) -> bool:
        near = self.need.ends_on - today <= timedelta(days=REMIND_DAYS)
        return self.need.state == State.RUNNING and near


def need_file(actor: Actor, need: Need) -> NeedFile:
    """Of a need that `need_for`, `need_by_key` or a helper's own query gave."""
    return NeedFile(
        need,
        list(need.matches.select_related("helper__person", "resource").order_by("rank", "id")),
        list(need.consents.order_by("-id")),
        list(need.tasks.select_related("helper").order_by("on", "part", "id")[:TASKS_SHOWN]),
        list(need.lines.order_by("id")),
        actor,
    )


def need_for(actor: Actor, need_id: int) -> Need:
    """One need of one's community. Hidden and missing give the same answer."""
    return _one(visible_needs(actor).filter(pk=need_id))


def need_by_key(key: str) -> Need:
    """The need of a link; deleted ones are not there any more."""
    return _one(Need.objects.filter(key=key))


def need_helped_by(actor: Actor, need_id: int) -> Need:
    """A need one was asked for or helps with now: the named helper and nobody else."""
    live = Q(matches__state__in=[MatchState.ASKED, MatchState.ACCEPTED, MatchState.AGREED])
    return _one(Need.objects.filter(live, pk=need_id, matches__helper__in=own_helpers(actor)).distinct())


def _one(found: QuerySet[Need]) -> Need:
    need = found.select_related("served", *LIST_COLUMNS, "helper__person").first()
    if need is None:
        raise NotFound("need")
    return need


def own_helpers(actor: Actor) -> QuerySet[Helper]:
    """As whom the actor helps: by the link, by the own account, for the own unit."""
    active = Helper.objects.filter(active=True)
    if actor.kind == "helper":
        return active.filter(pk=actor.id)
    if not actor.is_staff or not actor.has(Right.NEED_HELP):
        return Helper.objects.none()
    return active.filter(Q(person__account=actor.id) | Q(unit__in=actor.unit_ids(Right.NEED_HELP)))


def helper_by_key(key: str) -> Helper:
    found = Helper.objects.select_related("community", "person", "unit").filter(key=key).first()
    if found is None:
        raise NotFound("helper")
    if not found.active:
        raise Gone("helper_left", _("这个链接已停用。想再帮忙，请打电话给社区。"))
    return found


def remembered(keys: Sequence[str]) -> list[Need]:
    """Those ordered or looked up on this device, newest first."""
    return list(Need.objects.filter(key__in=keys).select_related("kind").order_by("-id"))


def overdue(now: date) -> QuerySet[Need]:
    """Open needs past their last day."""
    return Need.objects.filter(ends_on__lt=now, state__in=list(OPEN))


def ending_soon(today: date) -> QuerySet[Need]:
    """Running needs whose end is near and whose people were not reminded of this end yet."""
    soon = Q(ends_on__gte=today, ends_on__lte=today + timedelta(days=REMIND_DAYS))
    return Need.objects.filter(soon, state=State.RUNNING).exclude(reminded_for__gte=today)


def asked_since(now: datetime, days: int) -> QuerySet[Match]:
    """Helpers who were asked so long ago and did not answer."""
    return Match.objects.filter(state=MatchState.ASKED, asked_at__lt=now - timedelta(days=days))
