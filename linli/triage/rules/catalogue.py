"""Which unit a row of the dispatch catalogue means for a case."""

from collections.abc import Sequence

from linli.cases.models import Case, CatalogueRow
from linli.core.actors import Level
from linli.organisation.models import Unit
from linli.organisation.rules import by_nearness


def unit_of_catalogue(case: Case, rows: Sequence[CatalogueRow], units: Sequence[Unit]) -> Unit | None:
    """The unit of the row with the smallest place around the case, if it is among `units`."""
    here = [row for row in rows if row.place is None or _stands_in(case, row)]
    for row in by_nearness((row.place.level if row.place else None, f"{row.pk:09d}", row) for row in here):
        unit = _unit_of_row(row, units)
        if unit is not None:
            return unit
    return None


def _stands_in(case: Case, row: CatalogueRow) -> bool:
    place = row.place
    return place is not None and (
        place.level == Level.DISTRICT or getattr(case, f"{place.level}_id", None) == place.pk
    )


def _unit_of_row(row: CatalogueRow, units: Sequence[Unit]) -> Unit | None:
    if row.unit_id is not None:
        return next((unit for unit in units if unit.pk == row.unit_id), None)
    fit = [unit for unit in units if (unit.trade == row.trade if row.trade else unit.kind == row.unit_kind)]
    nearest = by_nearness((unit.place.level if unit.place else None, unit.code, unit) for unit in fit)
    return nearest[0] if nearest else None
