"""Kinds of places and the words for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Level

# Widest first; the level columns of a row name the first four it lies in.
LEVELS = tuple(Level)
SCOPES = (Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)


class PlaceKind(models.TextChoices):
    PLAIN = "plain", _("一般")
    STREET = "street", _("街道")
    TOWN = "town", _("镇")
    TOWNSHIP = "township", _("乡")
    BASE = "base", _("综合网格")
    DEDICATED = "dedicated", _("专属网格")


class Datum(models.TextChoices):
    WGS84 = "wgs84", _("WGS-84 / CGCS2000（天地图、GPS）")
    GCJ02 = "gcj02", _("GCJ-02（高德、腾讯等地图）")


# Levels with an outline; the finest first when something lies in several.
AREAS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID, Level.MICRO_GRID)
FINENESS: dict[str, int] = {level: i for i, level in enumerate(AREAS)}

# The drawn base of every map, in settings.VAR: the demo writes one, a district may put its own there.
BASE_MAP = "basemap.geojson"

# What is printed on walls and must never change; the page behind it belongs to cases.
DOOR_PATH = "/q/{token}"
