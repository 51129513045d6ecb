"""What needs look like to machines. There is no field for a cause, nor for a group of people."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from linli.core.api import Moment
from linli.needs.terms import ANY_TIME, NAME_MAX, WISH_MAX, HelperKind, Relation, Rhythm, Source, State

if TYPE_CHECKING:
    StateWord = str
    RhythmWord = str
    RelationWord = str
    HelperWord = str
    SourceWord = str
else:  # the words of the terms, so that a new one is known to the document, too
    StateWord = Literal[tuple(State.values)]
    RhythmWord = Literal[tuple(Rhythm.values)]
    RelationWord = Literal[tuple(Relation.values)]
    HelperWord = Literal[tuple(HelperKind.values)]
    SourceWord = Literal[tuple(Source.values)]

Line = Annotated[str, msgspec.Meta(max_length=WISH_MAX)]
Name = Annotated[str, msgspec.Meta(max_length=NAME_MAX)]
Phone = Annotated[str, msgspec.Meta(max_length=30)]
Word = Annotated[str, msgspec.Meta(max_length=60)]
Times = Annotated[int, msgspec.Meta(ge=0, le=ANY_TIME)]  # one bit for each weekday and part of the day


class KindLine(msgspec.Struct):
    """A service of the closed catalogue."""

    code: str
    name: str
    offers: str
    usual_days: int
    longest_days: int
    rhythm: RhythmWord
    minutes: int
    helpers: list[HelperWord]
    options: list[str]


class NewNeed(msgspec.Struct, forbid_unknown_fields=True):
    """A wanted service. `consent` says that the person knows and agrees; without it nothing is written."""

    kind: Word
    name: Name
    starts_on: date
    ends_on: date
    consent: bool
    door: Word = ""  # token of a building's QR code
    place: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    phone: Phone = ""
    door_number: Annotated[str, msgspec.Meta(max_length=40)] = ""  # entrance and dwelling
    relation: RelationWord = Relation.SELF.value
    proxy_name: Name = ""
    proxy_phone: Phone = ""
    options: Annotated[list[Line], msgspec.Meta(max_length=8)] = []
    wish: Line = ""
    times: Times = 0
    rhythm: RhythmWord | Literal[""] = ""


class RaisedNeed(msgspec.Struct):
    """The receipt: `key` opens the link, `code` with `pin` finds it again."""

    code: str
    pin: str
    key: str
    url: str


class Visit(msgspec.Struct):
    on: date
    part: int
    state: str


class MyNeed(msgspec.Struct):
    """What the person's own page shows."""

    code: str
    state: StateWord
    kind: str
    starts_on: date
    ends_on: date
    helper: str  # "" while nobody helps
    visits: list[Visit]


class NeedLineOut(msgspec.Struct):
    """A row of the community's list; neither name nor phone nor door."""

    code: str
    version: int
    state: StateWord
    kind: str
    rhythm: RhythmWord
    times: int
    starts_on: date
    ends_on: date
    source: SourceWord
    grid: str
    helper: str
    moved_at: Moment


class NeedPage(msgspec.Struct):
    """`next` and `previous` go into `after`; empty when there is no such page."""

    items: list[NeedLineOut]
    next: str
    previous: str


class NeedsAsked(msgspec.Struct):
    view: Literal["raised", "agreed", "matched", "running", "ending", "over"] = "raised"
    kind: Word = ""
    after: Annotated[str, msgspec.Meta(max_length=500)] = ""


class CountLine(msgspec.Struct):
    """Whole tens; nothing under ten."""

    name: str
    waiting: int
    running: int
    over: int


class NeedCounts(msgspec.Struct):
    kinds: list[CountLine]
    parts: list[CountLine]
