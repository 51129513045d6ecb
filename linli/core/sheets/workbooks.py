"""Excel files, by python-calamine: the first sheet that holds anything."""

import zipfile
from collections.abc import Iterator
from itertools import batched
from typing import BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from linli.core.errors import RuleBroken
from linli.core.sheets.cleaning import Block, as_text
from linli.core.sheets.delimited import unreadable

MOST_ROWS = 200_000
BLOCK_ROWS = 5_000
MOST_BYTES = 1_000_000_000  # unpacked: more is a packed bomb, not a table
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(start: bytes) -> bool:
    return start.startswith((ZIP, OLE))


def blocks(stream: BinaryIO) -> Iterator[Block]:
    """Some thousand rows at a time, each with its number. The whole sheet is in memory."""
    _check_size(stream)
    try:
        book = CalamineWorkbook.from_filelike(stream)
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        sheets = map(book.get_sheet_by_name, visible)
        sheet = next((sheet for sheet in sheets if sheet.end), None)
    except (CalamineError, OSError, ValueError):
        raise unreadable() from None
    if sheet is None or sheet.end is None:
        return
    if sheet.end[0] > MOST_ROWS:
        raise RuleBroken(
            "sheet_too_long",
            _("这个 Excel 文件有 %(rows)d 行，最多读 %(most)d 行。请另存为“CSV UTF-8”再导入，CSV 不限行数。")
            % {"rows": sheet.end[0] + 1, "most": MOST_ROWS},
        )
    first = 1
    for rows in batched(sheet.iter_rows(), BLOCK_ROWS):
        yield Block(range(first, first + len(rows)), [[as_text(cell) for cell in row] for row in rows])
        first += len(rows)


def _check_size(stream: BinaryIO) -> None:
    if stream.read(4) == ZIP:
        try:
            with zipfile.ZipFile(stream) as packed:
                unpacked = sum(member.file_size for member in packed.infolist())
        except (zipfile.BadZipFile, OSError, ValueError):
            raise unreadable() from None
        if unpacked > MOST_BYTES:
            raise unreadable()
    stream.seek(0)
