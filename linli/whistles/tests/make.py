"""Builders for tests: a case with a whistle, the desks and units around it, actors of each."""

from dataclasses import dataclass, field
from datetime import datetime

from linli.cases.models import Case
from linli.cases.terms import State as CaseState
from linli.cases.tests import make as cases
from linli.core.actors import Actor
from linli.organisation import queries
from linli.organisation.models import Unit
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make
from linli.whistles import actions
from linli.whistles.actions import Blow
from linli.whistles.models import Call, Whistle

NOW = cases.NOW  # a Friday, 10:00 in Shanghai


def actor(role: Role, **where: object) -> Actor:
    return queries.actor_of(make.staff(role, **where), make.TODAY)


@dataclass
class World:
    where: make.District
    case: Case
    city: Unit
    water: Unit
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        return self.people[name]

    def blow(self, *units: Unit, kind: str = "hard_case", by: str = "street", now: datetime = NOW) -> Whistle:
        asked = Blow(kind, [unit.pk for unit in units or (self.city,)], "占道经营三次整治又回来，要联合执法")
        return actions.blow(self.people[by], self.case.pk, asked, now=now)

    def call(self, whistle: Whistle, unit: Unit | None = None) -> Call:
        """Fresh, with its whistle, as a page would read it."""
        found = Call.objects.select_related("whistle__case__community", "whistle__place", "unit")
        return found.get(whistle=whistle, unit=unit or self.city)


def world() -> World:
    cases.pack()
    where = make.district()
    first = where.subdistricts[0]
    city = make.unit("城管中队", place=first, trade="city_management", kind=UnitKind.SUBDISTRICT_TEAM)
    water = make.unit("区水务局", place=where.district, trade="water", kind=UnitKind.DEPARTMENT)
    case = cases.case(where, state=CaseState.IN_HAND, unit=city)
    people = {
        "street": actor(Role.SUBDISTRICT_DESK, place=first),
        "secretary": actor(Role.COMMUNITY_SECRETARY, place=where.communities[0]),
        "other_street": actor(Role.SUBDISTRICT_DESK, place=where.subdistricts[1]),
        "other_community": actor(Role.COMMUNITY_SECRETARY, place=where.communities[1]),
        "grid": actor(Role.GRID_LEADER, place=where.grids[0]),
        "district": actor(Role.DISTRICT_DESK, place=where.district),
        "leader": actor(Role.DISTRICT_LEADER, place=where.district),
        "city_lead": actor(Role.UNIT_LEAD, unit=city),
        "city_hand": actor(Role.UNIT_HANDLER, unit=city),
        "water_hand": actor(Role.UNIT_HANDLER, unit=water),
    }
    return World(where, case, city, water, people)
