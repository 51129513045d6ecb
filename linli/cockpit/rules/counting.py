"""What one case counts for: on which day, for which measure.

The steps of the timeline say it. A past order that came from a file without its steps is counted by the
dates of its rows. The same rows always give the same tally, so counting is safe to repeat.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from linli.cases.terms import Queue, State

type Tally = Mapping[str, Mapping[str, int]]  # ISO day: measure: how often

ONE_EACH = {
    "return": "returned",
    "rework": "reworked",
    "not_solved": "reworked",
    "late": "late",
    "verify": "asked",
    "close": "closed",
    "decline": "ended",
    "redirect": "ended",
    "merge": "ended",
    "withdraw": "ended",
    "terminate": "ended",
}
STARTS_WORK = frozenset({"dispatch", "redispatch", "rework", "not_solved", "reopen", "reinstate"})
TAKEN_IN_HAND = frozenset({"accept", "rework", "not_solved", "reopen", "reinstate"})
SETTLES = frozenset(step for step, measure in ONE_EACH.items() if measure in {"closed", "ended"})
LEFT_HAND = frozenset({"dispatch", "redispatch", "return", "finish", "reroute"})
# Taken out of a merger it is a matter of its own again; an upheld objection takes an end back.
REOPENS = frozenset({"reopen", "unmerge", "reinstate", "readmit"})


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    step: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller said, the callers of merged cases included."""

    at: datetime
    solved: bool
    content: bool  # satisfied or mostly satisfied; no degree chosen is not satisfied
    graded: bool = True  # False: a past answer of which no file says whether a degree was asked for


@dataclass(frozen=True, slots=True)
class Past:
    """All that is known of one case; the dates are those of its lead orders."""

    received_at: datetime
    state: str
    queue: str
    closed_at: datetime | None = None
    lines: Sequence[Line] = ()  # oldest first
    dispatched_at: datetime | None = None  # of the first
    finished_at: datetime | None = None  # of the last, empty once it was sent back
    due_at: datetime | None = None  # of the last; empty when a file did not say
    answers: Sequence[Answer] = ()
    solved_level: str | None = None  # while it is closed, if it is known


def tally_of(past: Past, zone: tzinfo) -> Tally:
    """What the case adds to each day.

    Over all days received + reopened - closed - ended is 1 while the case is open and 0 afterwards, but for
    past cases of which no file says when they were closed.
    """
    walk = _Walk(past, zone)
    walk.note(past.received_at, "received")
    for line in past.lines:
        walk.take(line)
    walk.fill_gaps()
    for answer in past.answers:
        walk.answer(answer)
    return walk.tally()


class _Walk:
    def __init__(self, past: Past, zone: tzinfo) -> None:
        self.past, self.zone = past, zone
        self.days: dict[date, Counter[str]] = defaultdict(Counter)
        self.seen: Counter[str] = Counter(line.step for line in past.lines)
        self.taken: Counter[str] = Counter()
        self.since: datetime | None = None  # when the work of this round began
        self.dispatched: datetime | None = None  # the first time, unless that was taken back
        self.in_hand = self.was_late = self.settled = False

    def note(self, at: datetime, measure: str, by: int = 1) -> None:
        self.days[at.astimezone(self.zone).date()][measure] += by

    def take(self, line: Line) -> None:
        step = line.step
        self.taken[step] += 1
        if step in ONE_EACH:
            self.note(line.at, ONE_EACH[step])
        if step == "dispatch" and self.dispatched is None:
            self.dispatched = line.at
        elif step == "undo_dispatch" and self.since == self.dispatched:
            self.dispatched = None
        elif step in REOPENS and self.settled:  # a closing that came from a file is not in the timeline
            self.note(line.at, "reopened")
        elif step == "finish":
            self._finish(line.at)
        elif step == "late":
            self.was_late = self.was_late or self.in_hand
        self._turn(line)

    def _turn(self, line: Line) -> None:
        if line.step in STARTS_WORK:
            self.since, self.was_late = line.at, False
        if line.step in TAKEN_IN_HAND:
            self.in_hand = True
        elif line.step in LEFT_HAND:
            self.in_hand = False
        if line.step in SETTLES:
            self.settled = True
        elif line.step in REOPENS:
            self.settled = False

    def _finish(self, at: datetime) -> None:
        """On time by the marks of this round; the finish that still stands also by its order's limit."""
        self.note(at, "finished")
        stands = self.taken["finish"] == self.seen["finish"] and self.past.finished_at is not None
        due_at = self.past.due_at if stands else None
        if not stands or due_at is not None:
            over = due_at is not None and at > due_at
            self.note(at, "timed")
            self.note(at, "on_time", int(not over and not self.was_late))
        since = self.since or self.past.dispatched_at
        if since is not None:
            self.note(at, "handling_min", max(0, int((at - since).total_seconds() // 60)))

    def fill_gaps(self) -> None:
        """What the rows know and the timeline does not say."""
        past = self.past
        dispatched = self.dispatched if self.seen["dispatch"] else past.dispatched_at
        if dispatched is not None:
            self.note(dispatched, "dispatched")
        if past.finished_at is not None and not self.seen["finish"]:
            self.seen["finish"] = self.taken["finish"] = 1
            self._finish(past.finished_at)
        if past.queue == Queue.DONE and past.closed_at is not None and not self.settled:
            closed = past.state in {State.CLOSED, State.ARCHIVED}
            self.note(past.closed_at, "closed" if closed else "ended")
        if past.solved_level and past.closed_at is not None:
            self.note(past.closed_at, f"solved_{past.solved_level}")

    def answer(self, answer: Answer) -> None:
        self.note(answer.at, "rated")
        if answer.solved:
            self.note(answer.at, "solved")
        if answer.graded:
            self.note(answer.at, "graded")
            self.note(answer.at, "content", int(answer.content))

    def tally(self) -> Tally:
        days = sorted(self.days.items())
        return {day.isoformat(): {name: n for name, n in counts.items() if n} for day, counts in days}
