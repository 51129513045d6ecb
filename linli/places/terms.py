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
