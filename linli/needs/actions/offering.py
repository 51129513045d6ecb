"""Helpers and what they offer."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.rules import read_phone
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.needs.models import Helper, Resource
from linli.needs.queries.kinds import kind_named, skill_names
from linli.needs.rules import standing
from linli.needs.rules.wording import check_wanted
from linli.needs.terms import ANY_TIME, NAME_MAX, REACH_MOST_M, TERM_MOST_DAYS, HelperKind
from linli.organisation.models import Person, Unit
from linli.places.models import Place

AT_ONCE_MOST = 500


@dataclass(frozen=True, slots=True)
class NewHelper:
    kind: str
    name: str
    place: Place
    phone: str = ""
    person: Person | None = None
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    kind: str
    until: date | None
    place: Place | None = None  # whence they set out; else the helper's community
    reach_m: int = 1_000
    times: int = 0
    at_once: int = 1
    skills: Sequence[str] = ()


@transaction.atomic
def enrol_helper(actor: Actor, new: NewHelper, *, now: datetime) -> Helper:
    """The community writes a helper down; staff and units also themselves. Once per person and unit."""
    own = _is_oneself(actor, new)
    if not own and not standing.is_desk(actor, new.place) and actor.kind != "system":
        raise NotAllowed("may_not_enrol")
    if new.kind not in HelperKind.values or not _whole(new):
        why = _("社区和网格的人、单位，请从名单里选；共建单位和志愿者，请写名称和电话。")
        raise RuleBroken("helper_incomplete", why, {"name": why})
    name = check_wanted(new.name, field="name", most=NAME_MAX)
    phone = read_phone(new.phone)
    known = _known(new, name, phone)
    if known is not None:
        return known
    made = Helper.objects.create(
        kind=new.kind,
        name=name,
        phone=phone,
        person=new.person,
        unit=new.unit,
        key=secrets.token_urlsafe(16),
        added_at=now,
        **_scope(new.place),
    )
    audit.record(actor, "helper.enrolled", made, now=now, kind=new.kind)
    return made


def _is_oneself(actor: Actor, new: NewHelper) -> bool:
    if not actor.has(Right.NEED_HELP):
        return False
    if new.unit is not None:
        return new.unit.pk in actor.unit_ids(Right.NEED_HELP)
    return new.person is not None and actor.is_staff and new.person.account_id == actor.id


def _whole(new: NewHelper) -> bool:
    if new.kind == HelperKind.STAFF:
        return new.person is not None and new.unit is None
    if new.kind == HelperKind.UNIT:
        return new.unit is not None and new.person is None
    return new.person is None and new.unit is None and bool(new.name.strip() and new.phone.strip())


def _known(new: NewHelper, name: str, phone: str) -> Helper | None:
    if new.person is not None:
        return Helper.objects.filter(person=new.person).first()
    if new.unit is not None:
        return Helper.objects.filter(unit=new.unit).first()
    same = {"kind": new.kind, "name": name, "phone": phone, "community": new.place.community_id}
    return Helper.objects.filter(**same).first()


def _scope(place: Place) -> dict[str, Any]:
    return {
        "subdistrict_id": place.subdistrict_id,
        "community_id": place.community_id,
        "grid_id": place.grid_id,
    }


@transaction.atomic
def offer_resource(actor: Actor, helper: Helper, offer: Offer, *, now: datetime) -> tuple[Resource, str]:
    """Write down what a helper offers, once per kind: the same again changes nothing, other values replace.

    Gives the row, and "created", "changed" or "unchanged".
    """
    _may(actor, helper)
    kind = kind_named(offer.kind)
    if helper.kind not in kind.helpers:
        why = _("“%(kind)s”按规定不由%(who)s来做。") % {
            "kind": kind.name,
            "who": HelperKind(helper.kind).label,
        }
        raise RuleBroken("helper_kind_wrong", why, {"kind": why})
    _check_offer(offer, timezone.localdate(now))
    place = offer.place or helper.community
    if place is None:
        why = _("请选从哪里出发。")
        raise RuleBroken("place_needed", why, {"place": why})
    values = {
        "skills": sorted(offer.skills),
        "place_id": place.pk,
        "lon": place.lon,
        "lat": place.lat,
        "reach_m": offer.reach_m,
        "times": offer.times,
        "at_once": offer.at_once,
        "until": offer.until,
        "active": True,
        **_scope(place),
    }
    return _put(actor, helper, kind.code, values, now)


def _put(
    actor: Actor, helper: Helper, kind_code: str, values: dict[str, Any], now: datetime
) -> tuple[Resource, str]:
    known = Resource.objects.filter(helper=helper, kind_code=kind_code).first()
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return known, "unchanged"
    if known is None:
        made = Resource.objects.create(helper=helper, kind_code=kind_code, **values)
        audit.record(actor, "resource.offered", made, now=now, kind=kind_code)
        return made, "created"
    Resource.objects.filter(pk=known.pk).update(version=known.version + 1, **values)
    known.refresh_from_db()
    audit.record(actor, "resource.changed", known, now=now, kind=kind_code)
    return known, "changed"


def _check_offer(offer: Offer, today: date) -> None:
    faults = {}
    if offer.until is None or not today <= offer.until <= today + timedelta(days=TERM_MOST_DAYS):
        faults["until"] = _("请写到哪一天为止，最长一年；到期可以再续。")
    if not 0 < offer.reach_m <= REACH_MOST_M:
        faults["reach_m"] = _("请写最远多少米，最多 %(most)d 米。") % {"most": REACH_MOST_M}
    if not 0 < offer.at_once <= AT_ONCE_MOST:
        faults["at_once"] = _("请写同时能帮几家，至少 1 家。")
    if not 0 <= offer.times <= ANY_TIME:
        faults["times"] = _("请从列出的时间里选。")
    if set(offer.skills) - set(skill_names()):
        faults["skills"] = _("请从列出的技能里选。")
    if faults:
        raise RuleBroken("offer_incomplete", next(iter(faults.values())), faults)


@transaction.atomic
def withdraw_resource(actor: Actor, resource: Resource, *, now: datetime) -> None:
    """No new needs come; what was agreed goes on until somebody releases it."""
    _may(actor, resource.helper)
    if Resource.objects.filter(pk=resource.pk, active=True).update(active=False):
        audit.record(actor, "resource.withdrawn", resource, now=now)


@transaction.atomic
def retire_helper(actor: Actor, helper: Helper, *, now: datetime) -> None:
    """The link stops and offers end. Not while a need runs with this helper: release that first."""
    _may(actor, helper)
    if helper.matches.filter(state__in=["asked", "accepted", "agreed"]).exists():
        raise RuleBroken("helper_busy", _("还有说定的或在问的事。请先把那几件换人，再停用。"))
    helper.resources.filter(active=True).update(active=False)
    if Helper.objects.filter(pk=helper.pk, active=True).update(active=False):
        audit.record(actor, "helper.retired", helper, now=now)


def _may(actor: Actor, helper: Helper) -> None:
    allowed = actor.kind == "system" or standing.is_desk(actor, helper) or standing.is_helper(actor, helper)
    if not allowed:
        raise NotAllowed("may_not_offer")
