"""The whistles an actor may know about. Lists, details, counts start here."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.cases.models import Case
from linli.cases.queries.units import Choices, units_in_reach
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.errors import NotFound
from linli.organisation.models import Unit
from linli.places.terms import SCOPES
from linli.whistles import rules
from linli.whistles.models import Call, Whistle, WhistleLine, under_way
from linli.whistles.terms import CALLED_KINDS, MOST_UNITS, UNDER_WAY, CallState, State, Step, Who

CASE_COLUMNS = ("case__category", "case__building", "case__estate", "case__grid", "case__community")
MOST = 30  # of a first page; the list has the rest


def visible_whistles(actor: Actor) -> QuerySet[Whistle]:
    """Whistles in the places of one's posts, and those that call one's unit. Never one about that unit."""
    whistles = Whistle.objects.all()
    if actor.kind == "system":
        return whistles
    seats = actor.seats_with(Right.CASE_SEE)
    if not any(seat.level is Level.DISTRICT for seat in seats):
        whistles = whistles.filter(reduce(or_, (_within(seat) for seat in seats), Q(pk__in=[])))
    own = _own_units(actor)
    return whistles.exclude(case__about_unit__in=own) if own else whistles


def _within(seat: Seat) -> Q:
    reach = Q(pk__in=[])
    if seat.place_id is not None and seat.level in SCOPES:
        reach |= Q(**{f"{seat.level}_id": seat.place_id})
    if seat.unit_id is not None:
        called = Call.objects.filter(whistle=OuterRef("pk"), unit_id=seat.unit_id)
        reach |= Q(Exists(called)) & ~Q(state=State.PROPOSED)
    return reach


def visible_calls(actor: Actor) -> QuerySet[Call]:
    """Calls of visible whistles; the staff of a unit reads of its own only, not how others answered."""
    calls = Call.objects.all()
    if actor.kind == "system":
        return calls
    seats, own = actor.seats_with(Right.CASE_SEE), _own_units(actor)
    if not any(seat.level is Level.DISTRICT for seat in seats):
        reach = Q(unit__in=own) & ~Q(whistle__state=State.PROPOSED)
        for seat in seats:
            if seat.place_id is not None and seat.level in SCOPES:
                reach |= Q(**{f"whistle__{seat.level}_id": seat.place_id})
        calls = calls.filter(reach)
    return calls.exclude(whistle__case__about_unit__in=own) if own else calls


def _own_units(actor: Actor) -> list[int]:
    return [seat.unit_id for seat in actor.seats if seat.unit_id is not None]


@dataclass(frozen=True)
class WhistleFile:
    """A whistle with all that its page shows, in a fixed number of statements."""

    whistle: Whistle
    calls: Sequence[Call]
    lines: Sequence[WhistleLine]  # oldest first
    actor: Actor

    @cached_property
    def steps(self) -> list[Step]:
        return rules.open_steps(self.whistle.state, rules.selves(self.actor, self.whistle))

    def who(self, call: Call) -> frozenset[Who]:
        return rules.selves(self.actor, self.whistle, call)

    def steps_of(self, call: Call) -> list[Step]:
        """What the actor may do with one call; nothing once the whistle is over."""
        if self.whistle.state != State.OPEN:
            return []
        return rules.open_call_steps(call.state, self.who(call))

    def side(self, call: Call) -> str:
        """From which side the actor may still review this call, when the whistle is closed."""
        if self.whistle.state != State.CLOSED or call.state in {CallState.EXCUSED, CallState.RECALLED}:
            return ""
        who = self.who(call)
        if Who.OWNER in who and call.owner_first is None:
            return Who.OWNER.value
        return Who.UNIT.value if Who.UNIT in who and call.unit_first is None else ""

    @property
    def may_call_more(self) -> bool:
        owner = Who.OWNER in rules.selves(self.actor, self.whistle)
        return owner and self.whistle.state == State.OPEN and len(self.calls) < MOST_UNITS

    @cached_property
    def others(self) -> Choices:
        """Whom it can still call; read when a form asks for them."""
        return unit_choices(self.whistle.case, but={call.unit_id for call in self.calls})

    @property
    def may_note(self) -> bool:
        return self.whistle.state == State.OPEN and any(
            self.who(call) & {Who.OWNER, Who.UNIT} for call in self.calls
        )


def whistle_file(actor: Actor, whistle_id: int) -> WhistleFile:
    whistle = whistle_for(actor, whistle_id)
    calls = list(whistle.calls.select_related("unit").order_by("id"))
    lines = list(whistle.lines.select_related("call__unit").order_by("at", "id"))
    return WhistleFile(whistle, calls, lines, actor)


def whistle_for(actor: Actor, whistle_id: int) -> Whistle:
    """One whistle. Hidden and missing give the same answer."""
    found = visible_whistles(actor).select_related("place", *CASE_COLUMNS).filter(pk=whistle_id).first()
    if found is None:
        raise NotFound("whistle")
    return found


def whistles_of(actor: Actor, case: Case) -> list[Whistle]:
    """Those of one case the actor may see, newest first, with their calls."""
    found = visible_whistles(actor).filter(case=case).select_related("place")
    return list(found.prefetch_related("calls__unit").order_by("-id")[:MOST])


def callable_units(case: Case) -> list[Unit]:
    """Whom a whistle for this case may call: never the unit it is about."""
    found = units_in_reach(case).filter(kind__in=CALLED_KINDS).exclude(pk=case.about_unit_id or 0)
    return list(found.order_by("kind", "name"))


def unit_choices(case: Case, but: Container[int] = ()) -> Choices:
    units = [unit for unit in callable_units(case) if unit.pk not in but]
    groups = [
        (str(kind.label), [(unit.pk, unit.name) for unit in units if unit.kind == kind])
        for kind in CALLED_KINDS
    ]
    return [(label, choices) for label, choices in groups if choices]


@dataclass(frozen=True, slots=True)
class Mine:
    """What waits for somebody: calls of the unit; at a desk its own whistles; above, what was refused."""

    calls: Sequence[Call]
    proposed: Sequence[Whistle]
    blown: Sequence[Whistle]
    refused: Sequence[Call]

    def __bool__(self) -> bool:
        return bool(self.calls or self.proposed or self.blown or self.refused)


def _pressing_first(calls: QuerySet[Call]) -> list[Call]:
    """Those still to be answered, then those on the way, then those on the spot."""
    found = list(calls.order_by("check_in_due_at")[:MOST])
    return sorted(found, key=lambda call: UNDER_WAY.index(CallState(call.state)))


def mine(actor: Actor) -> Mine:
    """At most four statements, each a short range of an index."""
    desk = actor.seats_with(Right.CASE_DESK)
    places = [seat.place_id for seat in desk if seat.place_id and seat.level is not Level.DISTRICT]
    above = any(seat.level is Level.DISTRICT for seat in desk)
    related = ("whistle__place", "unit", *(f"whistle__{name}" for name in CASE_COLUMNS))
    calls = visible_calls(actor).select_related(*related).filter(whistle__state=State.OPEN)
    units = actor.unit_ids(Right.CASE_HANDLE)
    still = Q(state__in=[State.PROPOSED, State.OPEN])
    own = visible_whistles(actor).filter(still, place__in=places).select_related("place", *CASE_COLUMNS)
    whistles = list(own.prefetch_related("calls__unit").order_by("blown_at")[:MOST]) if places else []
    return Mine(
        calls=_pressing_first(calls.filter(under_way(), unit__in=units)) if units else [],
        proposed=[one for one in whistles if one.state == State.PROPOSED],
        blown=[one for one in whistles if one.state == State.OPEN],
        refused=list(calls.filter(state=CallState.REFUSED).order_by("refused_at")[:MOST]) if above else [],
    )
