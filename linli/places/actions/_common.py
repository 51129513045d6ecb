"""What every change of the tree starts and ends with."""

import secrets

from django.db import transaction

from linli.core.actors import Actor, Placed
from linli.core.errors import NotAllowed
from linli.places import locator
from linli.places.models import MapVersion
from linli.places.rules.rights import may_manage, may_manage_all


def check_may_manage(actor: Actor, row: Placed | None, doing: str) -> None:
    """`row` None: the whole tree."""
    if not (may_manage_all(actor) if row is None else may_manage(actor, row)):
        raise NotAllowed(doing)


def new_map_version() -> None:
    """Every process rebuilds its index of the map within a second after this transaction, this one at
    once.
    """
    MapVersion.objects.update_or_create(pk=1, defaults={"token": secrets.token_hex(8)})
    transaction.on_commit(locator.forget)
