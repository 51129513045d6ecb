"""GCJ-02 there and back."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.places.rules.datum import gcj02_from_wgs84, shape_to_wgs84, to_wgs84, wgs84_from_gcj02
from linli.places.terms import Datum

LON = st.floats(74, 135)
LAT = st.floats(18, 53)
LIMIT = 1e-6


@settings(deadline=None)
@given(LON, LAT)
def test_there_and_back_is_closer_than_a_hand(lon, lat):
    x, y = wgs84_from_gcj02(*gcj02_from_wgs84(lon, lat))
    assert abs(x - lon) < LIMIT
    assert abs(y - lat) < LIMIT


@settings(deadline=None)
@given(LON, LAT)
def test_the_offset_is_some_hundred_metres(lon, lat):
    x, y = gcj02_from_wgs84(lon, lat)
    metres = np.hypot((x - lon) * np.cos(np.radians(lat)), y - lat) * 111_000
    assert 10 < metres < 1_000


@settings(deadline=None)
@given(st.one_of(st.tuples(st.floats(-180, 71.9), st.floats(-90, 90)), st.tuples(LON, st.floats(56, 90))))
def test_outside_china_nothing_moves(point):
    assert gcj02_from_wgs84(*point) == point
    assert wgs84_from_gcj02(*point) == point


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [  # as the map services' own converters print them, to about a metre
        ((116.397428, 39.90923), (116.403672, 39.910633)),
        ((121.4737, 31.2304), (121.478223, 31.228459)),
    ],
)
def test_known_points(wgs84, gcj02):
    assert np.allclose(gcj02_from_wgs84(*wgs84), gcj02, atol=2e-5)


def test_arrays_and_shapes_go_the_same_way_as_points():
    lon, lat = np.array([116.4, 2.35, 110.0]), np.array([39.9, 48.86, 35.0])
    many = wgs84_from_gcj02(lon, lat)
    for i in range(3):
        assert np.allclose([part[i] for part in many], wgs84_from_gcj02(lon[i], lat[i]), atol=1e-12)
    box = shapely.box(116.4, 39.9, 116.41, 39.91)
    moved = shape_to_wgs84(box, Datum.GCJ02)
    assert 0.001 < box.centroid.distance(moved.centroid) < 0.01
    assert shape_to_wgs84(box, Datum.WGS84) is box
    assert to_wgs84(1.0, 2.0, Datum.WGS84) == (1.0, 2.0)
