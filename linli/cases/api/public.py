"""What a stranger's program may do: file a matter and follow it. Nothing about anybody else."""

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions.intake import receive
from linli.cases.actions.reports import Report
from linli.cases.api.questions import listed
from linli.cases.api.shapes import Answers
from linli.cases.queries import follow
from linli.cases.terms import Channel
from linli.core import api
from linli.core.api import Call, Endpoint, Moment, open_door, route
from linli.core.errors import RuleBroken
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
    answers: Answers = {}  # to the questions of the category: listQuestions


class Filed(msgspec.Struct):
    """The receipt: `key` opens the link, `code` with `pin` opens the search."""

    code: str
    pin: str
    key: str
    url: str
    due_at: Moment  # until when somebody is sent


class Event(msgspec.Struct):
    at: Moment
    step: str
    says: str
    note: str


class Progress(msgspec.Struct):
    code: str
    state: str
    due_at: Moment | None
    events: list[Event]  # newest first


def file_report(call: Call) -> HttpResponse:
    """File one matter. The `Idempotency-Key` header makes a repeated request the same matter."""
    new: NewReport = call.body
    key = call.request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if len(key) > 64:
        raise RuleBroken("idempotency_key_long", _("Idempotency-Key 最长 64 个字符。"))
    report = Report(
        text=new.text,
        spot=spot_of(door=new.door, place=new.place, lon=new.lon, lat=new.lat),
        place_name=new.place_name,
        category_code=new.category,
        phone=new.phone,
        name=new.name,
        channel=Channel.API,
        intake_key=key or None,
        answers=listed(new.answers),
    )
    receipt = receive(call.actor, report, now=call.now)
    url = call.request.build_absolute_uri(follow.path_of(receipt.key))
    return api.answer(Filed(receipt.code, receipt.pin, receipt.key, url, receipt.due_at), status=201)


def spot_of(*, door: str, place: int | None, lon: float | None, lat: float | None) -> Spot | None:
    """The scanned door before the chosen place before the point."""
    if door:
        return locator.locate_door(door)
    if place is not None:
        return locator.locate_place(place)
    if lon is not None and lat is not None:
        return locator.locate_point(lon, lat)
    return None


def follow_report(call: Call) -> Progress:
    """The progress the caller's page shows, for whoever holds the key."""
    progress = follow.progress(follow.case_by_key(call.path["key"], call.now))
    events = [Event(line.at, line.step, line.says, line.note) for line in progress.lines]
    lead = progress.lead
    due_at = lead.due_at if lead.queue != "done" else None
    return Progress(progress.case.code, lead.state, due_at, events)


GROUP = gettext_lazy("居民")

urlpatterns = [
    route(
        "api/v1/reports",
        Endpoint(
            "POST",
            "fileReport",
            gettext_lazy("居民反映一件事，不需要令牌"),
            file_report,
            Filed,
            status=201,
            takes=NewReport,
            group=GROUP,
            problems=(404, 410, 429, 503),
        ),
        door=open_door,
        name="api_report",
    ),
    route(
        "api/v1/reports/<str:key>",
        Endpoint(
            "GET",
            "followReport",
            gettext_lazy("凭回执上的钥匙查进度"),
            follow_report,
            Progress,
            group=GROUP,
            problems=(410,),
        ),
        door=open_door,
        name="api_follow",
    ),
]
