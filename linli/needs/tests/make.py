"""Builders for tests: a small catalogue, a community with its desk, helpers, needs in every state."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, Actor
from linli.methods.models import Pack
from linli.needs import actions
from linli.needs.actions.offering import NewHelper, Offer
from linli.needs.actions.raising import Order, Raised
from linli.needs.models import CareTask, Helper, Match, Need, NeedKind, NeedSkill, Resource
from linli.needs.queries.matching import candidates
from linli.needs.rules.standing import helper_of, person_of
from linli.needs.rules.times import mask_of
from linli.needs.terms import ConsentHow, Source
from linli.organisation import queries
from linli.organisation.models import Person, Unit
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make
from linli.places import locator

NOW = cases.NOW  # a Friday, 10:00 in Shanghai
TODAY = make.TODAY
TUESDAY_MORNING = mask_of([3])
THURSDAY_MORNING = mask_of([9])


def catalogue(pack: Pack) -> None:
    NeedSkill.objects.create(pack=pack, code="electric", name="电工")
    rows: tuple[dict[str, Any], ...] = (
        {"code": "meal", "name": "送午饭", "rhythm": "weekly", "options": ["饭软一点", "不放辣"]},
        {"code": "lamp", "name": "换灯泡", "rhythm": "once", "skill": "electric"},
        {"code": "talk", "name": "上门聊天", "rhythm": "weekly", "helpers": ["staff"]},
    )
    for number, row in enumerate(rows):
        usual = {"helpers": ["volunteer", "partner", "unit", "staff"], "offers": row["name"]}
        days = {"usual_days": 30, "longest_days": 90, "minutes": 30, "number": number}
        NeedKind.objects.create(pack=pack, **(usual | days | row))


def actor(role: Role, **where: Any) -> Actor:
    return queries.actor_of(make.staff(role, **where), make.TODAY)


@dataclass
class World:
    where: make.District
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        return self.people[name]

    def order(self, **changes: Any) -> Order:
        """Lunch on Tuesdays from Monday on for a month, for oneself."""
        usual = Order(
            kind="meal",
            spot=locator.locate_building(self.where.buildings[0].pk),
            starts_on=TODAY + timedelta(days=3),
            ends_on=TODAY + timedelta(days=32),
            name="王阿姨",
            phone="13800001234",
            door="2单元301",
            times=TUESDAY_MORNING,
            consented=True,
        )
        return replace(usual, **changes)

    def raised(
        self, *, by: Actor = PUBLIC, source: str = Source.RESIDENT, now: datetime = NOW, **changes: Any
    ) -> Raised:
        return actions.raise_need(by, self.order(**changes), source=source, now=now)

    def need(self, **changes: Any) -> Need:
        return fresh(self.raised(**changes).need_id)

    def agreed(self, **changes: Any) -> Need:
        need = self.need(**changes)
        actions.agree(self.secretary, need, now=NOW)
        return need

    def volunteer(self, name: str = "李师傅", *, square: int = 0, **offer: Any) -> Helper:
        place = self.where.grids[square]
        new = NewHelper("volunteer", name, place, f"1390000{1000 + Helper.objects.count()}")
        helper = actions.enrol_helper(self.desk_of(square), new, now=NOW)
        values: dict[str, Any] = {"kind": "meal", "until": TODAY + timedelta(days=200), "reach_m": 5_000}
        values |= {"place": self.where.buildings[square]} | offer
        actions.offer_resource(self.desk_of(square), helper, Offer(**values), now=NOW)
        return helper

    def desk_of(self, square: int) -> Actor:
        return {0: self.secretary, 1: self.secretary, 2: self.other_community}[square]

    def asked(self, need: Need | None = None) -> Match:
        """The nearest who fits was asked."""
        need = need or self.agreed()
        first = candidates(need)[0].resource.pk
        actions.ask_helpers(self.secretary, need, [first], now=NOW)
        return match(need)

    def accepted(self, need: Need | None = None) -> Match:
        made = self.asked(need)
        actions.answer_match(helper_of(made.helper_id), made, yes=True, now=NOW)
        return match(made.need)

    def running(self, need: Need | None = None) -> Need:
        made = self.accepted(need)
        actions.choose(person_of(made.need_id), made, yes=True, now=NOW)
        return fresh(made.need_id)


def fresh(need_id: int) -> Need:
    related = ("kind", "served", "community", "helper__person")
    return Need.objects.select_related(*related).get(pk=need_id)


def match(need: Need) -> Match:
    """The live one, as a page would read it."""
    live = need.matches.filter(state__in=["asked", "accepted", "agreed"])
    return live.select_related("helper__person", "need__kind", "need__community").get()


def task(need: Need, number: int = 0) -> CareTask:
    return need.tasks.select_related("helper__person").order_by("on", "part")[number]


def resource(helper: Helper) -> Resource:
    return helper.resources.select_related("helper__person").get()


def world() -> World:
    catalogue(cases.pack())
    where = make.district()
    justice = make.unit("司法所", place=where.subdistricts[0], trade="justice")
    shop = make.unit("惠民物业", place=where.communities[0], kind=UnitKind.PROPERTY_COMPANY)
    people = {
        "secretary": actor(Role.COMMUNITY_SECRETARY, place=where.communities[0]),
        "worker": actor(Role.COMMUNITY_WORKER, place=where.communities[0]),
        "other_community": actor(Role.COMMUNITY_SECRETARY, place=where.communities[1]),
        "street": actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]),
        "district": actor(Role.DISTRICT_DESK, place=where.district),
        "leader": actor(Role.DISTRICT_LEADER, place=where.district),
        "grid_leader": actor(Role.GRID_LEADER, place=where.grids[0]),
        "grid": actor(Role.GRID_WORKER, place=where.grids[0]),
        "justice": actor(Role.UNIT_HANDLER, unit=justice),
        "shop": actor(Role.UNIT_HANDLER, unit=shop),
    }
    return World(where, people)


def staff_number(who: Actor) -> str:
    return Person.objects.get(account=who.id).staff_number or ""


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


ONLINE = ConsentHow.ONLINE
__all__ = ["NOW", "TODAY", "Unit", "World", "timezone", "world"]
