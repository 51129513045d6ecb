"""The list behind a number: the orders or callers it counts, as far as the actor may see the cases."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.callbacks.models import OrderFact
from linli.callbacks.queries.grounds import Ground, ground_for
from linli.callbacks.queries.shares import Period
from linli.callbacks.terms import SHARES
from linli.cases.queries.cases import visible_cases
from linli.core.actors import Actor, Level
from linli.core.errors import NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.organisation.models import Unit

NAMED = ("case__category", "case__community", "case__building", "case__estate", "unit")
SHOWN = (
    "day", "case__text", "case__code", "case__colour", "case__state", "case__place_name", "case__merged_into",
    *(f"{name}__name" for name in NAMED),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Behind:
    ground: Ground
    unit: Unit | None
    page: KeysetPage[OrderFact]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number of the tables: a share, its hits, misses or all; perhaps of one unit."""

    share: str
    part: str  # hits, misses, all
    unit_id: int | None = None
    after: str = ""


def behind(actor: Actor, place_id: int, period: Period, asked: Asked) -> Behind:
    """Newest first; four statements. A share or a unit nobody knows is a page that is not there."""
    ground = ground_for(actor, place_id)
    unit = Unit.objects.filter(pk=asked.unit_id).first() if asked.unit_id is not None else None
    if asked.share not in SHARES or (asked.unit_id is not None and unit is None):
        raise NotFound("share")
    rows = counted(actor, period, asked)
    if ground.place.level != Level.DISTRICT:
        rows = rows.filter(**{f"{ground.place.level}_id": ground.place.pk})
    if unit is not None:
        rows = rows.filter(unit=unit)
    return Behind(ground, unit, keyset_page(rows, order=("-day", "-id"), after=asked.after))


def counted(actor: Actor, period: Period, asked: Asked) -> QuerySet[OrderFact]:
    """The facts a number counts, as far as the actor may see their cases."""
    rows = OrderFact.objects.filter(_counted(asked), day__range=(period.first, period.last))
    rows = rows.filter(Exists(visible_cases(actor).filter(pk=OuterRef("case_id"))))
    return rows.select_related(*NAMED).only(*SHOWN)


def _counted(asked: Asked) -> Q:
    share = SHARES[asked.share]
    of = Q(**{share.of: True})
    if asked.part == "hits":
        return of & Q(**{share.hits: True})
    return of & Q(**{share.hits: False}) if asked.part == "misses" else of
