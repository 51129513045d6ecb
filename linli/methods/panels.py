"""The sections of a pack as tables for people."""

from dataclasses import dataclass, field
from typing import Any

from linli.methods.sections import Content, Section, sections


@dataclass(frozen=True, slots=True)
class Cell:
    """`raw` is the value as it stands in the file, for pages that have a sign for it."""

    words: str
    raw: object = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One section. With `across` it is a square: `across` names the columns, a row's first cell the row."""

    key: str
    title: str
    heads: list[str]
    rows: list[list[Cell]]
    whole: bool = True
    across: list[str] = field(default_factory=list)


def panels(content: Content) -> list[Panel]:
    """Sections that have rows, highest app last, as they were declared."""
    found = []
    for section in sections().values():
        if content.rows(section):
            made = _square(section, content) if section.matrix else _table(section, content)
            found.append(Panel(section.key, str(section.title), whole=content.is_whole(section), **made))
    return found


def _table(section: Section[Any], content: Content) -> dict[str, Any]:
    """Columns that are empty in every row are left out."""
    cells = {
        key: [cell(section, row, key, content) for row in content.values(section)] for key in section.labels
    }
    keys = [key for key, column in cells.items() if any(cell.words for cell in column)]
    return {
        "heads": [str(section.labels[key]) for key in keys],
        "rows": [list(row) for row in zip(*(cells[key] for key in keys), strict=True)],
    }


def _square(section: Section[Any], content: Content) -> dict[str, Any]:
    down, over, inside = section.matrix or ("", "", "")
    values = content.values(section)
    by_place = {
        (getattr(row, down), getattr(row, over)): cell(section, row, inside, content) for row in values
    }
    columns = sorted({column for _row, column in by_place})
    rows = sorted({row for row, _column in by_place}, reverse=True)
    return {
        "heads": [str(section.labels[down]), str(section.labels[over])],
        "across": [str(column) for column in columns],
        "rows": [[Cell(str(row)), *(by_place.get((row, col), Cell("")) for col in columns)] for row in rows],
    }


def cell(section: Section[Any], row: Any, key: str, content: Content) -> Cell:
    return Cell(section.words(row, key, content), getattr(row, key))
