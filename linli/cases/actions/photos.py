"""Photos become part of a case: from then on they are kept as long as it is."""

from collections.abc import Iterable

from linli.cases.models import CasePhoto
from linli.core.files.models import StoredFile


def attach(photos: Iterable[CasePhoto]) -> None:
    """Two statements, or none when there is nothing to attach."""
    rows = list(photos)
    if rows:
        CasePhoto.objects.bulk_create(rows)
        StoredFile.objects.filter(pk__in=[row.file_id for row in rows]).update(retention_until=None)
