"""What a stranger's program may do: read the catalogue, order, follow by the key, stop."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.core.api import Call, Endpoint, open_door, route
from linli.needs import actions
from linli.needs.api.ordering import intake_key_of, write_down
from linli.needs.api.shapes import KindLine, MyNeed, NewNeed, RaisedNeed, Visit
from linli.needs.models import Need
from linli.needs.queries.kinds import kinds
from linli.needs.queries.needs import need_by_key
from linli.needs.rules.standing import person_of
from linli.needs.terms import CareState, Source, State

GROUP = _("需求")


def list_kinds(call: Call) -> list[KindLine]:
    return [
        KindLine(
            kind.code, kind.name, kind.offers, kind.usual_days, kind.longest_days, kind.rhythm, kind.minutes,
            kind.helpers, kind.options,
        )
        for kind in kinds()
    ]  # fmt: skip


def order(call: Call) -> HttpResponse:
    """The `Idempotency-Key` header makes a repeated request the same need."""
    return write_down(call, source=Source.RESIDENT, intake_key=intake_key_of(call))


def follow(call: Call) -> MyNeed:
    return _told(need_by_key(call.path["key"]))


def stop(call: Call) -> MyNeed:
    """The person withdraws the consent."""
    need = need_by_key(call.path["key"])
    actions.stop(person_of(need.pk), need, now=call.now)
    return _told(need)


def _told(need: Need) -> MyNeed:
    helper = need.helper.name if need.helper and need.state == State.RUNNING else ""
    tasks = need.tasks.exclude(state=CareState.CANCELLED).order_by("on", "part")[:60]
    visits = [Visit(task.on, task.part, task.state) for task in tasks]
    return MyNeed(need.code, need.state, need.kind.name, need.starts_on, need.ends_on, helper, visits)


urlpatterns = [
    route(
        "api/v1/need-kinds",
        Endpoint("GET", "listNeedKinds", _("可以登记的服务"), list_kinds, list[KindLine], group=GROUP),
        door=open_door,
        name="api_kinds",
    ),
    route(
        "api/v1/need-orders",
        Endpoint(
            "POST",
            "orderService",
            _("居民登记一项服务，不需要令牌"),
            order,
            RaisedNeed,
            status=201,
            takes=NewNeed,
            group=GROUP,
            problems=(404, 410),
        ),
        door=open_door,
        name="api_order",
    ),
    route(
        "api/v1/need-orders/<str:key>",
        Endpoint(
            "GET", "followNeed", _("凭回执上的钥匙看自己的服务"), follow, MyNeed, group=GROUP, problems=(404,)
        ),
        door=open_door,
        name="api_mine",
    ),
    route(
        "api/v1/need-orders/<str:key>/stop",
        Endpoint(
            "POST",
            "stopNeed",
            _("随时停，不问理由"),
            stop,
            MyNeed,
            group=GROUP,
            problems=(404, 409),
        ),
        door=open_door,
        name="api_stop",
    ),
]
