"""What one matter counts for in the shares: a fact per lead order, and one per caller who was merged into it.

The timeline says it; the same rows always give the same facts, so counting is safe to repeat. A quick old
fix counts in its own day and nowhere else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

# What a caller reads as a word of the unit.
CONTACTS = frozenset({"answer", "finish"})
BACK_TO_WORK = frozenset({"rework", "not_solved", "reopen", "reinstate"})
ASKED = frozenset({"verify", "close"})
LIMIT_MOVED = frozenset({"extended", "limit_back"})
FOLLOWED = frozenset({"accept", "return", "late"} | CONTACTS | BACK_TO_WORK | ASKED | LIMIT_MOVED)


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one caller said last."""

    solved: bool
    satisfied: bool  # satisfied or mostly; no degree chosen is not satisfied
    contacted: bool | None = None
    by_phone: bool = False
    graded: bool = True  # False: a past answer of which no file says whether a degree was asked for


@dataclass(frozen=True, slots=True)
class Order:
    """A lead order. `due_at` and `first_due_at` are empty when a file of past orders did not say."""

    key: int
    unit_id: int
    dispatched_at: datetime
    open: bool
    due_at: datetime | None
    first_due_at: datetime | None
    finished_at: datetime | None = None
    from_file: bool = False
    withheld: bool = False  # its clock stands still: suspended, listed as long-term
    extended: bool = False
    excluded: str = ""  # the reason, once somebody else than the unit agreed


@dataclass(frozen=True, slots=True)
class Matter:
    """All that is known. `answers` by the key of the caller's own case; `callers` those who can be asked."""

    case_id: int
    settled: bool
    orders: Sequence[Order]
    lines: Sequence[Line]  # oldest first
    callers: Sequence[int] = ()
    answers: Mapping[int, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of counting. `day` is empty while the order is neither finished, returned nor run out."""

    case_id: int
    order_key: int | None
    unit_id: int
    day: date | None
    counts: frozenset[str]
    excluded: str = ""


def facts_of(matter: Matter, now: datetime, zone: tzinfo) -> list[Fact]:
    """The facts of a matter that was given to a unit; none before."""
    found: list[Fact] = []
    last = len(matter.orders) - 1
    for place, order in enumerate(matter.orders):
        until = matter.orders[place + 1].dispatched_at if place < last else None
        lines = [line for line in matter.lines if _during(line, order.dispatched_at, until)]
        fact = _Walk(matter, order, lines, now).fact(zone)
        if fact is not None:
            found.append(fact)
    return found + _followers(matter, found)


def _during(line: Line, start: datetime, until: datetime | None) -> bool:
    return start <= line.at and (until is None or line.at < until)


class _Walk:
    """One lead order, from its dispatch to the next one."""

    def __init__(self, matter: Matter, order: Order, lines: Sequence[Line], now: datetime) -> None:
        self.matter, self.order, self.lines, self.now = matter, order, lines, now
        self.last = order is matter.orders[-1]
        self.finished = self._first({"finish"}) or order.finished_at
        self.sent_back = self._first(BACK_TO_WORK) is not None
        self.late_at = self._ran_out()

    def _first(self, steps: Iterable[str], after: datetime | None = None) -> datetime | None:
        named = set(steps)
        found = (line.at for line in self.lines if line.step in named)
        return next((at for at in found if after is None or at >= after), None)

    def _ran_out(self) -> datetime | None:
        """When the order's own limit ran out before it was finished, if it did.

        Once sent back, an order has a new limit: then the mark of its first round on the timeline says it.
        """
        end = self.finished or self.now
        due_at = None if self.sent_back else self.order.due_at
        if due_at is not None:
            return due_at if due_at < end and (self.order.open or self.finished) else None
        accepted = self._first({"accept"})
        late = self._first({"late"}, accepted) if accepted else None
        return late if late is not None and late <= end else None

    def fact(self, zone: tzinfo) -> Fact | None:
        returned = self._first({"return"})
        if returned is not None:
            return self._made(returned, {"given", "returned"}, zone)
        at = self.late_at or self.finished
        if at is None and not self.order.open:
            return None  # taken back before it came to anything
        if at is None or (self.order.withheld and self.finished is None):
            return self._made(None, set(), zone)
        return self._made(at, self._work() | self._callers(), zone)

    def _made(self, at: datetime | None, counts: set[str], zone: tzinfo) -> Fact:
        day = at.astimezone(zone).date() if at is not None else None
        if self.order.excluded and counts:
            counts = {"excluded"}
        order = self.order
        return Fact(self.matter.case_id, order.key, order.unit_id, day, frozenset(counts), order.excluded)

    def _work(self) -> set[str]:
        order = self.order
        counts = {"given", "judged"}
        if order.due_at is not None:
            counts |= {"timed"} if self.late_at else {"timed", "on_time"}
        if order.first_due_at is not None:
            counts |= {"due", "in_touch"} if self._in_touch() else {"due"}
        if self.sent_back:
            counts.add("reworked")
        if order.extended:
            counts.add("extended")
        return counts

    def _in_touch(self) -> bool:
        """By the record or by a caller's word; one caller who says "nobody" overrules both."""
        said = [answer.contacted for answer in self.matter.answers.values()] if self.last else []
        if False in said:
            return False
        touched = self._first(CONTACTS)
        limit = self.order.first_due_at
        return True in said or (touched is not None and limit is not None and touched <= limit)

    def _callers(self) -> set[str]:
        if not self.last or not _asked(self.matter, self.lines):
            return set()
        return _said(self.matter, self.matter.case_id, self.order.from_file)


def _asked(matter: Matter, lines: Sequence[Line]) -> bool:
    return matter.settled or any(line.step in ASKED for line in lines)


def _said(matter: Matter, case_id: int, from_file: bool) -> set[str]:
    """What one caller adds. A past matter without an answer: nobody knows whether anybody was asked."""
    answer = matter.answers.get(case_id)
    if answer is None:
        return {"to_reach"} if case_id in matter.callers and not from_file else set()
    told = {
        "rung": answer.by_phone,
        "solved": answer.solved,
        "graded": answer.graded,
        "satisfied": answer.graded and answer.satisfied,
    }
    return {"to_reach", "reached"} | {name for name, true in told.items() if true}


def _followers(matter: Matter, facts: Sequence[Fact]) -> list[Fact]:
    """Callers who were merged in count as callers, on the day and for the unit of the last order."""
    if not facts or not matter.orders or facts[-1].order_key != matter.orders[-1].key:
        return []
    lead = facts[-1]
    if lead.day is None or "judged" not in lead.counts:
        return []
    others = sorted({*matter.callers, *matter.answers} - {matter.case_id})
    asked = _asked(matter, matter.lines)
    return [
        Fact(case_id, None, lead.unit_id, lead.day, frozenset(said))
        for case_id in others
        if asked and (said := _said(matter, case_id, matter.orders[-1].from_file))
    ]
