"""Machines with a token: the community's list, needs a partner passes on, counts."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Right
from linli.core.api import Call, Endpoint, route
from linli.core.errors import NotAllowed
from linli.needs.api.ordering import write_down
from linli.needs.api.shapes import (
    CountLine,
    NeedCounts,
    NeedLineOut,
    NeedPage,
    NeedsAsked,
    NewNeed,
    RaisedNeed,
)
from linli.needs.models import Need
from linli.needs.queries.needs import Asked, need_page
from linli.needs.queries.totals import TotalLine, totals
from linli.needs.terms import ConsentHow, Source
from linli.organisation.api import token_door
from linli.organisation.terms import Scope

GROUP = _("需求")


def list_needs(call: Call) -> NeedPage:
    """Of the communities of the machine's post; nothing that says who it is for."""
    _need(call, Right.NEED_DESK)
    asked: NeedsAsked = call.query
    page = need_page(
        call.actor, Asked(asked.view, asked.kind, None, asked.after), timezone.localdate(call.now)
    )
    return NeedPage([_line(need) for need in page.rows], page.next, page.previous)


def _line(need: Need) -> NeedLineOut:
    return NeedLineOut(
        code=need.code,
        version=need.version,
        state=need.state,
        kind=need.kind_code,
        rhythm=need.rhythm,
        times=need.times,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        source=need.source,
        grid=need.grid.name if need.grid else "",
        helper=need.helper.name if need.helper else "",
        moved_at=need.moved_at,
    )


def pass_on(call: Call) -> HttpResponse:
    """A partner writes down what somebody asked it for; the consent was heard there."""
    return write_down(call, source=Source.PARTNER, how=ConsentHow.IN_PERSON)


def count_needs(call: Call) -> NeedCounts:
    _need(call, Right.NEED_COUNT)
    found = totals(call.actor)
    return NeedCounts([_count(line) for line in found.kinds], [_count(line) for line in found.parts])


def _count(line: TotalLine) -> CountLine:
    return CountLine(line.name, line.waiting, line.running, line.over)


def _need(call: Call, right: Right) -> None:
    if not call.actor.has(right):
        raise NotAllowed("right_needed")


urlpatterns = [
    route(
        "api/v1/needs",
        Endpoint(
            "GET",
            "listNeeds",
            _("本社区的需求"),
            list_needs,
            NeedPage,
            asks=NeedsAsked,
            scopes=(Scope.NEEDS_READ,),
            group=GROUP,
        ),
        Endpoint(
            "POST",
            "passOnNeed",
            _("转来一项需求"),
            pass_on,
            RaisedNeed,
            status=201,
            takes=NewNeed,
            scopes=(Scope.NEEDS_FILE,),
            group=GROUP,
            problems=(404, 410),
        ),
        door=token_door,
        name="api_needs",
    ),
    route(
        "api/v1/needs/counts",
        Endpoint(
            "GET",
            "countNeeds",
            _("需求的件数（整十）"),
            count_needs,
            NeedCounts,
            scopes=(Scope.NEEDS_READ,),
            group=GROUP,
        ),
        door=token_door,
        name="api_counts",
    ),
]
