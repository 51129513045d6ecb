"""The invented ground: the practice's figures, no gap, no overlap, the same from the same seed."""

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest
import shapely
from django.test import Client

from linli.core.actors import Level
from linli.core.demo import SEED, Context
from linli.core.errors import RuleBroken
from linli.methods.queries import active_pack
from linli.places import locator
from linli.places.demo import basemap, names
from linli.places.demo.loading import DemoPlaces, is_there, load
from linli.places.demo.plan import Plan, district_plan
from linli.places.models import Door, Place
from linli.places.rules.grid_map import Community, Dot, Drawn, offences
from linli.places.rules.shapes import shape_of

pytestmark = pytest.mark.slow  # the demo is built for real

LIGHT = 150_000  # bytes
NOW = datetime(2026, 5, 8, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return district_plan(SEED)


def test_the_figures_are_those_of_the_practice(plan):
    communities = list(plan.communities)
    grids = list(plan.grids)
    assert (len(plan.subdistricts), len(communities), len(grids)) == (8, 68, 365)
    assert 2_300 < sum(len(grid.houses) for grid in grids) < 2_700
    estates = [sum(grid.estate is not None for grid in community.grids) for community in communities]
    assert max(estates) <= 6
    assert min(estates) >= 2  # a community of three grids may have a market in one
    assert all(300 <= grid.households <= 500 for grid in grids if grid.households is not None)
    assert len({community.name for community in communities}) == 68
    assert len({grid.estate.name for grid in grids if grid.estate}) == sum(estates)


def test_the_grids_fill_the_district_without_gap_or_overlap(plan):
    grids, communities, dots = [], [], []
    for c, community in enumerate(plan.communities):
        code = f"999901001{c:03d}"
        outline = shapely.union_all([grid.shape for grid in community.grids])
        communities.append(Community(code, community.name, outline))
        for n, grid in enumerate(community.grids):
            grids.append(Drawn(f"{code}{n:03d}", code, grid.shape))
            centres = [house.shape.centroid for house in grid.houses]
            assert all(shapely.contains(grid.shape, centre) for centre in centres)
            dots += [Dot(grid.name, centre.x, centre.y) for centre in centres]
    assert offences(grids, communities, dots, overlap_m2=0.5, gap_m2=0.5) == []
    whole = shapely.union_all([grid.shape for grid in grids])
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(sum(grid.shape.area for grid in grids), rel=1e-9)


def test_the_ground_is_no_chessboard(plan):
    areas = np.array([grid.shape.area for grid in plan.grids])
    corners = np.array([len(grid.shape.exterior.coords) for grid in plan.grids])
    assert areas.std() / areas.mean() > 0.15
    assert np.median(corners) > 6


def test_the_base_map_of_the_whole_district_is_light_on_the_wire(plan, settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / basemap.FILE).write_bytes(basemap.geojson(plan))
    sent = Client().get("/places/basemap.geojson", headers={"Accept-Encoding": "gzip"})
    assert len(sent.content) < LIGHT


def test_the_same_seed_gives_the_same_district():
    one, again, other = district_plan(3, 0.02), district_plan(3, 0.02), district_plan(4, 0.02)
    assert [g.shape.wkb for g in one.grids] == [g.shape.wkb for g in again.grids]
    assert [g.name for g in one.grids] == [g.name for g in again.grids]
    assert [g.shape.wkb for g in one.grids] != [g.shape.wkb for g in other.grids]


@pytest.mark.django_db
def test_the_plan_becomes_places_with_doors_and_a_base_map():
    context = Context(now=NOW, scale=0.02)
    load(context)
    made = context.take(DemoPlaces)
    assert is_there()
    assert active_pack().name == "weibin"
    for level, rows in ((Level.SUBDISTRICT, made.subdistricts), (Level.GRID, made.grids)):
        for row in Place.objects.filter(pk__in=[row.pk for row in rows]):
            assert getattr(row, f"{level}_id") == row.pk
            assert shape_of(row.shape).is_valid
    codes = list(Place.objects.filter(level=Level.GRID).values_list("code", flat=True))
    assert all(code.startswith(names.DISTRICT_CODE) and len(code) == 15 for code in codes)
    assert Door.objects.count() == len(made.buildings)
    spot = locator.locate_door("DEMO0001")
    assert spot.building_id == made.buildings[0].pk
    assert spot.phone
    found = locator.locate_point(spot.lon, spot.lat)
    assert (found.grid_id, found.building_id) == (spot.grid_id, spot.building_id)
    features = msgspec.json.decode(context.files["basemap.geojson"])["features"]
    kinds = {feature["properties"]["kind"] for feature in features}
    assert kinds >= {"water", "road", "building", "venue"}
    household_sum = sum(grid.households or 0 for grid in made.grids)
    assert Place.objects.get(level=Level.DISTRICT).households == household_sum


@pytest.mark.django_db
def test_a_database_with_places_is_left_alone():
    Place.objects.create(level=Level.DISTRICT, code="990101", name="明禾区", valid_from=NOW.date())
    with pytest.raises(RuleBroken, match="已经有别的地方"):
        load(Context(now=NOW, scale=0.02))
    assert not is_there()
