"""A need that came by a machine, as the action takes it."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.api.public import spot_of
from linli.core import api
from linli.core.api import Call
from linli.core.errors import RuleBroken
from linli.needs.actions.raising import Order, raise_need
from linli.needs.api.shapes import NewNeed, RaisedNeed
from linli.needs.terms import ConsentHow

KEY_MAX = 64


def write_down(
    call: Call, *, source: str, how: str = ConsentHow.ONLINE, intake_key: str | None = None
) -> HttpResponse:
    new: NewNeed = call.body
    order = Order(
        kind=new.kind,
        spot=spot_of(door=new.door, place=new.place, lon=None, lat=None),
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        name=new.name,
        phone=new.phone,
        door=new.door_number,
        relation=new.relation,
        proxy_name=new.proxy_name,
        proxy_phone=new.proxy_phone,
        options=new.options,
        wish=new.wish,
        times=new.times,
        rhythm=new.rhythm,
        consented=new.consent,
        how=how,
        intake_key=intake_key,
    )
    raised = raise_need(call.actor, order, source=source, now=call.now)
    url = call.request.build_absolute_uri(reverse("needs:mine", args=[raised.key]))
    return api.answer(RaisedNeed(raised.code, raised.pin, raised.key, url), status=201)


def intake_key_of(call: Call) -> str | None:
    key = str(call.request.META.get("HTTP_IDEMPOTENCY_KEY", ""))
    if len(key) > KEY_MAX:
        raise RuleBroken("idempotency_key_long", _("Idempotency-Key 最长 64 个字符。"))
    return key or None
