"""Outlines from GeoJSON."""

from datetime import datetime
from pathlib import Path

from linli.core.actors import Actor
from linli.core.sheets.reports import ImportReport
from linli.places.actions import load_areas
from linli.places.imports.columns import datum_named
from linli.places.rules.geojson import read_areas


def import_grids(
    actor: Actor, path: Path, *, now: datetime, dry_run: bool, datum: str | None = None
) -> ImportReport:
    """A grid map is taken as a whole or not at all: see `load_areas`. The line in the report is the
    feature's number.
    """
    return load_areas(actor, read_areas(path.read_bytes(), datum_named(datum)), now=now, dry_run=dry_run)
