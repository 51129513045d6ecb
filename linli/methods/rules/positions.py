"""Where in a TOML text each table, row, key and array element stands.

`tomllib` gives values without positions; no maintained library keeps both (docs/adr/0005-method-packs.md).
So `tomllib` parses first, and this index walks over a text that is known to be valid: it never judges.
"""

import re
from bisect import bisect_right

type Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_ESCAPE = re.compile(r'\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[btnfr"\\])')
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def positions(text: str) -> dict[Path, tuple[int, int]]:
    """Path to (line, column), both from 1: of the key, of a table's header, of an array's element.

    >>> positions('a = 1\\n[[rows]]\\nb.c = {d = 2}\\n[[rows]]\\ne = [\\n3]')[("rows", 1, "e", 0)]
    (6, 1)
    """
    walk = _Walk(text)
    walk.document()
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return {path: place(offset) for path, offset in walk.found.items()}


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.rows: dict[Path, int] = {}  # array of tables: how many rows so far

    def blank(self) -> str:
        """Step over space, line ends and comments; the next character, or "" at the end."""
        self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]
        return self.text[self.at : self.at + 1]

    def document(self) -> None:
        table: Path = ()
        while char := self.blank():
            if char == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Path:
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        names = self.key()
        for number, (name, _offset) in enumerate(names):
            path = (*path, name)
            self.found.setdefault(path, start)
            if many and number == len(names) - 1:
                self.rows[path] = self.rows.get(path, 0) + 1
            if path in self.rows:
                path = (*path, self.rows[path] - 1)
                self.found.setdefault(path, start)
        self.at = self.text.index("]]" if many else "]", self.at) + (2 if many else 1)
        return path

    def key(self) -> list[tuple[str, int]]:
        """A dotted key: its names, each with where it starts."""
        names = []
        while True:
            self.blank()
            start = self.at
            match = _BARE_KEY.match(self.text, start) or _STRING.match(self.text, start)
            if match is None:
                raise ValueError(f"no key at {start}")
            names.append((_unquoted(match[0]), start))
            self.at = match.end()
            if self.blank() != ".":
                return names
            self.at += 1

    def pair(self, table: Path) -> None:
        path = table
        for name, offset in self.key():
            path = (*path, name)
            self.found.setdefault(path, offset)
        self.blank()
        self.at += 1  # =
        self.value(path)

    def value(self, path: Path) -> None:
        char = self.blank()
        if char == "[":
            self.array(path)
        elif char == "{":
            self.inline(path)
        else:
            match = _STRING.match(self.text, self.at) or _BARE_VALUE.match(self.text, self.at)
            self.at = match.end()  # type: ignore[union-attr]

    def array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while (char := self.blank()) not in {"]", ""}:
            if char == ",":
                self.at += 1
                continue
            self.found[*path, number] = self.at
            self.value((*path, number))
            number += 1
        self.at += 1

    def inline(self, path: Path) -> None:
        self.at += 1
        while (char := self.blank()) not in {"}", ""}:
            if char == ",":
                self.at += 1
            else:
                self.pair(path)
        self.at += 1


def _unquoted(name: str) -> str:
    if name.startswith('"'):
        return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1]) or chr(int(m[1][1:], 16)), name[1:-1])
    return name[1:-1] if name.startswith("'") else name
