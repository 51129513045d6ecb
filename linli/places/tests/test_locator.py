"""Points, buildings and doors become spots; the index follows the map."""

from datetime import UTC, datetime

import numpy as np
import pytest

from linli.core.actors import SYSTEM, Level
from linli.core.errors import Gone, NotFound, RuleBroken
from linli.organisation.tests import make
from linli.places import actions, locator
from linli.places.models import MapVersion, Place

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)
SIDE, WEST, SOUTH = make.SIDE, make.WEST, make.SOUTH
FAR = 0.001  # degrees, about 100 m: beyond the reach of a building


def keys(spot):
    return spot.subdistrict_id, spot.community_id, spot.grid_id


def test_a_point_knows_its_grid_and_everything_above():
    tree = make.district()
    spot = locator.locate_point(WEST + 2.2 * SIDE, SOUTH + 0.2 * SIDE)
    grid = tree.grids[2]
    assert keys(spot) == (grid.subdistrict_id, grid.community_id, grid.pk)
    assert (spot.place_id, spot.how, spot.name) == (grid.pk, "point", "井亭社区 第3网格")
    assert (spot.subdistrict_name, spot.phone) == ("向榆街道", "0999-0000000")
    assert (spot.lon, spot.lat) == (WEST + 2.2 * SIDE, SOUTH + 0.2 * SIDE)
    assert spot.building_id is None


def test_the_nearest_building_within_sixty_metres_names_the_point():
    tree = make.district()
    building = tree.buildings[1]
    near = locator.locate_point(building.lon + 0.0003, building.lat)
    assert (near.place_id, near.building_id, near.name) == (building.pk, building.pk, "书声社区 2号楼")
    assert locator.locate_point(building.lon + FAR, building.lat).building_id is None


def test_a_building_across_the_border_of_the_grid_does_not_count():
    tree = make.district()
    border = WEST + SIDE
    Place.objects.filter(pk=tree.buildings[1].pk).update(lon=border + 0.0001)
    assert locator.locate_point(border - 0.0001, SOUTH + SIDE / 2).building_id is None


def test_outside_the_district_is_refused_with_a_sentence():
    make.district()
    with pytest.raises(RuleBroken, match="不在本区范围内") as broken:
        locator.locate_point(122.5, 30.0)  # the sea
    assert broken.value.code == "outside_district"


def test_without_a_map_nothing_is_refused():
    assert locator.locate_point(110.0, 35.0) is None


def test_ground_without_a_grid_falls_to_the_community_that_is_drawn():
    tree = make.district()
    Place.objects.filter(pk=tree.grids[2].pk).update(valid_to=NOW.date())
    spot = locator.locate_point(WEST + 2.2 * SIDE, SOUTH + 0.2 * SIDE)
    assert (spot.place_id, spot.grid_id) == (tree.communities[1].pk, None)


def test_many_points_at_once():
    tree = make.district()
    points = np.array(
        [(WEST + 0.5 * SIDE, SOUTH), (WEST + 3.5 * SIDE, SOUTH + SIDE / 2), (0, 0), (np.nan, 35)]
    )
    found = locator.locate_points(points)
    assert found.grid_ids.tolist() == [tree.grids[0].pk, tree.grids[3].pk, 0, 0]
    assert found.community_ids.tolist() == [tree.communities[0].pk, tree.communities[2].pk, 0, 0]
    assert found.subdistrict_ids.tolist()[:2] == [row.pk for row in tree.subdistricts]


def test_a_door_answers_in_one_statement_beside_the_version(django_assert_num_queries):
    tree = make.district()
    with django_assert_num_queries(2):
        spot = locator.locate_door(tree.doors[0].token)
    building = tree.buildings[0]
    assert (spot.how, spot.building_id, spot.place_id) == ("qr", building.pk, building.pk)
    assert keys(spot) == (building.subdistrict_id, building.community_id, building.grid_id)
    assert (spot.name, spot.phone) == ("书声社区 1号楼", "0999-0000000")


def test_doors_that_are_gone_say_so():
    tree = make.district()
    actions.revoke_door(SYSTEM, tree.doors[0], now=NOW)
    actions.remove_place(SYSTEM, tree.buildings[1], now=NOW)
    for door in tree.doors[:2]:
        with pytest.raises(Gone, match="这栋楼的二维码已停用"):
            locator.locate_door(door.token)
    with pytest.raises(NotFound, match="没有这个二维码"):
        locator.locate_door("nonsense")


def test_a_chosen_place_and_a_building():
    tree = make.district()
    estate = actions.add_place(SYSTEM, tree.communities[0], level=Level.ESTATE, name="幸福里", now=NOW)
    building = actions.add_place(SYSTEM, estate, level=Level.BUILDING, name="3号楼", now=NOW)
    spot = locator.locate_building(building.pk)
    assert (spot.name, spot.estate_name, spot.building_name) == ("幸福里 3号楼", "幸福里", "3号楼")
    assert (spot.estate_id, spot.how) == (estate.pk, "building")
    chosen = locator.locate_place(estate.pk)
    assert (chosen.name, chosen.how, chosen.estate_id, chosen.building_id) == (
        "书声社区 幸福里",
        "chosen",
        estate.pk,
        None,
    )
    assert locator.locate_place(tree.communities[0].pk).name == "书声社区"
    with pytest.raises(NotFound):
        locator.locate_building(estate.pk)
    actions.remove_place(SYSTEM, building, now=NOW)
    with pytest.raises(Gone):
        locator.locate_place(building.pk)


def test_the_index_is_kept_until_the_map_changes(django_assert_num_queries):
    tree = make.district()
    actions.rename_place(SYSTEM, tree.grids[0], "东里网格", now=NOW)
    assert locator.locate_point(WEST, SOUTH).grid_name == "东里网格"
    with django_assert_num_queries(1):  # only the version
        locator.locate_point(WEST, SOUTH)
    actions.rename_place(SYSTEM, tree.grids[0], "西里网格", now=NOW)
    assert locator.locate_point(WEST, SOUTH).grid_name == "西里网格"


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_version_is_looked_at_once_a_second(django_assert_num_queries):
    tree = make.district()
    actions.rename_place(SYSTEM, tree.grids[0], "东里网格", now=NOW)
    locator.locate_point(WEST, SOUTH)
    with django_assert_num_queries(0):
        assert locator.locate_point(WEST, SOUTH).grid_name == "东里网格"


def test_a_door_is_kept_until_it_is_revoked(django_assert_num_queries):
    tree = make.district()
    door = tree.doors[0]
    actions.rename_place(SYSTEM, tree.buildings[0], "甲楼", now=NOW)
    assert locator.locate_door(door.token).building_name == "甲楼"
    with django_assert_num_queries(1):  # only the version
        locator.locate_door(door.token)
    actions.revoke_door(SYSTEM, door, now=NOW)
    with pytest.raises(Gone):
        locator.locate_door(door.token)


def test_a_map_that_was_rolled_back_is_forgotten():
    tree = make.district()
    MapVersion.objects.create(pk=1, token="before")
    assert locator.locate_point(WEST, SOUTH).grid_name == "第1网格"
    MapVersion.objects.update(token="within")
    Place.objects.filter(pk=tree.grids[0].pk).update(name="甲")
    assert locator.locate_point(WEST, SOUTH).grid_name == "甲"
    MapVersion.objects.update(token="before")
    Place.objects.filter(pk=tree.grids[0].pk).update(name="第1网格")
    assert locator.locate_point(WEST, SOUTH).grid_name == "第1网格"
