"""Files to cases: `linli import cases FILE --mapping MAP`; the mapping is explained in docs/importing.md."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from linli.cases.actions.history import BATCH, HistoryLoader, PastCase
from linli.cases.imports.lookups import BadRowError, Units, listed
from linli.cases.imports.mapping import load_case_mapping
from linli.cases.imports.rows import RowReader
from linli.cases.queries.rulebook import rule_book
from linli.core.actors import Actor
from linli.core.sheets.importers import MAPPING, Importer, Option
from linli.core.sheets.reading import Row, read_rows
from linli.core.sheets.reports import ImportReport

type Hashes = NDArray[np.int64]


def import_cases(actor: Actor, path: Path, *, now: datetime, dry_run: bool, mapping: Path) -> ImportReport:
    """Past work orders of another system: closed there is closed here, the others wait for the desk."""
    told = load_case_mapping(mapping)
    loader = HistoryLoader(actor, source=told.source, now=now, dry_run=dry_run)
    units = Units(actor, told.source, creates=told.creates_units, now=now, dry_run=dry_run)
    intake = _Intake(RowReader(told, rule_book(), units, now=now), loader.report)
    rows = read_rows(path, required=sorted(told.fields), renames=told.columns)
    for some in batched(rows, BATCH):
        loader.load(list(intake.good(some)))
    loader.report.notes += _notes(loader, intake, units)
    return loader.report


class _Intake:
    """The good rows of a file, each key once; the others go to the report."""

    def __init__(self, reader: RowReader, report: ImportReport) -> None:
        self._reader, self._report = reader, report
        self._seen: Hashes = np.empty(0, dtype=np.int64)  # hashes of keys, sorted: eight bytes a row
        self.street_only = 0
        self.nowhere = 0

    def good(self, rows: Iterable[Row]) -> Iterator[PastCase]:
        read = [past for row in rows if (past := self._read(row)) is not None]
        hashes = np.fromiter((hash(past.key) for past in read), dtype=np.int64, count=len(read))
        before = _contains(self._seen, hashes).tolist()
        lines: dict[str, int] = {}
        for past, was_before in zip(read, before, strict=True):
            if was_before or past.key in lines:
                self._refuse_double(past, lines.get(past.key))
                continue
            lines[past.key] = past.line
            self.street_only += past.community_id is None and past.subdistrict_id is not None
            self.nowhere += past.subdistrict_id is None
            yield past
        self._seen = np.sort(np.concatenate((self._seen, hashes)), kind="stable")

    def _read(self, row: Row) -> PastCase | None:
        self._report.read += 1
        try:
            return self._reader.read(row)
        except BadRowError as bad:
            self._report.refuse(row.line, str(bad))
            return None

    def _refuse_double(self, past: PastCase, line: int | None) -> None:
        told = {"id": past.key.partition(":")[2][:40], "line": line}
        if line is None:
            self._report.refuse(past.line, _("编号 %(id)s 在文件前面已经出现过") % told)
        else:
            self._report.refuse(past.line, _("编号 %(id)s 与第 %(line)d 行重复") % told)


def _contains(known: Hashes, wanted: Hashes) -> NDArray[np.bool_]:
    """For each of `wanted`, whether it is in the sorted `known`."""
    if not len(known):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.equal(known[at], wanted)


def _notes(loader: HistoryLoader, intake: _Intake, units: Units) -> Iterator[str]:
    if not loader.report.read:
        yield _("文件里只有表头，没有数据。")
    if intake.street_only:
        yield _("%(n)d 件没有写社区，归到街道。") % {"n": intake.street_only}
    if intake.nowhere:
        yield _("%(n)d 件没有写在哪里，位置待核实。") % {"n": intake.nowhere}
    if units.created:
        words = {"n": len(units.created), "names": listed(units.created)}
        yield _("新建单位 %(n)d 个：%(names)s。请补上它们的类别和所在地。") % words
    if loader.left_alone:
        yield _("%(n)d 件已有人在平台上办理或更正，以平台为准，没有改动。") % {"n": loader.left_alone}


IMPORTS: dict[str, Importer] = {
    "cases": Importer(
        "cases",
        gettext_lazy("历史工单（CSV、Excel），列名写在对应表里"),
        import_cases,
        (Option(MAPPING.name, MAPPING.sentence, MAPPING.kind, required=True),),
    ),
}
