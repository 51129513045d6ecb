"""Units: opened, changed, closed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import RuleBroken
from linli.organisation import queries
from linli.organisation.actions.rights import need_management_at, renew_rights
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.models import Place


@transaction.atomic
def add_unit(
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: str,
    trade: str = "",
    parent: Unit | None = None,
    place: Place | None = None,
    phone: str = "",
    now: datetime,
) -> Unit:
    """Open a unit. Without a place it serves the whole district."""
    need_management_at(actor, place, "add_unit")
    _check(code, name, kind)
    if Unit.objects.filter(code=code).exists():
        sentence = _("单位代码 %(code)s 已经有了，请换一个。") % {"code": code}
        raise RuleBroken("unit_code_taken", sentence, {"code": sentence})
    unit = Unit.objects.create(
        code=code, name=name, kind=kind, trade=trade, parent=parent, place=place, phone=phone
    )
    audit.record(actor, "unit.added", unit, now=now, code=code, place_id=unit.place_id)
    return unit


@transaction.atomic
def change_unit(
    actor: Actor,
    unit: Unit,
    *,
    name: str,
    kind: str,
    trade: str,
    parent: Unit | None,
    place: Place | None,
    phone: str,
    now: datetime,
) -> bool:
    """Change what is different; True when something was. The code stays."""
    need_management_at(actor, unit.place, "change_unit")
    need_management_at(actor, place, "change_unit")
    _check(unit.code, name, kind)
    wanted = {
        "name": name,
        "kind": str(kind),
        "trade": trade,
        "parent_id": parent.pk if parent else None,
        "place_id": place.pk if place else None,
        "phone": phone,
    }
    changes = {field: value for field, value in wanted.items() if getattr(unit, field) != value}
    if not changes:
        return False
    for field, value in changes.items():
        setattr(unit, field, value)
    unit.save(update_fields=[field.removesuffix("_id") for field in changes])
    audit.record(actor, "unit.changed", unit, now=now, fields=sorted(changes))
    return True


@transaction.atomic
def close_unit(actor: Actor, unit: Unit, *, now: datetime) -> None:
    """No new orders, and its posts give no rights any more; its past stays readable."""
    need_management_at(actor, unit.place, "close_unit")
    if not unit.active:
        return
    today = timezone.localdate(now)
    if Unit.objects.filter(parent=unit, active=True).exists():
        raise RuleBroken("unit_has_children", _("还有下级单位在用，请先撤销或移走它们。"))
    unit.active = False
    unit.save(update_fields=["active"])
    posts = queries.lasting_posts(today).filter(unit=unit)
    renew_rights(pk for pair in posts.values_list("person", "deputy") for pk in pair)
    audit.record(actor, "unit.closed", unit, now=now)


def _check(code: str, name: str, kind: str) -> None:
    if not code.strip() or not name.strip():
        raise RuleBroken("unit_unnamed", _("单位要有代码和名称。"))
    if kind not in UnitKind.values:
        sentence = _("没有“%(kind)s”这类单位。") % {"kind": kind}
        raise RuleBroken("unit_kind_unknown", sentence, {"kind": sentence})
