"""The desk's queue, also a department's: what runs out first stands first."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases import rules
from linli.cases.pages.bulk import pick_of
from linli.cases.queries import queue as reads
from linli.cases.queries.queue import Line
from linli.cases.terms import LADDER, LEVEL_WORDS, Colour, Queue, State
from linli.cases.terms.requests import RequestKind
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.addresses import url
from linli.core.errors import NotAllowed, NotFound
from linli.core.lists import KeysetPage
from linli.core.pages import Request, render_page, staff_page
from linli.core.words import Due, due


@dataclass(frozen=True, slots=True)
class View:
    """A saved view of the left column."""

    name: str
    label: Promise | str
    queue: Queue
    late_only: bool = False
    requests: bool = False  # what is asked about cases, not the cases


PLACE_VIEWS = (
    View("desk", _("待调度"), Queue.DESK),
    View("unit", _("办理中"), Queue.UNIT),
    View("late", _("已超时"), Queue.UNIT, late_only=True),
    View("caller", _("待评价"), Queue.CALLER),
    View("requests", _("待批"), Queue.DESK, requests=True),
    View("waiting", _("中止与挂账"), Queue.WAITING),
    View("done", _("已了结"), Queue.DONE),
)
PICKED = (Queue.DESK, Queue.UNIT)  # what several cases can be chosen from at once
UNIT_VIEWS = (
    View("orders", _("手上的工单"), Queue.UNIT),
    View("requests", _("待答复"), Queue.UNIT, requests=True),
)


class Row(NamedTuple):
    """A line as the kit's `queue` draws it."""

    key: int  # the case
    pick: str
    url: str
    title: str
    colour: str
    meta: str
    due: Due | None  # nothing when no clock runs
    says: str


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def queue(request: Request) -> HttpResponse:
    """What runs out first stands first; 50 rows by keyset, no count, no offset."""
    seat, now = seat_of(request), timezone.now()
    views = views_of(seat)
    view = view_of(seat, request.GET)
    asked = _asked(request.GET, now)
    part = _part(seat, request.GET)
    page = _page(request.actor, part or seat, view, asked, now=now)
    words = asked.words
    context = {
        "seat": seat,
        "part": part,
        "asked": asked,
        "kept": _kept(request.GET),
        "seats": seats_of(request.actor),
        "views": views,
        "view": view,
        "rows": [row_of(line, now, seat) for line in page.rows],
        "older": _with(request.GET, after=page.next) if page.next else None,
        "may_pick": may_pick(seat, view),
        "newer": _with(request.GET, after=page.previous) if page.previous else None,
        "words": words,
        "now": now,
    }
    return render_page(request, "cases/desk/queue.html", "cases/desk/_rows.html", context)


def seats_of(actor: Actor) -> Sequence[Seat]:
    """The seats from which a queue can be seen: places down to grids, and units."""
    wide = {Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}
    return [s for s in actor.seats_with(Right.CASE_SEE) if s.unit_id is not None or s.level in wide]


def may_pick(seat: Seat, view: View) -> bool:
    """Can several be chosen at once? A request is answered for itself."""
    from_place = seat.level is not None and Right.CASE_DESK in seat.rights
    return from_place and view.queue in PICKED and not view.requests


def view_of(seat: Seat, asked: Mapping[str, str]) -> View:
    views = views_of(seat)
    return next((view for view in views if view.name == asked.get("view")), views[0])


def views_of(seat: Seat) -> Sequence[View]:
    return PLACE_VIEWS if seat.level is not None else UNIT_VIEWS


