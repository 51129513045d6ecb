"""Published divisions and outlines go in as they come; skipped where the data set is not at hand."""

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.conf import settings

from linli.core.actors import SYSTEM, Level
from linli.places import locator
from linli.places.imports import import_places
from linli.places.models import Place

SHARED = Path(os.environ.get("LINLI_SHARED", Path(settings.ROOT).parent / "shared"))
CODES, GEO = SHARED / "data" / "admin_codes", SHARED / "data" / "geo"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CODES.is_dir() or not GEO.is_dir(), reason=f"no data set at {SHARED}"),
]
NOW = datetime(2026, 5, 8, tzinfo=UTC)


def run(path, **options):
    return import_places(SYSTEM, path, now=NOW, dry_run=False, **options)


def told(report):
    return report.created, report.changed, report.unchanged, report.refused


def test_six_districts_with_their_villages():
    path = CODES / "seed_districts_villages.csv"
    assert told(run(path)) == (1169, 0, 0, 0)
    assert Place.objects.filter(level=Level.DISTRICT).count() == 6
    assert Place.objects.filter(level=Level.SUBDISTRICT).count() == 11 + 8 + 10 + 9 + 13 + 7
    assert Place.objects.filter(subdistrict__name="周市镇", level=Level.COMMUNITY).count() == 38
    assert told(run(path)) == (0, 0, 1169, 0)


def test_outlines_of_beijing_match_their_codes(tmp_path):
    assert told(run(CODES / "areas.csv")) == (2978, 0, 0, 0)
    report = run(GEO / "beijing_subdistricts.geojson")
    assert told(report) == (139, 0, 0, 0)
    assert told(run(GEO / "beijing_subdistricts.geojson")) == (0, 0, 139, 0)
    outlines = json.loads((GEO / "beijing_subdistricts.geojson").read_text())["features"]
    labels = np.array([feature["properties"]["label_lat_lng"][::-1] for feature in outlines], dtype=float)
    codes = dict(Place.objects.filter(level=Level.SUBDISTRICT).values_list("pk", "code"))
    found = locator.locate_points(labels).subdistrict_ids
    right = [codes.get(key) == f["properties"]["code"][:9] for key, f in zip(found, outlines, strict=True)]
    assert sum(right) >= 137  # a label may stand beside its own crooked outline
    assert locator.current().points(labels[:, 0].copy(), labels[:, 1].copy()).place_ids.all()


def test_counties_drawn_in_gcj02_move_by_some_hundred_metres():
    path = GEO / "seed_counties_gcj02.geojson"
    assert told(run(path, datum="gcj02")) == (5, 0, 0, 0)
    assert told(run(path, datum="gcj02")) == (0, 0, 5, 0)
    for feature in json.loads(path.read_text())["features"]:
        stored = shapely.from_wkb(bytes(Place.objects.get(code=feature["properties"]["adcode"]).shape))
        drawn = shapely.from_geojson(json.dumps(feature["geometry"]))
        moved_m = drawn.centroid.distance(stored.centroid) * 100_000
        assert 100 < moved_m < 900


@pytest.mark.slow
def test_a_province_of_villages_in_one_go(tmp_path):
    """All subdistricts and villages of two provinces, in the wrong order."""
    whole = tmp_path / "two.csv"
    lines = ["代码,名称"]
    for name in ("villages_all.csv.gz", "streets.csv.gz"):
        rows = gzip.decompress((CODES / name).read_bytes()).decode().splitlines()[1:]
        lines += [",".join(row.split(",")[:2]) for row in rows if row[:2] in {"11", "13"}]
    whole.write_text("\n".join(lines))
    run(CODES / "areas.csv")
    assert told(run(whole))[0] == len(lines) - 1
    assert told(run(whole))[2] == len(lines) - 1
