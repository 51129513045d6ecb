"""What a machine may ask about itself and its unit: who it is, what was put for it to read."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _

from linli.core.api import Call, Endpoint, Moment, route
from linli.core.lists import keyset_page
from linli.organisation import actions, queries
from linli.organisation.api.doors import token_door
from linli.organisation.models import Integration, Notice
from linli.organisation.terms import Scope

GROUP = _("本接口")
Id = Annotated[int, msgspec.Meta(ge=1, le=2**53)]
PAGE = 50


class Me(msgspec.Struct):
    """Who the token belongs to, and what it opens: the rights of the post that its scopes let through."""

    name: str
    role: str
    place: int | None
    place_name: str
    unit: int | None
    unit_name: str
    scopes: list[str]
    rights: list[str]
    per_minute: int


class NoticeLine(msgspec.Struct):
    id: int
    text: str
    url: str  # of the page it leads people to
    at: Moment
    read: bool


class Notices(msgspec.Struct):
    """Newest first. `next` goes into `after`; empty at the end."""

    items: list[NoticeLine]
    next: str


class NoticesAsked(msgspec.Struct, forbid_unknown_fields=True):
    after: str = ""
    unread: bool = False


class NoticesRead(msgspec.Struct, forbid_unknown_fields=True):
    """Which ones; all of them when left out."""

    ids: Annotated[list[Id], msgspec.Meta(max_length=500)] | None = None


class Count(msgspec.Struct):
    count: int


def who_am_i(call: Call) -> Me:
    seat = call.actor.seats[0]
    own = Integration.objects.only("scopes", "per_minute").get(pk=call.actor.id)
    return Me(
        name=call.actor.name,
        role=seat.role,
        place=seat.place_id,
        place_name=seat.place_name,
        unit=seat.unit_id,
        unit_name=seat.unit_name,
        scopes=own.scopes,
        rights=sorted(seat.rights),
        per_minute=own.per_minute,
    )


def notices(call: Call) -> Notices:
    asked: NoticesAsked = call.query
    found = queries.unread_notices(call.actor) if asked.unread else queries.visible_notices(call.actor)
    page = keyset_page(found, order=["-pk"], after=asked.after, size=PAGE)
    return Notices([_line(one) for one in page.rows], page.next)


def _line(notice: Notice) -> NoticeLine:
    return NoticeLine(notice.pk, notice.text, notice.url, notice.created_at, notice.read_at is not None)


def read_notices(call: Call) -> Count:
    return Count(actions.read_notices(call.actor, call.body.ids, now=call.now))


urlpatterns = [
    route(
        "api/v1/me",
        Endpoint("GET", "whoAmI", _("这个令牌是谁、能做什么"), who_am_i, Me, group=GROUP),
        door=token_door,
        name="api_me",
    ),
    route(
        "api/v1/notices",
        Endpoint(
            "GET",
            "listNotices",
            _("给本单位的消息"),
            notices,
            Notices,
            asks=NoticesAsked,
            scopes=(Scope.CASES_READ, Scope.CASES_HANDLE),  # a notice tells the first words of a case
            group=GROUP,
        ),
        door=token_door,
        name="api_notices",
    ),
    route(
        "api/v1/notices/read",
        Endpoint(
            "POST",
            "readNotices",
            _("把消息标为已读"),
            read_notices,
            Count,
            takes=NoticesRead,
            scopes=(Scope.CASES_HANDLE,),
            group=GROUP,
        ),
        door=token_door,
        name="api_read_notices",
    ),
]
