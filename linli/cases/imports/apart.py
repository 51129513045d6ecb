"""The file read in a process of its own, while this one writes: see `linli.core.ahead`."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import translation

from linli.cases.imports.intake import Batch, read_batches
from linli.cases.imports.lookups import Units
from linli.cases.imports.mapping import CaseMapping, load_case_mapping
from linli.core.actors import SYSTEM
from linli.core.ahead import ahead


def may_read_apart(mapping: CaseMapping) -> bool:
    """Not where the other process would miss something: units opened on the way, an open transaction."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores > 1 and not mapping.creates_units and not connection.in_atomic_block


def read_apart(path: Path, mapping: Path, *, now: datetime) -> Iterator[Batch]:
    """What `read_batches` gives."""
    database, language = connection.settings_dict["NAME"], translation.get_language()
    work = f"{__name__}:batches"
    return ahead(work, path=path, mapping=mapping, now=now, database=database, language=language)


def batches(
    *, path: Path, mapping: Path, now: datetime, database: str, language: str | None
) -> Iterator[Batch]:
    """In the other process."""
    connection.settings_dict["NAME"] = database
    if language:
        translation.activate(language)
    told = load_case_mapping(mapping)
    units = Units(SYSTEM, told.source, creates=False, now=now, dry_run=False)
    return read_batches(path, told, units, now=now)
