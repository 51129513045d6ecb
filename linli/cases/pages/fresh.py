"""The line of a case in the queue beside it, drawn anew after something was done with the case."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from linli.cases.pages.deeds import own_order
from linli.cases.pages.queue import may_pick, row_of, seats_of, view_of
from linli.cases.queries.cases import CaseFile
from linli.cases.queries.queue import line_of
from linli.cases.terms import State
from linli.core.addresses import url
from linli.core.pages import Request


def fresh_row(request: Request, file: CaseFile, now: datetime) -> dict[str, Any]:
    """What `cards.queue` needs for the line, in the view the case was opened from; nothing elsewhere.

    What has left the view stays in its place and says where it went; the view is without it when it is opened
    again.
    """
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    seats = seats_of(request.actor)
    if shown.path != url("cases:queue") or not seats:
        return {}
    query = {name: values[-1] for name, values in parse_qs(shown.query).items()}
    seat = next((seat for seat in seats if str(seat.post_id) == query.get("seat")), seats[0])
    view = view_of(seat, query)
    order = own_order(request.actor, file) if seat.level is None else None
    row = row_of(line_of(file.case, order), now)
    here = not view.requests and file.case.queue == view.queue
    if not here:
        row = row._replace(due=None, says=str(State(file.case.state).label))
    return {"fresh": row, "fresh_pick": here and may_pick(seat, view)}
