"""A past work order as a file tells it."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

# What a second run of a file compares with what is stored, in the order of `PastCase.case_facts`.
CASE_FACTS = (
    "channel", "kind", "subdistrict_id", "community_id", "grid_id", "state", "outcome",
    "text", "place_name", "received_at", "closed_at",
)  # fmt: skip
ORDER_FACTS = ("unit_id", "dispatched_at", "due_at", "late_at", "finished_at", "result")


class Words(NamedTuple):
    """What follows from the few words that stand in many rows: the same object for all of them."""

    channel: str
    kind: str
    category_id: int | None
    category_guessed: bool
    colour: str
    scale: str
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None
    state: str  # closed or registered
    outcome: str
    unit_id: int | None  # None: no order
    solved: bool | None  # None: nobody was asked, or the file does not say
    satisfaction: str


class PastCase(NamedTuple):
    """One row of a file, its words turned into our keys.

    Moments are texts as `linli.core.bulk.moment` writes them, since a million are read, compared and written.
    """

    line: int
    key: str  # Case.intake_key: the same row next time
    words: Words
    text: str
    place_name: str
    received_at: str
    closed_at: str  # "" although closed: the file does not say when
    due_at: str  # of the case: what runs out next, or ran out last
    dispatched_at: str
    order_due_at: str
    due_told: bool
    late_at: str
    result: str
    remark: str  # for colleagues, on the timeline

    @property
    def case_facts(self) -> tuple[Any, ...]:
        """In the order of CASE_FACTS."""
        channel, kind, _topic, _guessed, _colour, _scale, *where, state, outcome, _unit, _solved, _how = (
            self.words
        )
        return (
            channel, kind, *where, state, outcome,
            self.text, self.place_name, self.received_at, self.closed_at or None,
        )  # fmt: skip

    @property
    def order_facts(self) -> tuple[Any, ...] | None:
        """In the order of ORDER_FACTS."""
        if self.words.unit_id is None:
            return None
        return (
            self.words.unit_id, self.dispatched_at, self.order_due_at, self.late_at or None,
            self.closed_at or None, self.result,
        )  # fmt: skip

    @property
    def answer(self) -> tuple[bool, str] | None:
        return None if self.words.solved is None else (self.words.solved, self.words.satisfaction)


class PastCases(NamedTuple):
    """Many of them by columns, as they are read and written; the fields are those of `PastCase`."""

    line: Sequence[int] = ()
    key: Sequence[str] = ()
    words: Sequence[Words] = ()
    text: Sequence[str] = ()
    place_name: Sequence[str] = ()
    received_at: Sequence[str] = ()
    closed_at: Sequence[str] = ()
    due_at: Sequence[str] = ()
    dispatched_at: Sequence[str] = ()
    order_due_at: Sequence[str] = ()
    due_told: Sequence[bool] = ()
    late_at: Sequence[str] = ()
    result: Sequence[str] = ()
    remark: Sequence[str] = ()

    @classmethod
    def of(cls, rows: Iterable[PastCase]) -> "PastCases":
        return cls(*zip(*rows, strict=True))

    def rows(self) -> list[PastCase]:
        return list(map(PastCase._make, zip(*self, strict=True)))
