"""QR codes at doors: issued, printed, revoked."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Level
from linli.core.errors import RuleBroken, Stale
from linli.places.actions._common import check_may_manage, new_map_version
from linli.places.models import Door, Place

# No letter that looks like a digit, so that a token can be read out over the phone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_LENGTH = 10  # 49 bits: nobody finds a door by trying


@transaction.atomic
def issue_door(actor: Actor, place: Place, *, now: datetime) -> Door:
    """One more QR code for a building or grid; former ones stay valid until they are revoked."""
    check_may_manage(actor, place, "issue_door")
    if place.valid_to is not None:
        raise RuleBroken("place_removed", _("这个地方已经撤销，不能再制作二维码。"))
    door = Door.objects.create(place=place, token=new_token(), issued_at=now)
    audit.record(actor, "door.issued", door, now=now, place_id=place.pk)
    return door


@transaction.atomic
def issue_missing_doors(actor: Actor, place: Place, *, now: datetime) -> int:
    """A QR code for each building within `place` that has none; gives their number. Again changes nothing."""
    check_may_manage(actor, place, "issue_missing_doors")
    wanting = _buildings_in(place).filter(~Exists(Door.objects.filter(place=OuterRef("pk"), revoked_at=None)))
    doors = Door.objects.bulk_create(
        [Door(place_id=pk, token=new_token(), issued_at=now) for pk in wanting.values_list("pk", flat=True)],
        batch_size=2_000,
    )
    audit.record_many(
        [audit.line_of(actor, "door.issued", door, now=now, place_id=door.place_id) for door in doors]
    )
    return len(doors)


@transaction.atomic
def revoke_door(actor: Actor, door: Door, *, now: datetime) -> Door:
    """The code on the wall stops working: torn off, copied elsewhere, or the wrong building."""
    check_may_manage(actor, door.place, "revoke_door")
    if not Door.objects.filter(pk=door.pk, revoked_at=None).update(revoked_at=now):
        raise Stale(f"door {door.pk}")
    door.revoked_at = now
    new_map_version()
    audit.record(actor, "door.revoked", door, now=now, place_id=door.place_id)
    return door


def new_token() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(TOKEN_LENGTH))


def _buildings_in(place: Place) -> QuerySet[Place]:
    buildings = Place.objects.filter(level=Level.BUILDING, valid_to=None)
    if place.level == Level.DISTRICT:
        return buildings.filter(Q(subdistrict__parent=place) | Q(parent=place))
    if place.level in {Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID}:
        return buildings.filter(**{str(place.level): place})
    return buildings.filter(Q(pk=place.pk) | Q(parent=place))
