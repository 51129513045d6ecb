"""What every channel promises: one message is given to its receiver, and what the receiver said is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.terms import Outcome


@dataclass(frozen=True, slots=True)
class Receipt:
    outcome: Outcome
    told: str = ""  # the receiver's words, or why we did not try


@dataclass(slots=True)
class Edge:
    """The last moment at which a message can still be kept back.

    `cross` commits that we are about to say its last word; an exception from it means: do not say it.
    """

    now: datetime
    commit: Callable[[], None]
    crossed: bool = field(default=False)

    def cross(self) -> None:
        self.commit()
        self.crossed = True


class Adapter(Protocol):
    """`repeats`: the receiver tells repeats by the key, so a doubtful delivery may be made again."""

    @property
    def repeats(self) -> bool: ...

    def trouble(self) -> str:
        """Why this channel cannot be used here; empty when it can."""
        ...

    def deliver(self, message: OutgoingMessage, edge: Edge) -> Receipt:
        """Reach the receiver, cross the edge, say the last word, hear the answer.

        An OSError, an HTTP or SMTP exception means that there was no answer.
        """
        ...
