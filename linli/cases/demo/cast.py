"""Who plays which part: the unit the catalogue means, somebody else's unit, the desk that looks after it."""

from collections.abc import Iterator
from random import Random

from linli.cases.models import Case
from linli.cases.queries.rulebook import RuleBook
from linli.core.actors import Actor
from linli.organisation.demo.loading import DemoStaff
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.demo.loading import DemoPlaces

AT_COMMUNITY = {UnitKind.COMMUNITY_OFFICE, UnitKind.GRID_TEAM, UnitKind.PROPERTY_COMPANY}


class Cast:
    def __init__(self, places: DemoPlaces, staff: DemoStaff, book: RuleBook) -> None:
        self.places, self.staff, self.book = places, staff, book
        self._by_trade = {(unit.trade, unit.place_id): unit for unit in staff.units if unit.trade}
        self._by_kind = {
            (unit.kind, unit.place_id): unit for unit in staff.units if unit.kind in AT_COMMUNITY
        }

    def unit_for(self, case: Case) -> Unit:
        """By the dispatch catalogue of the pack; where it names nobody near, the community office."""
        for row in self.book.catalogue.get(case.category_id or 0, ()):
            if row.unit is not None:
                return row.unit
            for place_id in self._around(case):
                table, key = (self._by_trade, row.trade) if row.trade else (self._by_kind, row.unit_kind)
                if unit := table.get((key, place_id)):
                    return unit
        return self._by_kind[UnitKind.COMMUNITY_OFFICE, case.community_id]

    def other_unit(self, case: Case, right: Unit, rng: Random) -> Unit:
        """A unit one could have thought of."""
        near = [unit for place_id in self._around(case) for unit in self._at(place_id)]
        likely = [unit for unit in near if unit.pk != right.pk and unit.kind == right.kind]
        return rng.choice(likely or [unit for unit in near if unit.pk != right.pk])

    def _around(self, case: Case) -> tuple[int | None, ...]:
        return (case.grid_id, case.community_id, case.subdistrict_id, self.places.district.pk)

    def _at(self, place_id: int | None) -> Iterator[Unit]:
        for unit in self.staff.units:
            if unit.place_id == place_id and unit.pk in self.staff.hands:
                yield unit

    def hand(self, unit: Unit) -> Actor:
        return self.staff.hands[unit.pk]

    def desk(self, case: Case, unit: Unit) -> Actor:
        """Small matters stay in the community, the subdistrict's teams get theirs from its desk."""
        if unit.kind in AT_COMMUNITY:
            return self.clerk(case)
        if unit.kind == UnitKind.SUBDISTRICT_TEAM:
            return self._one(case.subdistrict_id, case)
        return self._one(self.places.district.pk, case)

    def clerk(self, case: Case) -> Actor:
        return self._one(case.community_id, case)

    def _one(self, place_id: int | None, case: Case) -> Actor:
        """Always the same person for the same case."""
        desks = self.staff.desks[place_id or 0]
        return desks[int(case.code[-4:-1]) % len(desks)]
