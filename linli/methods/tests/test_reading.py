"""Positions are exact, and whatever is done to a pack it either loads or names a line."""

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.methods import queries
from linli.methods.rules.positions import positions
from linli.methods.tests.make import SMALL

TOML = r'''# a comment with [brackets] and "quotes"
title = "a # no comment" # a comment
"quoted key" = 1
'single' = 2
a.b . c = """
several
[lines] = "of" \" text"""
raw = \'\'\'x = "y" \'\'\'
when = 1979-05-27 07:32:00Z
dotted = 1.5
list = [ # one
  "a", [1, 2], { x = 1, y.z = [ "b" ] },
]
empty = {}
[table]
k = true
[table.inner]
k = false
[[rows]]
k = 1
[[rows]]
k = 2
[rows.sub]
k = 3
[[rows.more]]
k = 4
'''.replace("\\'", "'")


def test_every_value_has_a_place_and_every_place_a_value():
    places = positions(TOML)
    assert set(places) == set(_paths((), tomllib.loads(TOML)))
    lines = TOML.split("\n")
    for path, (line, column) in places.items():
        here = lines[line - 1][column - 1 :]
        name = path[-1]
        if isinstance(name, str):
            assert here.startswith((name, f'"{name}', f"'{name}", "[")), (path, here)
    assert places["rows", 1, "sub", "k"] == (lines.index("[rows.sub]") + 2, 1)
    assert places["list", 2, "y", "z", 0] == (12, TOML.split("\n")[11].index('"b"') + 1)


def _paths(path, value):
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths((*path, key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _paths((*path, number), inner)


DEFAULT = queries.shipped_text("default")
JUNK = [
    "",
    "[[categories]]",
    "x",
    "= 3",
    '"',
    "]",
    "[",
    "{",
    'code = "noise"',
    "urgency = 9",
    "religion = 1",
    "'''",
    "\x00",
    "，",
]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_mutated_line_loads_or_is_named(data):
    text = data.draw(st.sampled_from([SMALL, DEFAULT]))
    lines = text.split("\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    cut = data.draw(st.integers(0, len(line)))
    lines[number] = data.draw(
        st.sampled_from([line[:cut], line[cut:], line[:cut] + line[cut + 1 :], line + "\n" + line])
        | st.sampled_from(JUNK).map(lambda junk: line[:cut] + junk + line[cut:])
        | st.text(max_size=20)
    )
    mutated = "\n".join(lines)
    reading = queries.read(mutated)
    count = len(mutated.split("\n"))
    assert all(1 <= fault.line <= count and fault.sentence for fault in reading.faults)
    if not reading.faults:
        assert reading.head is not None and reading.digest()
