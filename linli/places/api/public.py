"""Outlines for maps: names and codes of areas, which every street sign shows; nothing about people."""

import json
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition

from linli.core.actors import PUBLIC, Level
from linli.core.errors import NotFound
from linli.core.pages import public_page
from linli.places import queries
from linli.places.models import Place
from linli.places.rules.shapes import shape_of
from linli.places.terms import AREAS

MAX_AGE_S = 300
DAY_S = 86_400
DECIMALS = 6  # 0.1 m


@public_page
@gzip_page
def grids(request: HttpRequest, place_id: int) -> HttpResponse:
    """A FeatureCollection of the grids in a place."""
    place = queries.place_for(PUBLIC, place_id)
    return _answer(collection(place, Level.GRID), "application/geo+json")


@public_page
@gzip_page
def outlines(request: HttpRequest, place_id: int) -> HttpResponse:
    """The areas of `?level=` in a place, in the shape the map island takes: {"areas": FeatureCollection}.

    `?links=1`: with the address of each area's management page, for the maps of those pages.
    """
    place = queries.place_for(PUBLIC, place_id)
    level = next((each for each in AREAS if each == request.GET.get("level", Level.GRID)), None)
    if level is None:
        raise NotFound("level_unknown")
    areas = collection(place, level)
    if request.GET.get("links"):
        for feature in areas["features"]:
            feature["properties"]["url"] = reverse("places:place", args=[feature["id"]])
    return _answer({"areas": areas}, "application/json")


def _stand(request: HttpRequest) -> str | None:
    path = queries.base_map()
    return f'"{path.stat().st_mtime_ns:x}-{path.stat().st_size:x}"' if path else None


@public_page
@gzip_page  # a district is 0.7 MB of numbers that repeat each other
@condition(etag_func=_stand)
def base_map(request: HttpRequest) -> HttpResponse:
    """Roads, water, greens, houses: `kind` says which. Asked for again only when the file has changed."""
    path = queries.base_map()
    if path is None:
        raise NotFound("no_base_map")
    response = HttpResponse(path.read_bytes(), content_type="application/geo+json")
    patch_cache_control(response, public=True, max_age=DAY_S)
    return response


def collection(place: Place, level: Level) -> dict[str, Any]:
    features = [_feature(area, level) for area in queries.outlines_in(place, level)]
    return {"type": "FeatureCollection", "features": features}


def _feature(area: Place, level: Level) -> dict[str, Any]:
    assert area.shape is not None
    rounded = shapely.set_precision(shape_of(area.shape), 10**-DECIMALS, mode="pointwise")
    properties = {"id": area.pk, "name": area.name, "label": area.name, "code": area.code, "level": level}
    geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "id": area.pk, "properties": properties, "geometry": geometry}


def _answer(body: dict[str, Any], content_type: str) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    patch_cache_control(response, public=True, max_age=MAX_AGE_S)
    return response
