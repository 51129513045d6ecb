"""CSV: UTF-8, UTF-16 or GB18030; comma, semicolon or tab."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.cleaning import BLANKS, ODD, Block, stripped

BLOCK_BYTES = 1 << 20
BLOCK_CHARACTERS = 1 << 17
DELIMITERS = (",", ";", "\t", "，", "；")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENDS = frozenset("\r\n")
LONGEST_CELL = 200_000
csv.field_size_limit(LONGEST_CELL)


def blocks(stream: BinaryIO) -> Iterator[Block]:
    """Some thousand records at a time, each with the line it begins on. Nothing is held but the block."""
    text = io.TextIOWrapper(_plain(stream), encoding_of(stream), newline="")
    try:
        delimiter = _delimiter(text.readline(LONGEST_CELL))
        text.seek(0)
        line = 1
        while lines := text.readlines(BLOCK_CHARACTERS):
            joined = "".join(lines)
            if '"' in joined:
                block, line = _with_quotes(lines, text, delimiter, line)
            else:
                block = Block(range(line, line + len(lines)), list(csv.reader(lines, delimiter=delimiter)))
                line += len(lines)
            strip = _strip(joined, delimiter)
            cells = [strip(record) for record in block.records[:-1]] if strip else list(block.records[:-1])
            cells += [list(map(stripped, record)) for record in block.records[-1:]]  # may end behind `joined`
            yield Block(block.lines, cells)
    except (csv.Error, UnicodeDecodeError):
        raise unreadable() from None
    finally:
        text.detach()


def _strip(text: str, delimiter: str) -> Callable[[Sequence[str]], Sequence[str]] | None:
    """What these records need. Some searches in a block are quicker than a look at each of its cells."""
    found = {character for character in ODD | BLANKS | {'"'} if character in text} - _ENDS
    if found & ODD:
        return lambda record: list(map(stripped, record))
    if found - {" "} or (found and _has_blank_ends(text, delimiter)):
        return lambda record: list(map(str.strip, record))
    return None


def _has_blank_ends(text: str, delimiter: str) -> bool:
    """Is there a space at the beginning or end of a cell without quotes?"""
    beside = (delimiter, *_ENDS)
    return text[0] == " " or any(f" {end}" in text or f"{end} " in text for end in beside)


def _with_quotes(lines: list[str], text: io.TextIOBase, delimiter: str, line: int) -> tuple[Block, int]:
    """A quoted cell may have several lines, and the last record of the block may go on behind it."""
    records = csv.reader(chain(lines, text), delimiter=delimiter)
    begins, found = [], []
    while records.line_num < len(lines):
        begins.append(line + records.line_num)
        found.append(next(records))
    return Block(begins, found), line + records.line_num


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
