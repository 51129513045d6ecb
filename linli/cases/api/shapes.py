"""What cases look like to machines. A field is named as the glossary names it; moments carry their zone."""

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from linli.cases.terms import TEXT_MAX, Colour, Kind, Queue, State
from linli.core.api import Moment

if TYPE_CHECKING:
    StateWord = str
    QueueWord = str
    ColourWord = str
    KindWord = str
else:  # the words of the terms, so that a new one is known to the document, too
    StateWord = Literal[tuple(State.values)]
    QueueWord = Literal[tuple(Queue.values)]
    ColourWord = Literal[tuple(Colour.values)]
    KindWord = Literal[tuple(Kind.values)]

Word = Annotated[str, msgspec.Meta(max_length=60)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=22)]
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
Answers = Annotated[
    dict[Annotated[str, msgspec.Meta(min_length=1, max_length=40)], str | list[str]],
    msgspec.Meta(max_length=40, description="code of a question: its answer, several for choices"),
]
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Named(msgspec.Struct):
    id: int
    name: str


class CategoryName(msgspec.Struct):
    code: str
    name: str


class AnswerLine(msgspec.Struct):
    """`former`: why it counts no longer; empty while it does. `ask` is worded as it was then."""

    question: str
    ask: str
    kind: str
    values: list[str]
    unit: str
    says: str
    at: Moment
    former: str


class OpenQuestion(msgspec.Struct):
    """Needed and not answered yet."""

    question: str
    ask: str
    asked_of: str


class CaseLine(msgspec.Struct):
    """A case as the queue shows it. `due_at`: what runs out next, of a unit's own order when it asks."""

    code: str
    version: int
    state: StateWord
    queue: QueueWord
    colour: ColourWord
    kind: KindWord
    category: CategoryName | None
    first_line: str
    place_name: str
    community: Named | None
    grid: Named | None
    lon: float | None
    lat: float | None
    unit: Named | None
    voices: int
    received_at: Moment
    due_at: Moment
    late: bool


class CasePage(msgspec.Struct):
    """`next` and `previous` go into `after`; empty when there is no such page."""

    items: list[CaseLine]
    next: str
    previous: str


class PhotoLink(msgspec.Struct):
    """The links work for six hours."""

    key: str
    kind: str
    url: str
    thumb: str


class OrderLine(msgspec.Struct):
    unit: Named
    lead: bool
    state: str
    open: bool
    note: str
    result: str
    limit: str
    basis: str
    dispatched_at: Moment
    accept_due_at: Moment
    due_at: Moment
    finished_at: Moment | None


class StepLine(msgspec.Struct):
    """A line of the timeline, oldest first. The caller reads `says` and `note`, never `inner_note`."""

    at: Moment
    step: str
    says: str
    by: str
    note: str
    inner_note: str
    photos: list[PhotoLink]


class OpenDeed(msgspec.Struct):
    """What can be done now: POST to `path` with the `version` of this answer."""

    name: str
    label: str
    path: str


class CaseDetail(CaseLine):
    """The whole file of a case, without its caller."""

    text: str
    origin: str
    channel: str
    scale: str
    category_guessed: bool
    confidential: bool
    rounds: int
    outcome: str
    closed_at: Moment | None
    merged_into: str  # the code of the case this one was merged into
    photos: list[PhotoLink]
    orders: list[OrderLine]
    steps: list[StepLine]
    answers: list[AnswerLine]
    still_to_ask: list[OpenQuestion]
    deeds: list[OpenDeed]
    may_read_contact: bool


class CasesAsked(msgspec.Struct, forbid_unknown_fields=True):
    """`queue`: whose turn it is; left out, what waits for the token's own post. `q`: words of the text."""

    queue: QueueWord | None = None
    late: bool = False
    q: Word = ""
    category: Word = ""
    state: StateWord | None = None
    colour: ColourWord | None = None
    after: str = ""
    size: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class NewCase(msgspec.Struct, forbid_unknown_fields=True):
    """A matter; where it is by door token, place id, WGS-84 point, or at least in words.

    `photos`: keys of pictures sent before. Filing as a clerk (phone, counter, paper) or on patrol takes a
    post with that right.
    """

    text: Annotated[str, msgspec.Meta(max_length=TEXT_MAX)]
    door: Annotated[str, msgspec.Meta(max_length=12)] = ""
    place: RowId | None = None
    lon: Degrees | None = None
    lat: Degrees | None = None
    place_name: Annotated[str, msgspec.Meta(max_length=120)] = ""
    category: Word = ""  # guessed from the words when left out
    kind: KindWord = "help"
    origin: Literal["resident", "agency", "device", "hotline", "patrol"] = "resident"
    channel: Literal["api", "phone", "counter", "paper", "mini_program"] = "api"
    name: Annotated[str, msgspec.Meta(max_length=40)] = ""
    phone: Annotated[str, msgspec.Meta(max_length=30)] = ""
    confidential: bool = False
    photos: Annotated[list[Key], msgspec.Meta(max_length=6)] = []
    answers: Answers = {}


class Purpose(msgspec.Struct, forbid_unknown_fields=True):
    """Why the contact is read; the caller can see it."""

    purpose: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Contact(msgspec.Struct):
    name: str
    phone: str


class SentPhoto(msgspec.Struct):
    """`key` goes into `photos`; a picture that is used nowhere is erased after a day."""

    key: str
    width: int
    height: int
    url: str


class UnitLine(msgspec.Struct):
    id: int
    code: str
    name: str
    kind: str
    trade: str


class UnitPage(msgspec.Struct):
    items: list[UnitLine]
    next: str


class UnitsAsked(msgspec.Struct, forbid_unknown_fields=True):
    trade: Annotated[str, msgspec.Meta(max_length=40)] = ""
    after: str = ""


class CategoryLine(msgspec.Struct):
    """`group`: the code of the category above; empty for a group itself. Cases belong to the lower ones."""

    code: str
    name: str
    group: str
    scale: str


class PlacesAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Words of its name."""

    q: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class PlaceLine(msgspec.Struct):
    id: int
    level: str
    name: str
    community: str
    lon: float | None
    lat: float | None
