"""CSV: UTF-8, UTF-16 or GB18030; comma, semicolon or tab."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.cleaning import stripped

BLOCK_BYTES = 1 << 20
DELIMITERS = (",", ";", "\t", "，", "；")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
LONGEST_CELL = 200_000
csv.field_size_limit(LONGEST_CELL)


def cells(stream: BinaryIO) -> Iterator[tuple[int, Sequence[str]]]:
    """Each record with the line it begins on. Nothing is held but the record itself."""
    text = io.TextIOWrapper(_plain(stream), encoding_of(stream), newline="")
    try:
        delimiter = _delimiter(text.readline(LONGEST_CELL))
        text.seek(0)
        records = csv.reader(text, delimiter=delimiter)
        line = 1
        for record in records:
            yield line, [cell if cell.isalnum() else stripped(cell) for cell in record]
            line = records.line_num + 1
    except (csv.Error, UnicodeDecodeError):
        raise unreadable() from None
    finally:
        text.detach()


def encoding_of(stream: BinaryIO) -> str:
    """By its mark, else UTF-8 if all of it is, else GB18030. Reads it through; leaves it at its start."""
    stream.seek(0)
    start = stream.read(4)
    marked = next((name for mark, name in MARKS if start.startswith(mark)), None)
    found = marked or next((name for name in ("utf-8", "gb18030") if _decodes(stream, name)), None)
    stream.seek(0)
    if found is None:
        raise unreadable()
    return found


def unreadable() -> RuleBroken:
    return RuleBroken(
        "sheet_unreadable",
        _("读不懂这个文件。请用 Excel 打开后另存为“Excel 工作簿（.xlsx）”或“CSV UTF-8”，再导入一次。"),
    )


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while block := stream.read(BLOCK_BYTES):
            if b"\0" in block:
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(headings: str) -> str:
    """The one that stands most often in the heading row; the comma when there is none."""
    return max(DELIMITERS, key=headings.count)


def _plain(stream: BinaryIO) -> BinaryIO:
    """As the text layer wants it: Django's uploads are not quite streams."""
    return getattr(stream, "file", stream)
