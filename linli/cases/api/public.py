"""What a stranger's program may do: file a matter and follow it. Nothing about anybody else."""

from datetime import datetime

import msgspec
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.cases.actions.intake import receive
from linli.cases.actions.reports import Report
from linli.cases.queries import follow
from linli.cases.terms import Channel
from linli.core import api
from linli.core.errors import RuleBroken
from linli.core.pages import Request, public_page
from linli.places import locator
from linli.places.locator import Spot


class NewReport(msgspec.Struct, forbid_unknown_fields=True):
    """A matter; where it is by door token, place id, WGS-84 point, or at least in words."""

    text: str
    door: str = ""
    place: int | None = None
    lon: float | None = None
    lat: float | None = None
    place_name: str = ""
    category: str = ""  # a code of the catalogue; guessed from the words when left out
    phone: str = ""
    name: str = ""


class Filed(msgspec.Struct):
    """The receipt: `key` opens the link, `code` with `pin` opens the search."""

    code: str
    pin: str
    key: str
    url: str
    due_at: datetime  # until when somebody is sent


class Event(msgspec.Struct):
    at: datetime
    step: str
    says: str
    note: str


class Progress(msgspec.Struct):
    code: str
    state: str
    due_at: datetime | None
    events: list[Event]  # newest first


@public_page
@require_POST
def file_report(request: Request) -> HttpResponse:
    """File one matter. The `Idempotency-Key` header makes a repeated request the same matter."""
    new = api.read(request, NewReport)
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if len(key) > 64:
        raise RuleBroken("idempotency_key_long", "Idempotency-Key: at most 64 characters.")
    report = Report(
        text=new.text,
        spot=_spot(new),
        place_name=new.place_name,
        category_code=new.category,
        phone=new.phone,
        name=new.name,
        channel=Channel.API,
        intake_key=key or None,
    )
    receipt = receive(request.actor, report, now=timezone.now())
    url = request.build_absolute_uri(follow.path_of(receipt.key))
    return api.answer(Filed(receipt.code, receipt.pin, receipt.key, url, receipt.due_at), status=201)


def _spot(new: NewReport) -> Spot | None:
    if new.door:
        return locator.locate_door(new.door)
    if new.place is not None:
        return locator.locate_place(new.place)
    if new.lon is not None and new.lat is not None:
        return locator.locate_point(new.lon, new.lat)
    return None


@public_page
@never_cache
@require_GET
def follow_report(request: Request, key: str) -> HttpResponse:
    """The progress the caller's page shows, for whoever holds the key."""
    progress = follow.progress(follow.case_by_key(key, timezone.now()))
    events = [Event(line.at, line.step, line.says, line.note) for line in progress.lines]
    lead = progress.lead
    due_at = lead.due_at if lead.queue != "done" else None
    return api.answer(Progress(progress.case.code, lead.state, due_at, events))
