"""What a history is made of before it is stored: lines of the timeline, audit lines, and the tape."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from linli.cases.models import Case, WorkOrder
from linli.core.actors import Actor

type By = Actor | Case  # a case stands for its caller, who has no key before the case has one


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline, not yet stored."""

    at: datetime
    step: str
    by: By
    order: WorkOrder | None = None
    note: str = ""
    inner_note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit line, not yet stored. `order` in the detail becomes its key."""

    at: datetime
    event: str
    by: By
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Take:
    """One call of an action, so that the same can be done for real."""

    name: str
    at: datetime
    by: By
    args: dict[str, Any]
