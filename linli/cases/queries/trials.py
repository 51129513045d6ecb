"""What came out of a trial, as far as the reader may know of the matters."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from linli.cases.queries.cases import visible_cases
from linli.cases.rules.what_if import KINDS
from linli.core.actors import Actor, Right
from linli.core.lists import KeysetPage, keyset_page
from linli.methods.models import Trial, TrialDifference

MOST_MOVES = 30
MANY_CATEGORIES = 4  # from so many on they are told together
MOST_IN_TABLE = 40


def visible_differences(actor: Actor, trial: Trial, kind: str = "") -> QuerySet[TrialDifference]:
    """Rows of matters the actor may see. Who may see no matter at all (the administrator) gets every row
    without its code and its place: what the rules do is his business, which matters it befalls is not.
    """
    rows = TrialDifference.objects.filter(trial=trial)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if not actor.has(Right.CASE_SEE):
        return rows.defer("code", "place")
    return rows.filter(Exists(visible_cases(actor).filter(pk=OuterRef("case_id"))))


def differences_page(actor: Actor, trial: Trial, kind: str, after: str) -> KeysetPage[TrialDifference]:
    return keyset_page(visible_differences(actor, trial, kind), order=("id",), after=after)


def all_differences(actor: Actor, trial: Trial) -> Iterator[TrialDifference]:
    return visible_differences(actor, trial).order_by("id").iterator(chunk_size=1000)


class Line(NamedTuple):
    """A category: how many matters differ, and in what."""

    name: str
    any: int
    counts: Mapping[str, int]


class UnitLine(NamedTuple):
    name: str
    any: int  # matters of this unit that are judged otherwise in anything
    loses: int
    gets: int


class Move(NamedTuple):
    """One thing that would change. `categories`: of how many kinds of matters, when several share it."""

    kind: str
    category: str
    before: str
    after: str
    n: int
    categories: int = 1


class Summary(NamedTuple):
    """The figures of a trial, the largest first."""

    kinds: list[tuple[str, int]]
    categories: list[Line]
    units: list[UnitLine]
    moves: list[Move]


COLUMNS = ("category", "colour", "scale", "level", "unit", "limits")


def summary_of(trial: Trial) -> Summary:
    told: Mapping[str, Any] = trial.summary
    kinds = [(kind, told["kinds"][kind]) for kind in KINDS if told.get("kinds", {}).get(kind)]
    categories = [Line(name, n.get("any", 0), n) for name, n in told.get("categories", {}).items()]
    units = [
        UnitLine(name, n.get("any", 0), n.get("loses", 0), n.get("gets", 0))
        for name, n in told.get("units", {}).items()
    ]
    moves = _together([Move(*move) for move in told.get("moves", [])])
    return Summary(
        kinds,
        sorted(categories, key=lambda one: (-one.any, one.name))[:MOST_IN_TABLE],
        sorted(units, key=lambda one: (-max(one.any, one.gets), one.name))[:MOST_IN_TABLE],
        sorted(moves, key=lambda one: (-one.n, one.category))[:MOST_MOVES],
    )


def _together(moves: Iterable[Move]) -> list[Move]:
    """A limit or a unit that changes for a dozen categories is one change; else each its own."""
    same: dict[tuple[str, str, str], list[Move]] = {}
    for one in moves:
        same.setdefault((one.kind, one.before, one.after), []).append(one)
    found: list[Move] = []
    for some in same.values():
        if len(some) < MANY_CATEGORIES:
            found += some
        else:
            found.append(some[0]._replace(n=sum(one.n for one in some), categories=len(some)))
    return found
