"""The builders other apps' tests stand on keep their word."""

import pytest
import shapely

from linli.core.actors import Level, Right
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db


def test_the_small_district_is_a_real_tree():
    tree = make.district()
    assert [len(rows) for rows in (tree.subdistricts, tree.communities, tree.grids, tree.buildings)] == [
        2,
        3,
        4,
        4,
    ]
    last = tree.buildings[3]
    assert (last.subdistrict, last.community, last.grid) == (
        tree.subdistricts[1],
        tree.communities[2],
        tree.grids[3],
    )
    for grid, building in zip(tree.grids, tree.buildings, strict=True):
        assert shapely.from_wkb(bytes(grid.shape)).contains(shapely.Point(building.lon, building.lat))
        assert grid.grid_id == grid.pk


def test_staff_sign_in_and_act_from_their_post():
    tree = make.district()
    account = make.staff(Role.GRID_WORKER, place=tree.grids[1])
    assert account.check_password(make.PASSWORD)

    worker = make.actor(Role.GRID_WORKER, place=tree.grids[1])
    assert worker.seats[0].level is Level.GRID
    assert worker.reaches(Right.CASE_HANDLE, tree.buildings[1])
    assert not worker.reaches(Right.CASE_HANDLE, tree.buildings[0])
