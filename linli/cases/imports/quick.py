"""Many rows at once, by columns: the plain and good ones. Any other is left to `RowReader`, who says why."""

from collections.abc import Callable, Hashable, Sequence
from itertools import repeat
from typing import Any

from linli.cases.actions.history import PastCase
from linli.cases.imports.mapping import FIELDS, CaseMapping
from linli.cases.imports.moments import WITHIN_HOUR, earliest, read_moment, utc_hour
from linli.cases.imports.rows import (
    AREA,
    DAYS_END,
    KEY_MOST,
    PLACE_MOST,
    TOPIC,
    UNIT,
    VERDICT,
    Meaning,
    RowReader,
    clean_text,
)
from linli.cases.terms import NOTE_MAX, TEXT_MAX, State
from linli.core.errors import RuleBroken
from linli.core.sheets.reading import Table

MOST_KEPT = 50_000
MOMENTS = ("received_at", "dispatched_at", "due_at", "closed_at")
REST = ("id", "place_name", "text", "result", "dispatched_at", "due_at", "closed_at")
OF_FEW_WORDS = (*AREA, *TOPIC, *UNIT, *VERDICT)

type Column = Sequence[str]


class Kept[Key: Hashable, Result](dict[Key, Result]):
    """Works out once for each different key; forgets all when they are too many, and never keeps None."""

    def __init__(self, work_out: Callable[[Key], Result]) -> None:
        self._work_out = work_out

    def __missing__(self, key: Key) -> Result:
        found = self._work_out(key)
        if len(self) >= MOST_KEPT:
            self.clear()
        if found is not None:
            self[key] = found
        return found


class QuickReader:
    """What it gives is what `RowReader` gives; None where that one has to look."""

    def __init__(self, mapping: CaseMapping, reader: RowReader, *, now: str) -> None:
        self._mapping, self._reader = mapping, reader
        self._now, self._earliest = now, earliest()
        self._start = f"{mapping.source}:"
        self._present = [name for name in OF_FEW_WORDS if name in mapping.fields]
        self._hours = Kept[str, str](lambda cell: utc_hour(cell, mapping.zone))
        self._odd = Kept[tuple[str, bool], str](
            lambda key: read_moment(key[0], mapping.dates, mapping.zone, day_ends=key[1])
        )
        self._meaning = Kept[tuple[str, ...], Meaning | None](self._worked_out)

    def read(self, table: Table) -> list[PastCase | None]:
        """One for each record of the table."""
        names, width = table.names, len(table.names)
        records = [record if len(record) == width else _fitted(record, width) for record in table.records]
        columns = dict(zip(names, zip(*records, strict=True), strict=True)) if records else {}
        blank = ("",) * len(records)
        cells = {name: self._told(columns[name]) if name in columns else blank for name in FIELDS}
        keys = zip(*[cells[name] for name in self._present], strict=True) if self._present else repeat(())
        meanings = [self._meaning[key] for key, _line in zip(keys, table.lines, strict=False)]
        moments = [self._moments(name, cells[name]) for name in MOMENTS]
        rows = zip(table.lines, meanings, *moments, *[cells[name] for name in REST], strict=True)
        past = self._past
        return [past(row) for row in rows]

    def _told(self, column: Column) -> Column:
        nothing = self._mapping.nothing
        if nothing.isdisjoint(column):
            return column
        return ["" if cell in nothing else cell for cell in column]

    def _moments(self, name: str, column: Column) -> Column:
        hours, odd, day_ends = self._hours, self._odd, name in DAYS_END
        return [
            hour + cell[13:]
            if cell[13:] in WITHIN_HOUR and (hour := hours[cell[:13]])
            else cell and odd[cell, day_ends]
            for cell in column
        ]

    def _worked_out(self, key: tuple[str, ...]) -> Meaning | None:
        told = dict(zip(self._present, key, strict=True))
        cells = ([told.get(name, "") for name in names] for names in (AREA, TOPIC, UNIT, VERDICT))
        return self._reader.meaning(*cells)

    def _past(self, row: tuple[Any, ...]) -> PastCase | None:
        """The line, what its few words mean, its moments, and the cells of REST."""
        line, meaning, received, dispatched, due, closed, number, place, text, result, *told = row
        if meaning is None or not self._in_order(meaning.state, row[2:6], told):
            return None
        words, key = meaning.words, self._start + number
        if text and not (text.isprintable() and len(text) <= TEXT_MAX and text[0].isalnum()):
            text = _cleaned(text)
            if not text:
                return None
        if not (
            number
            and len(key) <= KEY_MOST
            and (words.subdistrict_id or place or self._mapping.keeps_unlocated)
            and (not text or words.category_id)
            and len(result) <= NOTE_MAX
            and (not result or result.isprintable())
        ):
            return None
        runs_out = due or closed or received
        late = bool(due) and closed > due if meaning.late is None else meaning.late
        return PastCase(
            line, key, words, text or meaning.sentence, place[:PLACE_MOST], received, closed, runs_out,
            dispatched or received, runs_out, bool(due), runs_out if late else "", result, "",
        )  # fmt: skip

    def _in_order(self, state: str, moments: Sequence[str], told: Sequence[str]) -> bool:
        """A closed case, its moments one after the other; `told`: the cells of the last three of them."""
        received, dispatched, due, closed = moments
        told_dispatched, told_due, told_closed = told
        if told_closed:
            closes = received <= closed <= self._now and state in _CLOSED
        else:
            closes = state == State.CLOSED
        return (
            closes
            and self._earliest <= received <= self._now
            and (not told_dispatched or received <= dispatched <= self._now)
            and (not told_due or due >= self._earliest)
        )


_CLOSED = frozenset({"", State.CLOSED})


def _cleaned(text: str) -> str:
    try:
        return clean_text(text)
    except RuleBroken:
        return ""


def _fitted(record: Sequence[str], width: int) -> Sequence[str]:
    """As many cells as names. With something behind them all are left empty, which is never a good row."""
    if any(record[width:]):
        return ("",) * width
    return (*record[:width], *[""] * (width - len(record)))
