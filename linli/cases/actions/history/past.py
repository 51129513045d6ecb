"""A past work order as a file tells it."""

from typing import Any, NamedTuple

# What a second run of a file compares with what is stored.
CASE_FACTS = (
    "channel", "kind", "text", "subdistrict_id", "community_id", "grid_id", "place_name", "state", "outcome",
    "received_at", "closed_at",
)  # fmt: skip
ORDER_FACTS = ("unit_id", "dispatched_at", "due_at", "late_at", "finished_at", "result")


class PastCase(NamedTuple):
    """One row of a file, its words turned into our keys. Without a unit: no order.

    Moments are texts as `linli.core.bulk.moment` writes them, since a million are read, compared and written.
    """

    line: int
    key: str  # Case.intake_key: the same row next time
    channel: str
    kind: str
    text: str
    category_id: int | None
    category_guessed: bool
    colour: str
    scale: str
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None
    place_name: str
    state: str  # closed or registered
    outcome: str
    received_at: str
    closed_at: str  # "" although closed: the file does not say when
    due_at: str  # of the case: what runs out next, or ran out last
    unit_id: int | None
    dispatched_at: str
    order_due_at: str
    due_told: bool
    late_at: str
    result: str
    remark: str  # for colleagues, on the timeline
    solved: bool | None  # None: nobody was asked, or the file does not say
    satisfaction: str

    @property
    def case_facts(self) -> tuple[Any, ...]:
        """In the order of CASE_FACTS."""
        return (
            self.channel, self.kind, self.text, self.subdistrict_id, self.community_id, self.grid_id,
            self.place_name, self.state, self.outcome, self.received_at, self.closed_at or None,
        )  # fmt: skip

    @property
    def order_facts(self) -> tuple[Any, ...] | None:
        """In the order of ORDER_FACTS."""
        if self.unit_id is None:
            return None
        return (
            self.unit_id, self.dispatched_at, self.order_due_at, self.late_at or None, self.closed_at or None,
            self.result,
        )  # fmt: skip

    @property
    def answer(self) -> tuple[bool, str] | None:
        return None if self.solved is None else (self.solved, self.satisfaction)
