"""The desk's queue, also a department's: what runs out first stands first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from linli.cases import rules
from linli.cases.pages.bulk import pick_of
from linli.cases.queries import queue as reads
from linli.cases.queries.queue import Line
from linli.cases.terms import Queue, State
from linli.core.actors import Actor, Level, Right, Seat
from linli.core.addresses import url
from linli.core.errors import NotAllowed
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


PLACE_VIEWS = (
    View("desk", _("待调度"), Queue.DESK),
    View("unit", _("办理中"), Queue.UNIT),
    View("late", _("已超时"), Queue.UNIT, late_only=True),
    View("caller", _("待评价"), Queue.CALLER),
    View("done", _("已了结"), Queue.DONE),
)
PICKED = (Queue.DESK, Queue.UNIT)  # what several cases can be chosen from at once
UNIT_VIEWS = (View("orders", _("手上的工单"), Queue.UNIT),)


class Row(NamedTuple):
    """A line as the kit's `queue` draws it."""

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
    seat = seat_of(request)
    views = views_of(seat)
    view = next((v for v in views if v.name == request.GET.get("view")), views[0])
    words, after = request.GET.get("q", ""), request.GET.get("after", "")
    now = timezone.now()
    page = _page(request.actor, seat, view, words=words, after=after, now=now)
    context = {
        "seat": seat,
        "seats": seats_of(request.actor),
        "views": views,
        "view": view,
        "rows": [row_of(line, now) for line in page.rows],
        "older": _with(request.GET, after=page.next) if page.next else None,
        "may_pick": Right.CASE_DESK in seat.rights and view.queue in PICKED and view not in UNIT_VIEWS,
        "newer": _with(request.GET, after=page.previous) if page.previous else None,
        "words": words,
        "now": now,
    }
    return render_page(request, "cases/desk/queue.html", "cases/desk/_rows.html", context)


def seats_of(actor: Actor) -> Sequence[Seat]:
    """The seats from which a queue can be seen: places down to grids, and units."""
    wide = {Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}
    return [s for s in actor.seats_with(Right.CASE_SEE) if s.unit_id is not None or s.level in wide]


def views_of(seat: Seat) -> Sequence[View]:
    return PLACE_VIEWS if seat.level is not None else UNIT_VIEWS


def seat_of(request: Request) -> Seat:
    """The seat asked for, else the first that has a queue."""
    seats = seats_of(request.actor)
    if not seats:
        raise NotAllowed("no_desk")
    return next((s for s in seats if str(s.post_id) == request.GET.get("seat")), seats[0])


def _page(actor: Actor, seat: Seat, view: View, *, words: str, after: str, now: datetime) -> KeysetPage[Line]:
    if view in UNIT_VIEWS:
        return reads.unit_lines(actor, [seat.unit_id] if seat.unit_id else [], after=after)
    if view.queue is Queue.DONE:
        return reads.done_lines(actor, seat, words=words, after=after)
    due_before = now if view.late_only else None
    return reads.desk_lines(actor, seat, view.queue, due_before=due_before, words=words, after=after)


def row_of(line: Line, now: datetime) -> Row:
    """A matter that came back is marked: whoever opens the list sees that it was reopened."""
    voices = ngettext("%(n)d 人", "%(n)d 人", line.voices) % {"n": line.voices} if line.voices > 1 else ""
    again = (
        ngettext("重办 %(n)d 次", "重办 %(n)d 次", line.rounds) % {"n": line.rounds} if line.rounds else ""
    )
    meta = " · ".join(part for part in (line.where, line.category, line.unit, voices, again) if part)
    settled = line.queue == Queue.DONE
    return Row(
        pick=pick_of(line.case_id, line.version),
        url=url("cases:case", line.case_id),
        title=rules.first_line(line.text, 48),
        colour=line.colour,
        meta=meta,
        due=None if settled else due(line.due_at, now),
        says=str(State(line.state).label) if settled else "",
    )


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
    seat = seat_of(request)
    now = timezone.now()
    wanted = [(v.name, v.queue, now if v.late_only else None) for v in views_of(seat)]
    numbers = reads.view_counts(request.actor, seat, wanted)
    context = {"seat": seat, "views": views_of(seat), "view": None, "numbers": numbers}
    return render_page(request, "cases/desk/_views.html", context=context)
