"""A published list of event types as a method pack: main types are groups, sub types are kinds."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linli.cases.pack.categories import CATEGORIES
from linli.cases.real.plan import DistrictPlan, TypeGuess
from linli.methods.queries import read, shipped_text
from linli.methods.rules.forbidden import forbidden_name
from linli.methods.sections import sections

VERSION = 1
WORD_MOST, NAME_MOST = 20, 60


def pack_text(plan: DistrictPlan) -> str:
    """TOML that `linli pack load` takes. The base gives everything but its categories and what hangs on them.

    A type whose very name is a fact about people that must not be kept is left out; its orders are refused.
    """
    groups: dict[str, dict[str, Any]] = {}
    kinds: dict[str, dict[str, Any]] = {}
    catalogue: list[dict[str, str]] = []
    for row in plan.table("event_taxonomy.csv"):
        group, name = f"m{row['MAIN_TYPE_ID']}", row["MAIN_TYPE_NAME"]
        guess = plan.types[row["EVENT_TYPE_NAME"]]
        if group not in groups:
            groups[group] = {"code": group, "name": name[:NAME_MOST]} | _weights(guess)
            given = {"trade": guess.trade, "unit_kind": guess.unit_kind}
            catalogue.append({"category": group} | {key: value for key, value in given.items() if value})
        kind, called = f"{group}.s{row['SUB_TYPE_ID']}", row["SUB_TYPE_NAME"][:NAME_MOST]
        if not forbidden_name(called):
            words = list(dict.fromkeys(_words(called)))
            kinds.setdefault(kind, {"code": kind, "name": called, "words": words} | _weights(guess))
    head = plan.pack | {"version": VERSION, "without": _without(plan.pack["based_on"])}
    tables = {"categories": [*groups.values(), *kinds.values()], "catalogue": catalogue}
    return "\n".join([*_lines(head), *_rows(tables)])


def _lines(head: Mapping[str, Any]) -> Iterator[str]:
    for key, value in head.items():
        yield f"{key} = {_inline(value)}"


def _rows(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """One line a row, so that a fault names a row people can find."""
    for key, rows in tables.items():
        yield f"{key} = ["
        yield from (f"  {_inline(row)}," for row in rows)
        yield "]"


def _inline(value: object) -> str:
    """TOML writes texts, numbers and lists as JSON does, and tables with an equals sign."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_inline(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _weights(guess: TypeGuess) -> dict[str, int]:
    return {"importance": guess.importance, "urgency": guess.urgency}


def _words(name: str) -> Iterator[str]:
    """What people may say: the name, in pieces where it is a list."""
    for piece in re.split(r"[、，,（）()/及]", name):
        if 2 <= len(piece.strip()) <= WORD_MOST:
            yield piece.strip()
    yield name[:WORD_MOST].strip()


def _without(base: str) -> Mapping[str, list[str]]:
    """The base's categories, and every row of any section that names one."""
    content = read(shipped_text(base)).content
    dropped = {CATEGORIES.key: list(content.by_code(CATEGORIES))}
    for key, section in sections().items():
        named = [column for column, of in section.refers.items() if of is CATEGORIES]
        rows = [row for row in content.values(section) if any(getattr(row, column) for column in named)]
        if rows:
            dropped[key] = [section.code(row) for row in rows]
    return dropped
