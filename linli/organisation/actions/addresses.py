"""How a unit is told: its people's first page at once, and the addresses it gave."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import RuleBroken
from linli.core.outgoing import Channel, Draft, send_many
from linli.organisation import queries
from linli.organisation.actions.notices import NoticeLine, put_notices
from linli.organisation.actions.rights import need_management_at
from linli.organisation.models import Unit, UnitAddress

PHONE = re.compile(r"\+?\d{6,20}")
KEY = re.compile(r"[A-Za-z0-9_-]{4,100}")


@transaction.atomic
def add_address(
    actor: Actor, unit: Unit, *, channel: str, to: str, urgent_only: bool = False, now: datetime
) -> UnitAddress:
    """Tell the unit there too, from now on."""
    need_management_at(actor, unit.place, "add_address")
    to = to.strip()
    _check(channel, to)
    made, new = UnitAddress.objects.get_or_create(
        unit=unit, channel=channel, to=to, defaults={"urgent_only": urgent_only, "added_at": now}
    )
    if not new:
        sentence = _("这个地址已经有了。")
        raise RuleBroken("address_known", sentence, {"to": sentence})
    audit.record(actor, "unit.address_added", unit, now=now, channel=channel, address_id=made.pk)
    return made


@transaction.atomic
def remove_address(actor: Actor, address: UnitAddress, *, now: datetime) -> None:
    """What was put down before still goes there."""
    need_management_at(actor, address.unit.place, "remove_address")
    unit, channel = address.unit, address.channel
    audit.record(actor, "unit.address_removed", unit, now=now, channel=channel, address_id=address.pk)
    address.delete()


@dataclass(frozen=True, slots=True)
class UnitMessage:
    """What a unit is to know. `url` is a path of ours; `key` makes it once per unit, ever."""

    unit_id: int
    text: str
    url: str
    kind: str
    key: str
    about: tuple[str, int]


def tell_units(messages: Sequence[UnitMessage], *, urgent: bool = False, now: datetime) -> int:
    """A notice for each, and a message to every address of theirs; the number of messages put down.

    In the caller's transaction, which has the audit line. `urgent`: addresses for emergencies ring as well,
    before everything else that leaves.
    """
    put_notices([NoticeLine(one.text, one.url, one.key, unit_id=one.unit_id) for one in messages], now=now)
    addresses = queries.addresses_of({one.unit_id for one in messages}, urgent=urgent)
    drafts = [
        Draft(
            channel=address.channel,
            to=address.to,
            subject=one.text,
            body=f"{one.text}\n{settings.BASE_URL}{one.url}",
            kind=one.kind,
            key=f"{one.key}:{address.pk}",
            about=one.about,
        )
        for one in messages
        for address in addresses
        if address.unit_id == one.unit_id
    ]
    return send_many(drafts, now=now, urgent=urgent, mass=False)


def _check(channel: str, to: str) -> None:
    try:
        if channel == Channel.MAIL:
            validate_email(to)
        elif channel == Channel.WEBHOOK:
            URLValidator(schemes=["https", "http"])(to)
        elif not (PHONE if channel == Channel.SMS else KEY).fullmatch(to):
            raise ValidationError(to)
    except ValidationError:
        sentence = _("这个地址不像%(channel)s的地址，请核对。") % {"channel": Channel(channel).label}
        raise RuleBroken("address_wrong", sentence, {"to": sentence}) from None
