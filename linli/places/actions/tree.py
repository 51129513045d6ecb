"""One place at a time: add, rename, recode, describe, remove."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Level
from linli.core.errors import RuleBroken, Stale
from linli.places.actions._common import check_may_manage, new_map_version
from linli.places.models import Place, PlaceCode
from linli.places.rules.codes import grid_code, micro_grid_code
from linli.places.rules.tree import building_code, estate_code, may_hold, number_in
from linli.places.terms import SCOPES, PlaceKind


@transaction.atomic
def add_place(
    actor: Actor,
    parent: Place,
    *,
    level: Level,
    name: str,
    now: datetime,
    code: str = "",
    kind: PlaceKind = PlaceKind.PLAIN,
    lon: float | None = None,
    lat: float | None = None,
    households: int | None = None,
    phone: str = "",
) -> Place:
    """Without a code the place gets the next default one (domain.md N-1.1). Outlines come with an import
    only.
    """
    check_may_manage(actor, parent, "add_place")
    if parent.valid_to is not None or not may_hold(parent.level, level):
        sentence = _("上级不能包含这一级的地方，请重新选择上级或层级。")
        raise RuleBroken("parent_unfit", sentence, {"level": sentence})
    name = _checked_name(name)
    made = Place(
        level=level, kind=kind, parent=parent, name=name, lon=lon, lat=lat, households=households, phone=phone
    )
    made.number = number_in(name)
    made.code = code.strip() or _next_code(made, parent)
    made.valid_from = timezone.localdate(now)
    made.subdistrict_id, made.community_id = parent.subdistrict_id, parent.community_id
    made.grid_id = parent.grid_id
    _check_code_is_free(level, made.code)
    made.save()
    if level in SCOPES:
        setattr(made, f"{level}_id", made.pk)
        made.save(update_fields=[str(level)])
    audit.record(actor, "place.added", made, now=now, level=str(level), code=made.code, parent_id=parent.pk)
    new_map_version()
    return made


@transaction.atomic
def rename_place(actor: Actor, place: Place, name: str, *, now: datetime) -> Place:
    check_may_manage(actor, place, "rename_place")
    was, name = place.name, _checked_name(name)
    _change(place, name=name)
    audit.record(actor, "place.renamed", place, now=now, was=was, name=name)
    new_map_version()
    return place


@transaction.atomic
def recode_place(actor: Actor, place: Place, code: str, *, reason: str, now: datetime) -> Place:
    """Give a place another external code from today on; the former one stays findable as a dated row."""
    check_may_manage(actor, place, "recode_place")
    was, code, today = place.code, code.strip(), timezone.localdate(now)
    if not code or len(code) > 40 or code == was:
        raise RuleBroken("code_needed", _("请填写新的编码（最多 40 个字）。"), {"code": _("请填写新的编码")})
    if not reason.strip():
        raise RuleBroken(
            "reason_needed", _("请写明为什么改编码，例如依据的文件。"), {"reason": _("请写明原因")}
        )
    _check_code_is_free(place.level, code)
    since = place.codes.aggregate(until=Max("valid_to"))["until"] or place.valid_from
    PlaceCode.objects.create(
        place=place, code=was, valid_from=since, valid_to=today, reason=reason.strip()[:200]
    )
    _change(place, code=code)
    audit.record(actor, "place.recoded", place, now=now, was=was, code=code)
    new_map_version()
    return place


@transaction.atomic
def describe_place(
    actor: Actor,
    place: Place,
    *,
    kind: PlaceKind,
    households: int | None,
    phone: str,
    number: int,
    now: datetime,
) -> Place:
    """What people read about a place besides its name: kind, households, the phone number printed on every
    page.
    """
    check_may_manage(actor, place, "describe_place")
    wanted: dict[str, Any] = {
        "kind": kind,
        "households": households,
        "phone": phone.strip(),
        "number": number,
    }
    changes = {name: value for name, value in wanted.items() if getattr(place, name) != value}
    if changes:
        _change(place, **changes)
        audit.record(actor, "place.described", place, now=now, changed=sorted(changes))
        new_map_version()
    return place


@transaction.atomic
def remove_place(actor: Actor, place: Place, *, now: datetime) -> Place:
    """From today on the place is no longer there. Rows that point at it stay; its QR codes say so when
    scanned.
    """
    check_may_manage(actor, place, "remove_place")
    inside = Place.objects.filter(Q(parent=place) | Q(grid=place), valid_to=None).exclude(pk=place.pk)
    names = [str(each) for each in inside[:3]]
    if names:
        sentence = _("这里还有%(names)s等，请先把它们撤销或移走。") % {"names": _("、").join(names)}
        raise RuleBroken("place_not_empty", sentence)
    _change(place, valid_to=timezone.localdate(now))
    audit.record(actor, "place.removed", place, now=now, code=place.code)
    new_map_version()
    return place


def _change(place: Place, **changes: Any) -> None:
    """Write if the row still is what the actor saw in the columns that change, and still exists today."""
    seen = {name: getattr(place, name) for name in changes} | {"valid_to": None}
    if not Place.objects.filter(pk=place.pk, **seen).update(**changes):
        raise Stale(f"place {place.pk}")
    for name, value in changes.items():
        setattr(place, name, value)


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 80:
        raise RuleBroken(
            "name_needed", _("请填写名称（最多 80 个字）。"), {"name": _("请填写名称（最多 80 个字）")}
        )
    return name


def _check_code_is_free(level: str, code: str) -> None:
    if Place.objects.filter(level=level, code=code, valid_to=None).exists():
        sentence = _("编码 %(code)s 已被使用，请换一个。") % {"code": code}
        raise RuleBroken("code_taken", sentence, {"code": sentence})


def _next_code(made: Place, parent: Place) -> str:
    if made.level == Level.ESTATE:
        return estate_code(parent.code, made.name)
    if made.level in {Level.GRID, Level.MICRO_GRID}:
        taken = (
            Place.objects.filter(parent=parent, level=made.level).aggregate(most=Max("number"))["most"] or 0
        )
        made.number = max(made.number, taken + 1)
        return (grid_code if made.level == Level.GRID else micro_grid_code)(parent.code, made.number)
    if made.level in {Level.BUILDING, Level.ENTRANCE, Level.DWELLING}:
        return building_code(parent.code, made.name)[-40:]
    raise RuleBroken("code_needed", _("区、街道和社区要填写区划代码。"), {"code": _("请填写区划代码")})