def seat_of(request: Request) -> Seat:
    """The seat asked for, else the first that has a queue."""
    seats = seats_of(request.actor)
    if not seats:
        raise NotAllowed("no_desk")
    return next((s for s in seats if str(s.post_id) == request.GET.get("seat")), seats[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a view: words, where the page begins, and only what ends on one day."""

    words: str
    after: str
    day: date | None

    @property
    def due(self) -> tuple[datetime | None, datetime | None]:
        """From its first moment to the first of the next day."""
        if self.day is None:
            return None, None
        start = timezone.make_aware(datetime.combine(self.day, time.min))
        return start, start + timedelta(days=1)


def _asked(query: Mapping[str, str], now: datetime) -> Asked:
    words = {"today": 0, "tomorrow": 1}
    day, typed = None, query.get("due", "")
    if typed in words:
        day = timezone.localdate(now) + timedelta(days=words[typed])
    elif typed:
        with suppress(ValueError):
            day = date.fromisoformat(typed)
    return Asked(query.get("q", ""), query.get("after", ""), day)


def _part(seat: Seat, query: Mapping[str, str]) -> Seat | None:
    """The seat narrowed to a part of its place."""
    typed = query.get("place", "")
    if not typed or seat.level is None:
        return None
    if not typed.isdecimal() or len(typed) > 18:
        raise NotFound("place_unknown")
    return reads.narrowed(seat, int(typed))


def _kept(query: QueryDict) -> str:
    """What a link to another view keeps: the part of the place."""
    typed = str(query.get("place", ""))
    return f"&place={typed}" if typed.isdecimal() else ""


def _page(actor: Actor, seat: Seat, view: View, asked: Asked, *, now: datetime) -> KeysetPage[Line]:
    if view.requests:
        return reads.request_lines(actor, seat, after=asked.after)
    if view in UNIT_VIEWS:
        return reads.unit_lines(actor, [seat.unit_id] if seat.unit_id else [], after=asked.after)
    if view.queue is Queue.DONE:
        return reads.done_lines(actor, seat, words=asked.words, after=asked.after)
    since, until = asked.due
    before = min(filter(None, (until, now if view.late_only else None)), default=None)
    return reads.desk_lines(
        actor, seat, view.queue, due_from=since, due_before=before, words=asked.words, after=asked.after
    )


def row_of(line: Line, now: datetime, seat: Seat | None = None) -> Row:
    """A matter that came back is marked, and one that a desk above this seat leads: whoever opens the list
    sees it.
    """
    voices = ngettext("%(n)d 人", "%(n)d 人", line.voices) % {"n": line.voices} if line.voices > 1 else ""
    again = (
        ngettext("重办 %(n)d 次", "重办 %(n)d 次", line.rounds) % {"n": line.rounds} if line.rounds else ""
    )
    asks = str(RequestKind(line.asks).label) if line.asks else ""
    parts = (asks, _led_above(line, seat), line.where, line.category, line.unit, voices, again)
    meta = " · ".join(part for part in parts if part)
    settled = line.queue == Queue.DONE
    return Row(
        key=line.case_id,
        pick=pick_of(line.case_id, line.version),
        url=url("cases:case", line.case_id),
        title=rules.first_line(line.text, 48),
        colour=Colour.GREY if line.queue == Queue.WAITING else line.colour,  # waits for a named date
        meta=meta,
        due=None if settled else due(line.due_at, now),
        says=str(State(line.state).label) if settled else "",
    )


def _led_above(line: Line, seat: Seat | None) -> str:
    if seat is None or seat.level not in LADDER or rules.rung(line.level) <= max(rules.rung(seat.level), 1):
        return ""
    return _t("%(level)s牵头") % {"level": LEVEL_WORDS[line.level]}


def _with(asked: QueryDict, **changes: str) -> str:
    query = asked.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"


@staff_page(Right.CASE_SEE)
@never_cache
@require_GET
def counts(request: Request) -> HttpResponse:
    """How much is in each view, up to 100: counted apart so that the queue itself never waits for it."""
    seat, now = seat_of(request), timezone.now()
    part = _part(seat, request.GET)
    wanted = [(v.name, v.queue, now if v.late_only else None) for v in views_of(seat) if not v.requests]
    context = {
        "seat": seat,
        "part": part,
        "kept": _kept(request.GET),
        "views": views_of(seat),
        "view": view_of(seat, request.GET),
        "parts": reads.parts_of_seat(seat),
        "numbers": reads.view_counts(request.actor, part or seat, wanted)
        | {"requests": reads.request_count(request.actor, part or seat)},
    }
    return render_page(request, "cases/desk/_views.html", context=context)
