"""A need comes in: from the person's own phone, at the counter, at a visit, from a partner."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import SystemRandom
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.actions.moving import signature
from linli.cases.rules import draw_code, read_phone
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.tasks import announce
from linli.needs.actions.moving import write_line
from linli.needs.models import Consent, Need, NeedKind, Served
from linli.needs.queries.kinds import kind_named
from linli.needs.rules.wording import check_wanted
from linli.needs.terms import (
    ANY_TIME,
    DOOR_MAX,
    NAME_MAX,
    START_WITHIN_DAYS,
    WISH_MAX,
    ConsentBy,
    ConsentHow,
    Relation,
    Rhythm,
    Source,
)
from linli.places.locator import Spot

_DICE = SystemRandom()


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. There is no room for why."""

    kind: str
    spot: Spot | None
    starts_on: date | None
    ends_on: date | None
    name: str = ""
    phone: str = ""
    door: str = ""
    relation: str = Relation.SELF
    proxy_name: str = ""
    proxy_phone: str = ""
    options: Sequence[str] = ()
    wish: str = ""
    times: int = 0
    rhythm: str = ""
    consented: bool = False
    how: str = ConsentHow.ONLINE
    intake_key: str | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """The receipt: `key` is the link, `code` with `pin` finds it again."""

    need_id: int
    code: str
    key: str
    pin: str


@dataclass(slots=True)
class _Faults:
    """Every fault at its field at once, so that a form comes back only once."""

    said: dict[str, str] = field(default_factory=dict)
    first: str = ""

    def add(self, name: str, code: str, sentence: str) -> None:
        self.first = self.first or code
        self.said.setdefault(name, sentence)

    def stop(self) -> None:
        if self.said:
            raise RuleBroken(self.first, next(iter(self.said.values())), self.said)


def raise_need(actor: Actor, order: Order, *, source: str, now: datetime) -> Raised:
    """Write a need down. A submission that comes twice gives the receipt of the first time."""
    kind = kind_named(order.kind)
    _may_raise(actor, order, source)
    checked = _checked(order, kind, source, timezone.localdate(now))
    try:
        return _store(actor, checked, kind, source, now)
    except IntegrityError:
        known = Need.objects.select_related("served").filter(intake_key=order.intake_key or "").first()
        if known is None or known.kind_code != kind.code or known.served.name != checked.name:
            raise RuleBroken("intake_key_used", _("这个提交编号已经用过了，请刷新页面后重新提交。")) from None
        return Raised(known.pk, known.code, known.key, known.served.pin)


def _may_raise(actor: Actor, order: Order, source: str) -> None:
    """Residents for themselves and theirs, without signing in; staff where they work."""
    if source == Source.RESIDENT:
        return
    rights = {Source.COUNTER: (Right.NEED_DESK,), Source.VISIT: (Right.NEED_DESK, Right.NEED_HELP)}
    wanted = rights.get(Source(source), (Right.NEED_DESK, Right.NEED_HELP))
    if source == Source.PARTNER and any(actor.has(right) for right in wanted):
        return
    if order.spot is None or not any(actor.reaches(right, order.spot) for right in wanted):
        raise NotAllowed("may_not_raise")


def _checked(order: Order, kind: NeedKind, source: str, today: date) -> Order:
    faults = _Faults()
    lines = {
        name: _line(faults, getattr(order, name), name, most, kind.never_say)
        for name, most in (
            ("name", NAME_MAX),
            ("door", DOOR_MAX),
            ("proxy_name", NAME_MAX),
            ("wish", WISH_MAX),
        )
    }
    phones = {name: _phone(faults, getattr(order, name), name) for name in ("phone", "proxy_phone")}
    _check_person(faults, order, {**lines, **phones}, source)
    _check_choices(faults, order, kind)
    _check_term(faults, order, kind, today)
    if order.spot is None or order.spot.community_id is None:
        faults.add("place", "place_needed", _("请选择住在哪个小区、哪栋楼，才知道由哪个社区来办。"))
    if not order.consented:
        faults.add("consent", "consent_needed", _("要本人同意才能登记。请念给本人听，同意了再打勾。"))
    faults.stop()
    rhythm = order.rhythm or kind.rhythm
    read: dict[str, Any] = {**lines, **phones, "rhythm": rhythm}
    return replace(order, **read)


def _line(faults: _Faults, text: str, name: str, most: int, more: Sequence[str]) -> str:
    try:
        return check_wanted(text, field=name, most=most, more=more)
    except RuleBroken as fault:
        faults.add(name, fault.code, fault.sentence)
        return ""


def _phone(faults: _Faults, typed: str, name: str) -> str:
    try:
        return read_phone(typed)
    except RuleBroken as fault:
        faults.add(name, fault.code, fault.sentence)
        return ""


