"""Reading the tree: who sees what, paths, calendars, doors."""

from datetime import UTC, datetime, time

import pytest

from linli.core.actors import PUBLIC, SYSTEM, Level
from linli.core.calendar.rules import DEFAULT_HOURS
from linli.core.errors import NotFound
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.places import actions, queries
from linli.places.models import Place, WorkingHours

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)


def test_dwellings_are_seen_by_those_whose_place_holds_them():
    tree = make.district()
    dwelling = make.place(Level.DWELLING, tree.buildings[0], "D1", "101")
    sees = {
        "own": make.actor(Role.GRID_WORKER, place=tree.grids[0]),
        "above": make.actor(Role.SUBDISTRICT_DESK, place=tree.subdistricts[0]),
        "district": make.actor(Role.DISTRICT_DESK, place=tree.district),
        "system": SYSTEM,
    }
    hides = {
        "beside": make.actor(Role.GRID_WORKER, place=tree.grids[1]),
        "elsewhere": make.actor(Role.COMMUNITY_SECRETARY, place=tree.communities[2]),
        "public": PUBLIC,
    }
    for who, actor in (sees | hides).items():
        seen = queries.visible_places(actor)
        assert seen.filter(pk=dwelling.pk).exists() == (who in sees), who
        assert seen.filter(pk=tree.buildings[3].pk).exists()
    for actor in hides.values():
        with pytest.raises(NotFound):
            queries.place_for(actor, dwelling.pk)


def test_removed_places_are_not_there():
    tree = make.district()
    actions.remove_place(SYSTEM, tree.buildings[0], now=NOW)
    assert not queries.visible_places(SYSTEM).filter(pk=tree.buildings[0].pk).exists()
    assert list(queries.children(tree.grids[0])) == []


def test_only_ones_own_part_can_be_managed():
    tree = make.district()
    admin = make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[0])
    assert queries.managed_place_for(admin, tree.grids[0].pk) == tree.grids[0]
    with pytest.raises(NotFound):
        queries.managed_place_for(admin, tree.grids[3].pk)


def test_the_path_of_a_place(django_assert_max_num_queries):
    tree = make.district()
    estate = actions.add_place(SYSTEM, tree.communities[0], level=Level.ESTATE, name="幸福里", now=NOW)
    building = actions.add_place(SYSTEM, estate, level=Level.BUILDING, name="3号楼", now=NOW)
    entrance = actions.add_place(SYSTEM, building, level=Level.ENTRANCE, name="1单元", now=NOW)
    above = [tree.district, tree.subdistricts[0], tree.communities[0]]
    with django_assert_max_num_queries(1):
        assert queries.place_path(building) == [*above, estate, building]
    with django_assert_max_num_queries(2):
        assert queries.place_path(entrance) == [*above, estate, building, entrance]
    assert queries.place_path(tree.district) == [tree.district]
    assert queries.place_path(tree.grids[0]) == [*above, tree.grids[0]]


def test_a_grid_also_holds_the_buildings_of_estates_larger_than_it():
    tree = make.district()
    estate = actions.add_place(SYSTEM, tree.communities[0], level=Level.ESTATE, name="幸福里", now=NOW)
    building = actions.add_place(SYSTEM, estate, level=Level.BUILDING, name="3号楼", now=NOW)
    Place.objects.filter(pk=building.pk).update(grid=tree.grids[1])
    assert set(queries.children(tree.grids[1])) == {tree.buildings[1], building}
    assert [place.level for place in queries.children(tree.communities[0])] == ["grid", "grid", "estate"]


def test_counts_are_one_statement(django_assert_num_queries):
    tree = make.district()
    with django_assert_num_queries(1):
        assert queries.counts_within(tree.district) == [
            ("subdistrict", 2, 0),
            ("community", 3, 0),
            ("grid", 4, 0),
            ("building", 4, 0),
        ]
    assert [level for level, _n, _told in queries.counts_within(tree.grids[0])] == ["building"]


def test_the_nearest_working_hours_upward_count(django_assert_max_num_queries):
    tree = make.district()
    building = tree.buildings[0]
    assert queries.clock_for(building).hours == DEFAULT_HOURS
    early, late = (time(8), time(12)), (time(13, 30), time(17, 30))
    for opens, closes in (late, early):
        WorkingHours.objects.create(place=tree.district, opens=opens, closes=closes)
    assert queries.clock_for(building).hours == (early, late)
    assert queries.clock_for(tree.district).hours == (early, late)
    assert queries.clock_for(tree.subdistricts[1]).hours == (early, late)
    WorkingHours.objects.create(place=tree.communities[0], opens=time(9), closes=time(18))
    with django_assert_max_num_queries(2):
        assert queries.clock_for(building).hours == ((time(9), time(18)),)
    assert queries.clock_for(tree.buildings[3]).hours == (early, late)


def test_doors_of_a_place():
    tree = make.district()
    assert [door.place for door in queries.doors_of(tree.communities[0])] == tree.buildings[:2]
    assert [door.place for door in queries.doors_of(tree.buildings[0])] == [tree.buildings[0]]
    assert queries.doors_of(tree.district).count() == 4
    actions.revoke_door(SYSTEM, tree.doors[0], now=NOW)
    assert [door.place for door in queries.doors_of(tree.communities[0])] == [tree.buildings[1]]
    assert list(queries.buildings_without_door(tree.communities[0])) == [tree.buildings[0]]
