"""What is asked for: services, a machine's requests, the public's counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from linli.cases.models import Case, CaseStep, Category, settled, still_open
from linli.cases.queries.cases import visible_cases
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.rules import Question
from linli.cases.terms import Queue
from linli.cases.terms.questions import AskedOf
from linli.channels.open311.rules import Span, months_of
from linli.channels.open311.terms import CLOSED, DONE_OF, GROUP_LEAST, OPEN
from linli.core.actors import Actor, Level
from linli.core.errors import NotFound
from linli.places.models import Place

KEPT_S = 600.0
_DONE = ExpressionWrapper(Q(queue=Queue.DONE), output_field=BooleanField())
MOST_KEPT = 60
MOST_MARKS = 5_000
RELATED = ("category", "building", "estate", "community", "grid", "subdistrict", "unit")
FIELDS = (
    "code",
    "text",
    "queue",
    "state",
    "place_name",
    "lon",
    "lat",
    "received_at",
    "due_at",
    "closed_at",
    "category__code",
    *(f"{name}__name" for name in RELATED),
    *(f"{name}__{degree}" for name in ("grid", "community", "subdistrict") for degree in ("lon", "lat")),
)


def services() -> list[Category]:
    """The categories a case can have: those below a group, in the order of the rule book."""
    return [one for one in rule_book().categories.values() if one.parent_id is not None]


def service(code: str) -> Category:
    found = rule_book().by_code.get(code)
    if found is None or found.parent_id is None:
        raise NotFound(
            "service_unknown", _("没有 %(code)s 这种服务，请先看 services。") % {"code": code[:60]}
        )
    return found


def questions_of(category: Category) -> list[Question]:
    """What whoever raises it is asked; the rest is for the desk and the unit."""
    return [one for one in rule_book().questions_for(category) if one.asked_of == AskedOf.CALLER]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests. `codes`, when given, goes before all the rest."""

    span: Span
    codes: Sequence[str] = ()
    services: Sequence[str] = ()
    statuses: Sequence[str] = ()
    page: int = 1
    page_size: int = 1000
    trail: tuple[str, ...] = ()  # the same for all pages of one list

    @property
    def rows(self) -> slice:
        return slice((self.page - 1) * self.page_size, self.page * self.page_size)


def requests_of(actor: Actor, asked: Asked) -> list[Case]:
    """What the actor may see, the newest first. One statement."""
    cases = visible_cases(actor).select_related(*RELATED)
    if asked.codes:
        cases = cases.filter(code__in=asked.codes)
    else:
        cases = cases.filter(received_at__gte=asked.span.start, received_at__lte=asked.span.end)
        if asked.services:
            cases = cases.filter(category__code__in=asked.services)
        if len(set(asked.statuses)) == 1:
            cases = cases.filter(settled() if DONE_OF[asked.statuses[0]] else still_open())
    return _page(actor, cases, asked)


type Mark = tuple[datetime, int]  # of the last row of a page
type MarkKey = tuple[str, int, tuple[str, ...], int]
_marks: dict[MarkKey, tuple[float, Mark]] = {}


def _page(actor: Actor, cases: QuerySet[Case], asked: Asked) -> list[Case]:
    """A numbered page by keyset: it begins behind the last row of the page before, as that was given.

    Whoever takes page after page pays for each alike, and meets no row twice when new ones come in between.
    Who jumps, or meets another process, pays once for finding the mark: at most DEEPEST entries of an index.
    """
    if asked.page > 1:
        mark = _mark(actor, cases, asked)
        if mark is None:
            return []
        at, pk = mark
        cases = cases.filter(Q(received_at__lt=at) | Q(received_at=at, pk__lt=pk), received_at__lte=at)
    rows = list(_with_update(cases).only(*FIELDS).order_by("-received_at", "-id")[: asked.page_size])
    if len(rows) == asked.page_size:
        _remember(_key(actor, asked, asked.page), (rows[-1].received_at, rows[-1].pk))
    return rows


def _mark(actor: Actor, cases: QuerySet[Case], asked: Asked) -> Mark | None:
    key = _key(actor, asked, asked.page - 1)
    kept = _marks.get(key)
    if kept is not None and monotonic() - kept[0] < KEPT_S:
        return kept[1]
    last = asked.rows.start - 1
    row = cases.order_by("-received_at", "-id").values_list("received_at", "pk")[last : last + 1].first()
    if row is not None:
        _remember(key, row)
    return row


def _key(actor: Actor, asked: Asked, page: int) -> MarkKey:
    return actor.kind, actor.id, asked.trail, page


def _remember(key: MarkKey, mark: Mark) -> None:
    if len(_marks) >= MOST_MARKS:
        _marks.clear()
    _marks[key] = monotonic(), mark


def forget_marks() -> None:
    _marks.clear()


def request_of(actor: Actor, code: str) -> Case:
    """Hidden and missing look the same."""
    found = (
        _with_update(visible_cases(actor).select_related(*RELATED)).only(*FIELDS).filter(code=code).first()
    )
    if found is None:
        raise NotFound("request_unknown", _("没有找到这个编号。"))
    return found


def _with_update(cases: QuerySet[Case]) -> QuerySet[Case]:
    last = CaseStep.objects.filter(case=OuterRef("pk")).order_by("-id")
    return cases.annotate(stepped_at=Subquery(last.values("at")[:1]))


@dataclass(frozen=True, slots=True)
class Cell:
    """How many requests for a service in a subdistrict, by month and status: at least `GROUP_LEAST`."""

    month: datetime
    category: Category
    place: Place
    status: str
    count: int

    @property
    def stem(self) -> str:
        return f"{self.month:%Y%m}-{self.place.pk}-{self.category.code}-{self.status}"


_kept: dict[tuple[int, datetime], tuple[float, list[Cell]]] = {}


def public_cells(span: Span) -> list[Cell]:
    """Counts of whole months, kept for ten minutes: all that the public may know, the newest first."""
    book = rule_book()
    return [cell for month in reversed(months_of(span)) for cell in _of_month(book, *month)]


def _of_month(book: RuleBook, first: datetime, after: datetime) -> list[Cell]:
    key = (book.pack_id, first)
    kept = _kept.get(key)
    if kept is None or monotonic() - kept[0] >= KEPT_S:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = kept = (monotonic(), _counted(book, first, after))
    return kept[1]


def forget_cells() -> None:
    _kept.clear()


def _counted(book: RuleBook, first: datetime, after: datetime) -> list[Cell]:
    """Two statements; a category of an older rule book counts for the one that has its code today."""
    subdistricts = Place.objects.filter(level=Level.SUBDISTRICT).defer("shape")
    places = {place.pk: place for place in subdistricts}
    rows = (
        Case.objects.filter(received_at__gte=first, received_at__lt=after, subdistrict__isnull=False)
        .annotate(done=_DONE)
        .values_list("category__code", "subdistrict_id", "done")
        .annotate(count=Count("pk"))
        .filter(count__gte=GROUP_LEAST)
        .order_by("category__code", "subdistrict_id", "done")
    )
    return [
        Cell(first, book.by_code[code], places[place_id], CLOSED if done else OPEN, count)
        for code, place_id, done, count in rows
        if code in book.by_code and place_id in places
    ]
