"""What whistles look like to machines. Moments carry their zone; notes and words are for people."""

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from linli.core.api import Moment
from linli.whistles.actions.reviewing import WORDS_MAX
from linli.whistles.terms import MOST_UNITS, NOTE_MAX, CallState, Kind, State

if TYPE_CHECKING:
    StateWord = str
    CallWord = str
    KindWord = str
else:
    StateWord = Literal[tuple(State.values)]
    CallWord = Literal[tuple(CallState.values)]
    KindWord = Literal[tuple(Kind.values)]

Id = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Version = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1, description="version as last read")]
Note = Annotated[str, msgspec.Meta(max_length=NOTE_MAX)]
Units = Annotated[list[Id], msgspec.Meta(min_length=1, max_length=MOST_UNITS)]


class WhistleLine(msgspec.Struct):
    """A whistle in a list. `case`: the code of the matter; its file may be closed to a called unit."""

    id: int
    version: int
    kind: KindWord
    state: StateWord
    case: str
    place: str
    blown_at: Moment


class WhistlePage(msgspec.Struct):
    """Newest first. `next` goes into `after`; empty at the end."""

    items: list[WhistleLine]
    next: str
    previous: str


class WhistlesAsked(msgspec.Struct, forbid_unknown_fields=True):
    state: StateWord | None = None
    after: str = ""
    size: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class CallLine(msgspec.Struct):
    """A called unit: its limits, its answers, and which steps this token can take for it."""

    id: int
    version: int
    unit: int
    unit_name: str
    state: CallWord
    check_in_due_at: Moment
    arrive_due_at: Moment
    checked_in_at: Moment | None
    arrived_at: Moment | None
    done_at: Moment | None
    refusal: str
    check_in_late: bool
    arrive_late: bool
    steps: list[str]
    may_review: str  # from which side, empty if not now


class Said(msgspec.Struct):
    at: Moment
    step: str
    says: str
    by: str
    note: str


class WhistleDetail(msgspec.Struct):
    id: int
    version: int
    kind: KindWord
    state: StateWord
    case: str
    text: str
    where: str
    place: str
    reason: str
    result: str
    basis: str
    blown_at: Moment
    calls: list[CallLine]
    lines: list[Said]  # oldest first
    steps: list[str]


class NewWhistle(msgspec.Struct, forbid_unknown_fields=True):
    kind: KindWord
    units: Units
    reason: Note


class MoreUnits(msgspec.Struct, forbid_unknown_fields=True):
    version: Version
    units: Units
    note: Note


class Stepped(msgspec.Struct, forbid_unknown_fields=True):
    """`version`: of the call for a step of a call, else of the whistle."""

    version: Version
    note: Note = ""


class Noted(msgspec.Struct, forbid_unknown_fields=True):
    note: Note


class Reviewed(msgspec.Struct, forbid_unknown_fields=True):
    """3 yes, 2 in part, 1 no. `side`: owner (who blew) or unit (who was called)."""

    side: Literal["owner", "unit"]
    first: Literal[1, 2, 3]
    second: Literal[1, 2, 3]
    words: Annotated[str, msgspec.Meta(max_length=WORDS_MAX)] = ""
