"""The units of the demo district, as rows not yet stored."""

from collections.abc import Iterator
from random import Random

from linli.core.actors import Level
from linli.organisation.demo import trades
from linli.organisation.demo.names import PROPERTY_FIRMS
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.demo.loading import DemoPlaces
from linli.places.models import Place

UNMANAGED = 0.3  # share of the old estates without a property company


def district_units(places: DemoPlaces) -> Iterator[Unit]:
    """The desk, the departments, the utilities, the property firms' head offices."""
    area = places.district
    yield Unit(code="D00", name=f"{area.name}社会治理指挥中心", kind=UnitKind.DESK, place=area)
    for n, (trade, name) in enumerate(trades.OF_DISTRICT.items(), start=1):
        called = name.format(area=area.name)
        yield Unit(code=f"D{n:02d}", name=called, kind=UnitKind.DEPARTMENT, trade=trade, place=area)
    for n, (trade, name) in enumerate(trades.UTILITIES.items(), start=1):
        yield Unit(code=f"P{n:02d}", name=name, kind=UnitKind.UTILITY, trade=trade, place=area)
    for n, name in enumerate(PROPERTY_FIRMS, start=1):
        yield Unit(code=f"W{n:02d}", name=f"{name}物业服务公司", kind=UnitKind.OTHER)


def local_units(places: DemoPlaces, firms: list[Unit], rng: Random) -> Iterator[Unit]:
    """Subdistrict teams, community offices, grid teams, the property firms' posts in estates."""
    for area in places.subdistricts:
        short = area.name.removesuffix("街道").removesuffix("镇")
        for n, (trade, name) in enumerate(trades.OF_SUBDISTRICT.items(), start=1):
            yield Unit(
                code=f"S{area.code[-3:]}{n:02d}",
                name=name.format(area=short),
                kind=UnitKind.SUBDISTRICT_TEAM,
                trade=trade,
                place=area,
            )
    for area in places.communities:
        yield Unit(code=f"C{area.code[-6:]}", name=area.name, kind=UnitKind.COMMUNITY_OFFICE, place=area)
    for area in places.grids:
        assert area.community is not None
        name = f"{area.community.name}{area.name.split('（')[0]}"
        yield Unit(code=f"G{area.code[-9:]}", name=name, kind=UnitKind.GRID_TEAM, place=area)
    for estate in places.estates:
        planned = places.grid_plans[estate.grid_id or 0].estate
        unmanaged = planned is not None and planned.kind == "old" and rng.random() < UNMANAGED
        if not unmanaged or estate is places.estates[0]:
            yield _project(estate, rng.choice(firms))


def _project(estate: Place, firm: Unit) -> Unit:
    """Its place is the grid of the estate: a unit serves an area that cases are counted in."""
    short = firm.name.removesuffix("服务公司")
    return Unit(
        code=f"W{estate.code[-9:]}",
        name=f"{short}{estate.name}项目部",
        kind=UnitKind.PROPERTY_COMPANY,
        trade="property",
        place=estate.grid,
        parent=firm,
    )


def phones(units: list[Unit]) -> None:
    """Numbers of an invented range."""
    for n, unit in enumerate(units, start=1):
        unit.phone = f"1990003{n:04d}"


def leads(unit: Unit) -> bool:
    """Has the unit somebody in charge besides those who handle orders?"""
    return unit.kind in {UnitKind.DEPARTMENT, UnitKind.UTILITY, UnitKind.SUBDISTRICT_TEAM}


def is_served_by_posts_at_place(unit: Unit) -> bool:
    """Community offices and grid teams are staffed by the posts of their place."""
    return unit.kind in {UnitKind.COMMUNITY_OFFICE, UnitKind.GRID_TEAM, UnitKind.DESK}


LEVEL_OF_OFFICE = {UnitKind.COMMUNITY_OFFICE: Level.COMMUNITY, UnitKind.GRID_TEAM: Level.GRID}
