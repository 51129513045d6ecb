"""Where units are told."""

from collections.abc import Collection

from linli.core.actors import Actor
from linli.core.errors import NotFound
from linli.organisation import rules
from linli.organisation.models import Unit, UnitAddress


def addresses_of(unit_ids: Collection[int], *, urgent: bool) -> list[UnitAddress]:
    """The addresses of working units that want to hear of this: all of them when it is urgent."""
    found = UnitAddress.objects.filter(unit__in=unit_ids, unit__active=True)
    return list((found if urgent else found.filter(urgent_only=False)).order_by("pk"))


def unit_addresses(actor: Actor, unit: Unit) -> list[UnitAddress]:
    """For whoever arranges the unit; nobody else needs its keys and addresses."""
    if not rules.may_manage(actor, unit.place):
        return []
    return list(unit.addresses.order_by("pk"))


def address_for(actor: Actor, unit: Unit, address_id: int) -> UnitAddress:
    found = next((one for one in unit_addresses(actor, unit) if one.pk == address_id), None)
    if found is None:
        raise NotFound(f"address {address_id}")
    return found
