"""The catalogue in force."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.methods.queries import active_pack
from linli.needs.models import NeedKind, NeedSkill


def kinds() -> Sequence[NeedKind]:
    """In the order of the pack. Two statements."""
    pack = active_pack()
    return list(NeedKind.objects.filter(pack=pack).order_by("number")) if pack else []


def kind_named(code: str) -> NeedKind:
    """One kind of the catalogue in force; nothing else can be wanted."""
    found = next((kind for kind in kinds() if kind.code == code), None)
    if found is None:
        why = _("这里没有这项服务，请从列表里选一项。")
        raise RuleBroken("kind_unknown", why, {"kind": why})
    return found


def kind_names() -> Mapping[str, str]:
    """Code to name; a code of an earlier pack that is gone is shown as it is."""
    return {kind.code: kind.name for kind in kinds()}


def skill_names() -> Mapping[str, str]:
    pack = active_pack()
    rows = NeedSkill.objects.filter(pack=pack).order_by("id") if pack else NeedSkill.objects.none()
    return dict(rows.values_list("code", "name"))