def _check_person(faults: _Faults, order: Order, read: dict[str, str], source: str) -> None:
    if not read["name"] and "name" not in faults.said:
        faults.add("name", "name_needed", _("请写怎么称呼，比如“王阿姨”。"))
    if order.relation not in Relation.values:
        faults.add("relation", "relation_unknown", _("请选是给谁登记。"))
    elif order.relation != Relation.SELF and not read["proxy_name"]:
        faults.add("proxy_name", "proxy_needed", _("替别人登记，请写您自己怎么称呼。"))
    if source == Source.RESIDENT and not (read["phone"] or read["proxy_phone"]):
        faults.add("phone", "phone_needed", _("请留一个电话：社区要打给本人，确认一下再安排。"))


def _check_choices(faults: _Faults, order: Order, kind: NeedKind) -> None:
    if set(order.options) - set(kind.options):
        faults.add("options", "option_unknown", _("请从列出的里面选。"))
    if order.rhythm and order.rhythm not in Rhythm.values:
        faults.add("rhythm", "rhythm_unknown", _("请选多久一次。"))
    if not 0 <= order.times <= ANY_TIME:
        faults.add("times", "times_unknown", _("请从列出的时间里选。"))
    if order.how not in ConsentHow.values:
        faults.add("how", "how_unknown", _("请选本人是怎么同意的。"))


def _check_term(faults: _Faults, order: Order, kind: NeedKind, today: date) -> None:
    if order.ends_on is None:
        faults.add("ends_on", "end_needed", _("请写到哪一天为止。到期前会问您要不要续。"))
        return
    starts_on = order.starts_on
    if starts_on is None or not today <= starts_on <= today + timedelta(days=START_WITHIN_DAYS):
        why = _("开始的日子请选今天到 %(days)d 天以内。") % {"days": START_WITHIN_DAYS}
        faults.add("starts_on", "start_unknown", why)
    elif order.ends_on < starts_on:
        faults.add("ends_on", "end_before_start", _("结束的日子不能早于开始的日子。"))
    elif (order.ends_on - starts_on).days >= kind.longest_days:
        last = starts_on + timedelta(days=kind.longest_days - 1)
        why = _("这项服务一次最长 %(days)d 天，最晚到 %(last)s。到期前可以续。")
        faults.add("ends_on", "end_too_far", why % {"days": kind.longest_days, "last": last.isoformat()})


@transaction.atomic
def _store(actor: Actor, order: Order, kind: NeedKind, source: str, now: datetime) -> Raised:
    spot = order.spot
    assert spot is not None
    assert order.starts_on is not None
    assert order.ends_on is not None
    phone = order.phone or order.proxy_phone
    pin = phone[-4:] if len(phone) >= 4 else f"{_DICE.randrange(10_000):04d}"
    need = Need.objects.create(
        code=draw_code(_DICE),
        key=secrets.token_urlsafe(16),
        intake_key=order.intake_key or None,
        kind=kind,
        kind_code=kind.code,
        subdistrict_id=spot.subdistrict_id,
        community_id=spot.community_id,
        grid_id=spot.grid_id,
        building_id=spot.building_id,
        lon=spot.lon if spot.building_id else None,
        lat=spot.lat if spot.building_id else None,
        options=list(order.options),
        wish=order.wish,
        times=order.times,
        rhythm=order.rhythm,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
        source=source,
        raised_at=now,
        moved_at=now,
    )
    Served.objects.create(
        need=need, name=order.name, phone=order.phone, door=order.door, relation=order.relation,
        proxy_name=order.proxy_name, proxy_phone=order.proxy_phone, pin=pin,
    )  # fmt: skip
    take_consent(actor, need, by=_by(order.relation), how=order.how, until=order.ends_on, now=now)
    audit.record(actor, "need.raise", need, now=now, kind=kind.code, source=source)
    announce("need.raised", need_id=need.pk)
    write_line(actor, need, "raise", now=now)
    return Raised(need.pk, need.code, need.key, pin)


def _by(relation: str) -> ConsentBy:
    if relation == Relation.SELF:
        return ConsentBy.SELF
    return ConsentBy.GUARDIAN if relation == Relation.WARD else ConsentBy.PROXY


def take_consent(actor: Actor, need: Need, *, by: str, how: str, until: date, now: datetime) -> Consent:
    """A yes with its words. A proxy's word is not yet the person's: the community asks before it agrees.

    A guardian's is not, either: the community looks at the paper that says so.
    """
    sentence = _(
        "同意社区为我安排“%(kind)s”，到 %(until)s 为止；"
        "姓名、电话、门牌只给社区和说定的帮忙的人看。随时可以停。"
    )
    return Consent.objects.create(
        need=need,
        by=by,
        how=how,
        said=sentence % {"kind": need.kind.name, "until": until.isoformat()},
        until=until,
        at=now,
        heard_by=signature(actor)[:80],
        confirmed_at=now if by == ConsentBy.SELF else None,
    )
