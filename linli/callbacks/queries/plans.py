"""The sampling plan in force, and the secret by which lots are drawn."""

from functools import lru_cache

from django.utils.crypto import salted_hmac

from linli.callbacks.models import PlanRule
from linli.callbacks.rules.sampling import Plan, plan_for
from linli.cases.models import Case
from linli.methods.queries import active_pack
from linli.organisation.models import Unit

SALT = "linli.callbacks.lots"


def plans() -> tuple[Plan, ...]:
    """The lines of the pack in force; none when it has none, and then the usual plan holds."""
    pack = active_pack()
    return _read(pack.pk, pack.digest) if pack is not None else ()


@lru_cache(maxsize=4)
def _read(pack_id: int, _digest: str) -> tuple[Plan, ...]:
    """A loaded version never changes. By key and digest: a key alone may come again after a roll-back."""
    rows = PlanRule.objects.filter(pack_id=pack_id).select_related("category").order_by("pk")
    return tuple(
        Plan(
            share=row.share,
            category=row.category.code if row.category else "",
            trade=row.trade,
            colour=row.colour,
            minimum=row.minimum,
            unsatisfied=row.unsatisfied,
            wait_days=row.wait_days,
            after=row.after,
            tries=row.tries,
            opens=row.opens,
            closes=row.closes,
        )
        for row in rows
    )


def plan_of(case: Case, unit: Unit, known: tuple[Plan, ...]) -> Plan:
    """The line that holds for a matter, by its category, the trade of its unit and its colour."""
    code = case.category.code if case.category else ""
    return plan_for(known, category=code, trade=unit.trade, colour=case.colour)


def secret() -> bytes:
    """Derived from the installation's own key: no screen and no table shows it."""
    return salted_hmac(SALT, "", algorithm="sha256").digest()
