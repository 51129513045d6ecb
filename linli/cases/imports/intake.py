"""A file becomes batches of past cases: each key once, every other row with its reason."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from linli.cases.actions.history import BATCH, PastCase, PastCases
from linli.cases.imports.lookups import BadRowError, Units
from linli.cases.imports.mapping import CaseMapping
from linli.cases.imports.quick import QuickReader
from linli.cases.imports.rows import RowReader
from linli.cases.queries.rulebook import rule_book
from linli.core.bulk import moment
from linli.core.sheets.reading import Table, read_tables, row_of

type Hashes = NDArray[np.int64]
type Refusal = tuple[int, str]


class Batch(NamedTuple):
    """Part of a file: how many rows were read, which are refused and why, and the good ones."""

    read: int
    refused: list[Refusal]
    good: PastCases
    street_only: int = 0  # of the good rows: no community told
    nowhere: int = 0


def read_batches(path: Path, mapping: CaseMapping, units: Units, *, now: datetime) -> Iterator[Batch]:
    """All of the file, BATCH good rows at a time."""
    reader = RowReader(mapping, rule_book(), units, now=now)
    intake = _Intake(reader, QuickReader(mapping, reader, now=moment(now)))
    for table in read_tables(path, required=sorted(mapping.fields), renames=mapping.columns):
        intake.take(table)
        while len(intake.good) >= BATCH:
            yield intake.batch()
    yield intake.batch()


class _Intake:
    """Collects a batch; of the rows before it only a hash of each key is kept."""

    def __init__(self, reader: RowReader, quick: QuickReader) -> None:
        self._reader, self._quick = reader, quick
        self._seen: Hashes = np.empty(0, dtype=np.int64)  # sorted: eight bytes a row
        self._read = 0
        self._refused: list[Refusal] = []
        self.good: list[PastCase] = []

    def take(self, table: Table) -> None:
        past = self._quick.read(table)
        self._read += len(past)
        if None in past:
            past = [one or self._the_long_way(table, at) for at, one in enumerate(past)]
        self.good += filter(None, past)

    def _the_long_way(self, table: Table, at: int) -> PastCase | None:
        line, cells = table.lines[at], table.records[at]
        if not any(cells):
            self._read -= 1  # an empty row is none
            return None
        try:
            return self._reader.read(row_of(line, cells, table.names))
        except BadRowError as bad:
            self._refused.append((line, str(bad)))
            return None

    def batch(self) -> Batch:
        some, self.good = self.good[:BATCH], self.good[BATCH:]
        good = PastCases.of(self._each_once(some))
        read, refused = self._read, sorted(self._refused)
        self._read, self._refused = 0, []
        nowhere = [words.subdistrict_id for words in good.words].count(None)
        street_only = [words.community_id for words in good.words].count(None) - nowhere
        return Batch(read, refused, good, street_only, nowhere)

    def _each_once(self, good: list[PastCase]) -> Iterable[PastCase]:
        keys = [past.key for past in good]
        hashes = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
        before = _contains(self._seen, hashes)
        self._seen = np.sort(np.concatenate((self._seen, np.sort(hashes))), kind="stable")
        if not before.any() and len(set(keys)) == len(keys):
            return good
        return self._without_doubles(good, before.tolist())

    def _without_doubles(self, good: list[PastCase], before: Iterable[bool]) -> Iterator[PastCase]:
        lines: dict[str, int] = {}
        for past, was_before in zip(good, before, strict=True):
            if was_before or past.key in lines:
                self._refused.append((past.line, _double(past, lines.get(past.key))))
            else:
                lines[past.key] = past.line
                yield past


def _double(past: PastCase, line: int | None) -> str:
    told = {"id": past.key.partition(":")[2][:40], "line": line}
    if line is None:
        return _("编号 %(id)s 在文件前面已经出现过") % told
    return _("编号 %(id)s 与第 %(line)d 行重复") % told


def _contains(known: Hashes, wanted: Hashes) -> NDArray[np.bool_]:
    """For each of `wanted`, whether it is in the sorted `known`."""
    if not len(known):
        return np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.equal(known[at], wanted)
