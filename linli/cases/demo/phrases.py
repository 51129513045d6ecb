"""The demo's own words, read from the tables beside this file."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Matter:
    """What people say about one category, and what the unit that handles it answers."""

    code: str
    says: Sequence[str]
    more: Sequence[str]
    done: Sequence[str]
    wants: Sequence[str] = ()
    spot: str = "estate"  # home, building, estate, road, venue, river
    kind: str = "help"
    weight: float = 1.0
    cluster: bool = False  # many neighbours may report the same at once
    night: bool = False  # noticed in the evening
    months: Sequence[int] = ()  # of the year; empty: always

    @property
    def outdoors(self) -> bool:
        """Somebody on patrol could see it."""
        return self.spot != "home" and self.kind in {"help", "complaint", "tip_off"}


@cache
def matters() -> Mapping[str, Matter]:
    found = {}
    for path in sorted((HERE / "kinds").glob("*.toml")):
        for code, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[code] = Matter(code=code, **row)
    return found


@cache
def voices() -> Mapping[str, Any]:
    found: dict[str, Any] = tomllib.loads((HERE / "voices.toml").read_text(encoding="utf-8"))
    return found
