"""Numbering, finding, and who may."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.actors import Actor, Level, Right, Seat
from linli.places.rules.finder import NearFinder, PolygonFinder
from linli.places.rules.numbering import reading_order
from linli.places.rules.rights import may_manage_all

COORDINATE = st.floats(-1, 11, allow_nan=False)


def test_reading_order_survives_crooked_rows():
    rng = np.random.default_rng(3)
    points = [(x + rng.uniform(-0.2, 0.2), -y + rng.uniform(-0.2, 0.2)) for y in range(5) for x in range(6)]
    assert reading_order(points) == list(range(30))
    assert reading_order([]) == []
    assert reading_order([(2.0, 1.0), (1.0, 1.0)]) == [1, 0]


def squares(n=10):
    return [shapely.box(x, y, x + 1, y + 1) for y in range(n) for x in range(n)]


@settings(deadline=None)
@given(COORDINATE, COORDINATE)
def test_the_finder_agrees_with_looking_at_every_polygon(x, y):
    finder = PolygonFinder(squares())
    point = shapely.Point(x, y)
    expected = next((i for i, shape in enumerate(squares()) if shape.intersects(point)), -1)
    assert finder.at(x, y) == expected
    assert finder.at_many(np.array([x]), np.array([y])).tolist() == [expected]


def test_the_finder_takes_the_lowest_of_overlapping_polygons_everywhere():
    shapes = [shapely.box(4, 4, 5, 5), shapely.box(0, 0, 10, 10)]
    finder = PolygonFinder(shapes)
    points = np.random.default_rng(1).uniform(0, 10, (5_000, 2))
    inside = (points > 4).all(axis=1) & (points < 5).all(axis=1)
    assert (finder.at_many(points[:, 0], points[:, 1]) == np.where(inside, 0, 1)).all()
    assert [finder.at(*p) for p in points.tolist()] == np.where(inside, 0, 1).tolist()


def test_nowhere():
    nothing = PolygonFinder([])
    assert nothing.at(1, 1) == -1
    assert nothing.at_many(np.array([1.0]), np.array([1.0])).tolist() == [-1]
    one = PolygonFinder([shapely.box(0, 0, 1, 1)])
    assert one.at(float("nan"), 0.5) == -1
    assert one.at_many(np.array([np.nan]), np.array([0.5])).tolist() == [-1]
    assert NearFinder([], [], 60).nearest(1, 1) == -1


def test_the_nearest_dot_within_reach():
    rng = np.random.default_rng(5)
    lon, lat = 110 + rng.uniform(0, 0.01, 300), 35 + rng.uniform(0, 0.01, 300)
    finder = NearFinder(lon.tolist(), lat.tolist(), 60)
    for x, y in zip(110 + rng.uniform(0, 0.01, 200), 35 + rng.uniform(0, 0.01, 200), strict=True):
        metres = np.hypot((lon - x) * np.cos(np.radians(35.005)), lat - y) * 110_950
        expected = int(metres.argmin()) if metres.min() < 60 else -1
        assert finder.nearest(x, y) == expected


def test_who_may_change_the_whole_tree():
    def admin(**seat):
        return Actor("staff", 1, "", (Seat(1, "administrator", "", frozenset({Right.PLACE_MANAGE}), **seat),))

    assert may_manage_all(admin(level=Level.DISTRICT, place_id=1))
    assert may_manage_all(admin(unit_id=4))
    assert not may_manage_all(admin(level=Level.SUBDISTRICT, place_id=2))
    assert not may_manage_all(Actor("staff", 1, ""))
