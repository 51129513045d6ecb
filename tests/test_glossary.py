"""The glossary says every word of the tables, and no word the code has given up."""

import re

import pytest
from django.conf import settings

from linli.cases.terms import STEPS, Stage, State
from linli.core.actors import Level, Right
from linli.organisation.terms import Role, UnitKind

PAGE = (settings.ROOT / "docs" / "glossary.md").read_text()
LINLI = settings.ROOT / "linli"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]
SECTIONS = {
    "### States": set(State.values),
    "### Steps": set(STEPS),
    "### Stages": set(Stage.values),
    "### Roles": set(Role.values),
    "### Kinds of units": set(UnitKind.values),
    "### Rights": {right.value for right in Right},
    "## Places": {level.value for level in Level},
}


def words_under(heading: str) -> set[str]:
    section = re.split(r"^#{2,3} ", PAGE.split(f"\n{heading}\n", 1)[1], flags=re.MULTILINE)[0]
    return set(re.findall(r"^\| `([^`]+)`", section, flags=re.MULTILINE))


def test_every_row_has_identifier_chinese_meaning_and_place():
    assert len(ROWS) > 100
    assert not [row for row in ROWS if len(row) != 4 or not all(row)]
    assert not [row[0] for row in ROWS if not re.search(r"[\u4e00-\u9fff]", row[1])]


def test_every_word_lives_where_the_glossary_says():
    lost = [row[0] for row in ROWS if not (LINLI / row[3]).is_file()]
    assert not lost
    texts = {row[3]: (LINLI / row[3]).read_text() for row in ROWS}
    named = [(word, row[3]) for row in ROWS for word in re.findall(r"`([^`]+)`", row[0] + row[2])]
    assert not [
        (word, where) for word, where in named if not re.search(rf"\b{re.escape(word)}\b", texts[where])
    ]


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_choice_is_in_the_glossary(heading):
    told, words = words_under(heading), SECTIONS[heading]
    assert not words - told
    if heading.startswith("###"):
        assert not told - words
