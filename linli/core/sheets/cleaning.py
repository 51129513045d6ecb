"""What a cell is as text."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

# A table program takes a text that begins like this for a formula and would run it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
INVISIBLE = "\ufeff\u200b\u200e\u200f"
ODD = frozenset(INVISIBLE + "'")
BLANKS = frozenset(chr(code) for code in range(0x3001) if chr(code).isspace())


class Block(NamedTuple):
    """Some records of a table: the line or row of the file each begins on, from 1, and its stripped cells."""

    lines: Sequence[int]
    records: Sequence[Sequence[str]]


def stripped(cell: str) -> str:
    """Without blanks around it, ideographic and invisible ones included, and without our own apostrophe.

    >>> stripped("\\u3000 和平路\\ufeff ")
    '和平路'
    >>> stripped("'=1+1"), stripped("'tis")
    ('=1+1', "'tis")
    """
    text = cell.strip()
    if text and (text[0] in ODD or text[-1] in ODD):
        text = text.strip(INVISIBLE + " \u3000\t\r\n")
        return text[1:].strip() if text[:1] == "'" and text[1:2] in FORMULA else text
    return text


def as_text(cell: Any) -> str:
    """The cell of a workbook as somebody would have typed it.

    >>> as_text(610302001001.0), as_text(0.5), as_text(True), as_text(None)
    ('610302001001', '0.5', 'TRUE', '')
    >>> as_text(datetime(2026, 5, 12)), as_text(datetime(2026, 5, 12, 9, 30))
    ('2026-05-12', '2026-05-12 09:30:00')
    """
    match cell:
        case str():
            return stripped(cell)
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return str(cell.replace(microsecond=0)).removesuffix(" 00:00:00")
    return "" if cell is None else str(cell)
