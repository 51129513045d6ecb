"""CSV and Excel as rows of text. The kind of file, its encoding and its delimiter come from its content."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets import delimited, workbooks

type Source = str | Path | BinaryIO


class Row(NamedTuple):
    """One row by the names of its columns. `surplus` cells stand right of the last heading: a slip."""

    line: int
    values: dict[str, str]
    surplus: int = 0


class Table(NamedTuple):
    """Some rows under the heading row: the names of the columns, "" where there is none, and the cells, which
    may be fewer or more than the names. Empty rows are among them.
    """

    names: Sequence[str]
    lines: Sequence[int]
    records: Sequence[Sequence[str]]

    def rows(self) -> Iterator[Row]:
        """One by one, empty ones passed over."""
        for line, cells in zip(self.lines, self.records, strict=True):
            if any(cells):
                yield row_of(line, cells, self.names)


def read_rows(
    source: Source, *, required: Sequence[str] = (), renames: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """The rows under the heading row, one by one; empty rows are passed over.

    `renames` gives the file's headings our names; `required` are names after that. A column that is neither
    there nor required is missing in `values`. Headings are checked before the first row is given. A CSV takes
    constant memory, an Excel file is read whole and may have 200 000 rows.
    """
    for table in read_tables(source, required=required, renames=renames):
        yield from table.rows()


def read_tables(
    source: Source, *, required: Sequence[str] = (), renames: Mapping[str, str] | None = None
) -> Iterator[Table]:
    """The same some thousand rows at a time, for whoever works by columns."""
    with ExitStack() as opened:
        stream = opened.enter_context(Path(source).open("rb")) if isinstance(source, str | Path) else source
        start = stream.read(8)
        stream.seek(0)
        kind = workbooks if workbooks.is_workbook(start) else delimited
        blocks = opened.enter_context(closing(kind.blocks(stream)))
        names: list[str] | None = None
        for lines, records in blocks:
            at = 0
            if names is None:
                at = next((n for n, cells in enumerate(records) if any(cells)), -1) + 1
                if not at:
                    continue
                names = _names(records[at - 1], required, renames or {})
            yield Table(names, lines[at:], records[at:])
        if names is None:
            _names((), required, renames or {})


def row_of(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    if len(cells) < len(names):
        cells = [*cells, *[""] * (len(names) - len(cells))]
    values = dict(zip(names, cells, strict=False))
    values.pop("", None)
    surplus = sum(map(bool, cells[len(names) :])) if len(cells) > len(names) else 0
    return Row(line, values, surplus)


def _names(headings: Sequence[str], required: Sequence[str], renames: Mapping[str, str]) -> list[str]:
    names = [renames.get(heading, heading) for heading in headings]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in required if name not in names]
    if missing:
        ours = {name: heading for heading, name in renames.items()}
        raise RuleBroken(
            "columns_missing",
            _("缺少这些列：%(missing)s。文件里现有的列：%(found)s。请补上缺少的列，或检查表头是否在第一行。")
            % {
                "missing": _listed(ours.get(name, name) for name in missing),
                "found": _listed(heading for heading in headings if heading) or _("（空）"),
            },
        )
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise RuleBroken(
            "columns_doubled",
            _("这些列出现了不止一次：%(doubled)s。请删去或改名，每列只留一个。")
            % {"doubled": _listed(doubled)},
        )
    return names


def _listed(names: Iterable[str]) -> str:
    return _("、").join(names)
