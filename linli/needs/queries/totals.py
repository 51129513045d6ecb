"""Counts for leaders: of the own places, by kind, in whole tens. Nobody below ten is counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, Sum

from linli.core.actors import Actor, Level, Right
from linli.needs.models import NeedTotal
from linli.needs.queries.kinds import kind_names
from linli.needs.rules.counting import told
from linli.needs.terms import OPEN, State
from linli.places.models import Place
from linli.places.terms import SCOPES


@dataclass(frozen=True, slots=True)
class TotalLine:
    name: str
    waiting: int  # open, and nobody helps yet
    running: int
    over: int


@dataclass(frozen=True, slots=True)
class Totals:
    kinds: Sequence[TotalLine]
    parts: Sequence[TotalLine]  # of each community; of a grid's leader the grid


def totals(actor: Actor) -> Totals:
    """Three statements. A place is shown for itself, so sums of places cannot be taken apart."""
    rows = NeedTotal.objects.filter(_within(actor))
    by_kind = rows.values_list("kind_code", "state").annotate(n=Sum("count")).order_by()
    scope = "grid" if _only_grid(actor) else "community"
    by_part = rows.values_list(scope, "state").annotate(n=Sum("count")).order_by()
    names = kind_names()
    kinds = _lines([(names.get(code, code), state, n) for code, state, n in by_kind])
    found = list(by_part)
    places = dict(Place.objects.filter(pk__in={pk for pk, _state, _n in found}).values_list("pk", "name"))
    parts = _lines([(places.get(pk, ""), state, n) for pk, state, n in found])
    return Totals(kinds, parts)


def _within(actor: Actor) -> Q:
    seats = actor.seats_with(Right.NEED_COUNT)
    if any(seat.level is Level.DISTRICT for seat in seats):
        return Q()
    own = [Q(**{f"{seat.level}_id": seat.place_id}) for seat in seats if seat.level in SCOPES]
    return reduce(or_, own, Q(pk__in=[]))


def _only_grid(actor: Actor) -> bool:
    return all(seat.level is Level.GRID for seat in actor.seats_with(Right.NEED_COUNT))


def _lines(rows: Sequence[tuple[str, str, int]]) -> list[TotalLine]:
    found: dict[str, Counter[str]] = {}
    for name, state, count in rows:
        found.setdefault(name, Counter())[state] += count
    return [_line(name, by_state) for name, by_state in sorted(found.items())]


def _line(name: str, by_state: Mapping[str, int]) -> TotalLine:
    running = by_state.get(State.RUNNING, 0)
    still = sum(by_state.get(state, 0) for state in OPEN) - running
    over = sum(by_state.values()) - still - running
    return TotalLine(name, told(still), told(running), told(over))
