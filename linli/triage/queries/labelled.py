"""Labelled texts from a table, to measure a classifier with."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken
from linli.core.sheets.reading import read_rows

BETWEEN_LABELS = "|"
BETWEEN_COLUMNS = "+"
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    labels: tuple[str, ...]  # usually one
    group: str = ""  # rows of one group tell of the same matter
    file: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names to try, the first that a file has counts. "title+body" joins two columns."""

    text: Sequence[str]
    label: Sequence[str]
    group: Sequence[str] = ()


def labelled_texts(file: Path, columns: Columns, *, or_longest: bool = False) -> list[Labelled]:
    """Rows with a text and a label; the others are passed over. Labels of one text are parted by "|".

    or_longest: a file without the named column of texts gives its column of the longest ones.
    """
    with _opened(file) as stream:
        rows = [row.values for row in read_rows(stream)]
    headings = list(dict.fromkeys(name for row in rows for name in row))
    label = _found(columns.label, headings, file, _("标签"))
    try:
        text = _found(columns.text, headings, file, _("文字"))
    except RuleBroken:
        others = [name for name in headings if name not in {*label, *columns.group}]
        if not or_longest or not others:
            raise
        text = [max(others, key=lambda name: sum(len(row.get(name, "")) for row in rows))]
    group = next((name for name in columns.group if name in headings), None)
    found = []
    for row in rows:
        words = "。".join(row[name] for name in text if row.get(name))
        labels = tuple(part.strip() for part in row.get(label[0], "").split(BETWEEN_LABELS) if part.strip())
        if words and labels:
            found.append(Labelled(words, labels, row.get(group, "") if group else "", file.name))
    return found


def _opened(file: Path) -> BinaryIO:
    with file.open("rb") as start:
        packed = start.read(2) == GZIP
    return cast(BinaryIO, gzip.open(file)) if packed else file.open("rb")


def _found(wanted: Sequence[str], headings: Sequence[str], file: Path, what: str) -> list[str]:
    for name in wanted:
        parts = [name] if name in headings else name.split(BETWEEN_COLUMNS)
        if all(part in headings for part in parts):
            return parts
    words = {"file": file.name, "what": what, "names": _("、").join(headings)}
    sentence = (
        _("%(file)s 里没有写明的%(what)s列。它的列有：%(names)s。请用 --text、--label 写对列名。") % words
    )
    raise RuleBroken("columns_missing", sentence)
