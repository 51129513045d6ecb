"""Machines file: pictures first, then the matter."""

from io import BytesIO

from django.conf import settings
from django.core.files.base import File
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions.intake import receive
from linli.cases.actions.reports import Report
from linli.cases.api import files
from linli.cases.api.public import Filed, spot_of
from linli.cases.api.questions import listed
from linli.cases.api.shapes import NewCase, SentPhoto
from linli.cases.pages.keeping import UNSENT_FOR
from linli.cases.queries import follow
from linli.cases.queries.photos import own_unused_photos
from linli.core import api
from linli.core.api import Call, Endpoint, route
from linli.core.errors import RuleBroken
from linli.core.files.actions import store_photo
from linli.core.files.links import photo_url
from linli.core.files.terms import Size
from linli.organisation.api import token_door
from linli.organisation.terms import Scope

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic")


def file_case(call: Call) -> HttpResponse:
    """One matter, as a resident's, an agency's or one's own; the receipt goes to whoever it belongs to."""
    new: NewCase = call.body
    report = Report(
        text=new.text,
        spot=spot_of(door=new.door, place=new.place, lon=new.lon, lat=new.lat),
        place_name=new.place_name,
        category_code=new.category,
        kind=new.kind,
        origin=new.origin,
        channel=new.channel,
        name=new.name,
        phone=new.phone,
        confidential=new.confidential,
        photos=own_unused_photos(call.actor, new.photos),
        filed_by=call.actor.name,
        answers=listed(new.answers),
    )
    receipt = receive(call.actor, report, now=call.now)
    url = call.request.build_absolute_uri(follow.path_of(receipt.key))
    response = api.answer(Filed(receipt.code, receipt.pin, receipt.key, url, receipt.due_at), status=201)
    response["Location"] = reverse("cases:api_case", args=[receipt.code])
    return response


def send_photo(call: Call) -> SentPhoto:
    """A picture for a matter or a step to come. Only its maker may use it, once."""
    sent = call.request.read(settings.PHOTO_MAX_BYTES + 1)
    if not sent:
        raise RuleBroken("photo_missing", _("请把照片放在请求正文里。"))
    photo = store_photo(
        call.actor,
        File(BytesIO(sent), name="photo"),
        purpose="case",
        now=call.now,
        retention_until=call.now + UNSENT_FOR,
    )
    url = call.request.build_absolute_uri(photo_url(photo, Size.VIEW, call.now))
    return SentPhoto(photo.key, photo.width, photo.height, url)


urlpatterns = [
    route(
        "api/v1/cases",
        files.LIST,
        Endpoint(
            "POST",
            "fileCase",
            gettext_lazy("登记一件诉求"),
            file_case,
            Filed,
            status=201,
            takes=NewCase,
            scopes=(Scope.CASES_FILE,),
            group=files.GROUP,
            problems=(403, 404, 410),
        ),
        door=token_door,
        name="api_cases",
    ),
    route(
        "api/v1/photos",
        Endpoint(
            "POST",
            "sendPhoto",
            gettext_lazy("先传照片，再在登记或反馈时引用"),
            send_photo,
            SentPhoto,
            status=201,
            takes_media=PICTURES,
            scopes=(Scope.CASES_FILE, Scope.CASES_HANDLE),
            group=files.GROUP,
            atomic=False,
        ),
        door=token_door,
        name="api_photos",
    ),
]
