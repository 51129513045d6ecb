"""Tables for Excel and for machines. No text in them can act as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from django.utils import timezone

from linli.core.sheets.cleaning import FORMULA

BYTES_AT_ONCE = 64_000
MARK = "\ufeff"  # by this Excel knows that it is UTF-8
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm",
}


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with its mark, in pieces for a streaming response: constant memory however long it is."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow(map(defused, columns))
    for row in rows:
        writer.writerow([defused(_cell(value)) for value in row])
        if buffer.tell() >= BYTES_AT_ONCE:
            yield _emptied(buffer)
    yield _emptied(buffer)


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """A workbook of one sheet; its headings stay in view. Texts are texts: no formula, link or lost zero."""
    written = io.BytesIO()
    fill_xlsx(written, columns, rows, title=title)
    return written.getvalue()


def fill_xlsx(
    into: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = ""
) -> None:
    """The same into an open file, row by row: what is in memory does not grow with the list."""
    with xlsxwriter.Workbook(into, OPTIONS) as book:
        book.set_properties(
            {"created": datetime(2000, 1, 1, tzinfo=UTC)}
        )  # the same rows give the same bytes
        sheet = book.add_worksheet(_sheet_name(title) or None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), 16)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, day)


def defused(value: Any) -> Any:
    """A text that Excel would run gets an apostrophe; numbers stay numbers. `read_rows` takes it off again.

    >>> defused("=HYPERLINK(1)"), defused("@me"), defused("-3.5"), defused(-3.5), defused("和平路")
    ("'=HYPERLINK(1)", "'@me", '-3.5', -3.5, '和平路')
    """
    if isinstance(value, str) and value.startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return _local(value).isoformat(" ", "minutes")
    return value


def _local(moment: datetime) -> datetime:
    """The clock on the wall, which is what people compare with."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    match value:
        case None | "":
            return
        case datetime():
            sheet.write_datetime(row, column, _local(value))
        case date():
            sheet.write_datetime(row, column, value, day)
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case _:
            sheet.write_string(row, column, str(value)[:32_767])


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31]


def _emptied(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
