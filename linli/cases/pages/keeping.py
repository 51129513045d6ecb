"""What is kept for a resident without an account: where he stands, his cases, photos already sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import segno
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from linli.cases import rules
from linli.cases.forms import FaultyForm, Upload
from linli.cases.models import Case
from linli.core.actors import Actor
from linli.core.errors import DomainError, RuleBroken
from linli.core.files.actions import store_photo
from linli.core.files.models import StoredFile
from linli.places import locator
from linli.places.locator import Spot

MINE, HERE = "mine", "here"
MINE_DAYS, HERE_HOURS = 180, 12
MOST_MINE = 20
UNSENT_FOR = timedelta(days=1)  # photos of a form that was never sent are erased after this


def remember_spot(response: HttpResponse, spot: Spot) -> HttpResponse:
    response.set_signed_cookie(
        HERE, str(spot.place_id), max_age=HERE_HOURS * 3600, httponly=True, samesite="Lax"
    )
    return response


def last_spot(request: HttpRequest) -> Spot | None:
    """Where the last QR code was scanned on this phone, today."""
    place_id = request.get_signed_cookie(HERE, default="", max_age=HERE_HOURS * 3600)
    try:
        return locator.locate_place(int(place_id)) if place_id else None
    except DomainError:
        return None  # the building is gone since; the page asks anew


def remember_case(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    keys = [key, *(known for known in _mine(request) if known != key)][:MOST_MINE]
    response.set_signed_cookie(MINE, " ".join(keys), max_age=MINE_DAYS * 86400, httponly=True, samesite="Lax")
    return response


def remembered_cases(request: HttpRequest) -> list[Case]:
    """The cases filed or looked up on this device, newest first."""
    return list(
        Case.objects.filter(key__in=_mine(request)).select_related("category", "merged_into").order_by("-id")
    )


def _mine(request: HttpRequest) -> list[str]:
    return (request.get_signed_cookie(MINE, default="", max_age=MINE_DAYS * 86400) or "").split()


def store_photos(actor: Actor, uploads: Sequence[Upload], *, now: datetime) -> list[StoredFile]:
    """Store what was sent; a picture that is none stops with its sentence."""
    stored, fault = _store_each(actor, uploads, now)
    if fault is not None:
        raise fault
    return stored


def _store_each(
    actor: Actor, uploads: Sequence[Upload], now: datetime
) -> tuple[list[StoredFile], RuleBroken | None]:
    """The good pictures, and the first fault: a bad one does not cost the others their upload."""
    if len(uploads) > settings.PHOTOS_PER_STEP:
        why = _("一次最多 %(n)d 张照片，请挑最能说明问题的。") % {"n": settings.PHOTOS_PER_STEP}
        return [], RuleBroken("photos_too_many", why, {"photos": why})
    stored, first_fault = [], None
    for upload in uploads:
        try:
            stored.append(
                store_photo(actor, upload, purpose="case", now=now, retention_until=now + UNSENT_FOR)
            )
        except RuleBroken as fault:
            first_fault = first_fault or RuleBroken(fault.code, fault.sentence, {"photos": fault.sentence})
    return stored, first_fault


def keep_photos(actor: Actor, form: FaultyForm, *, now: datetime) -> list[StoredFile]:
    """Photos of this and of earlier tries of the same form; their keys go back into it, signed."""
    fresh, fault = _store_each(actor, form.cleaned_data["photos"], now)
    photos = [*kept_photos(form), *fresh]
    form.remember("kept", signing.dumps([photo.key for photo in photos], salt="kept-photos"))
    if fault is not None:
        raise fault
    return photos


def kept_photos(form: FaultyForm) -> list[StoredFile]:
    try:
        keys = signing.loads(form["kept"].value() or "", salt="kept-photos", max_age=UNSENT_FOR)
    except signing.BadSignature:
        return []
    return list(StoredFile.objects.filter(key__in=keys).order_by("id"))


def qr_of(link: str) -> str:
    """The link as a picture another phone can scan."""
    return segno.make(link, error="m").svg_data_uri(scale=4, border=2)


def qr_svg(link: str) -> str:
    """The same for paper, as markup."""
    return segno.make(link, error="m").svg_inline(scale=3, border=0)


def calendar_of(case: Case, link: str, now: datetime) -> bytes:
    """An appointment at the moment the running limit ends."""
    event = Event()
    event.add("uid", f"{case.code}@linli")
    event.add("dtstamp", now)
    event.add("dtstart", case.due_at)
    event.add("dtend", case.due_at + timedelta(minutes=15))
    event.add("summary", _("查看诉求进展 %(code)s") % {"code": rules.spoken_code(case.code)})
    event.add("description", link)
    event.add("url", link)
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//zh")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
