"""The drawn base under the maps: there or not, and sent again only when it has changed."""

from django.conf import settings
from django.test import Client


def test_missing_sent_unchanged_changed(db, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR", tmp_path)
    assert Client().get("/places/basemap.geojson").status_code == 404
    file = tmp_path / "basemap.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')
    sent = Client().get("/places/basemap.geojson")
    assert sent.json()["features"] == [] and sent["Content-Type"].startswith("application/geo+json")
    assert "public" in sent["Cache-Control"] and "max-age" in sent["Cache-Control"]
    again = Client().get("/places/basemap.geojson", headers={"If-None-Match": sent["ETag"]})
    assert again.status_code == 304
    file.write_text('{"type": "FeatureCollection", "features": [1]}')
    changed = Client().get("/places/basemap.geojson", headers={"If-None-Match": sent["ETag"]})
    assert changed.status_code == 200 and changed["ETag"] != sent["ETag"]
