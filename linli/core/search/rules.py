"""Texts and words as tokens: pairs of neighbouring Chinese characters, Latin words and numbers whole.

A pair says where it stands, so that words found one behind the other are the words as they were typed:
searching is exact, not a guess at where Chinese words begin.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby

LONGEST = 8_000  # tokens of one text; PostgreSQL keeps no positions after 16 383
MOST_WORDS = 8  # of one search: more would be a text, not a search
LONGEST_LATIN = 60  # characters kept of a Latin word or number; PostgreSQL refuses words over 2 kB


def bigrams(text: str) -> str:
    """The text as it is indexed.

    The last character of each run stands once more alone, so that a search for one character finds it too.

    >>> bigrams("路灯不亮")
    '路灯 灯不 不亮 亮'
    >>> bigrams("和平路12号院ＡＢ座, 电梯!")
    '和平 平路 路 12 号院 院 ab 座 电梯 梯'
    """
    return " ".join(token for run in list(_runs(text))[:LONGEST] for token in _tokens(run, last=True))


def phrases(words: str) -> list[list[str]]:
    """The tokens of each typed word, in order; see `open_ended` for a last token of one Chinese character.

    >>> phrases("路灯  3号楼!")
    [['路灯'], ['3', '号楼']]
    >>> phrases("和平路3号")
    [['和平', '平路', '路', '3', '号']]
    >>> phrases('" OR * ()')
    [['or']]
    """
    found = []
    for word in words.split()[:MOST_WORDS]:
        runs = list(_runs(word))[:LONGEST]
        tokens = [token for run in runs[:-1] for token in _tokens(run, last=True)]
        tokens += [token for run in runs[-1:] for token in _tokens(run, last=len(run) == 1)]
        if tokens:
            found.append(tokens)
    return found


def open_ended(phrase: list[str]) -> bool:
    """Does the last token stand for all that begin with it?"""
    return len(phrase[-1]) == 1 and _is_chinese(phrase[-1])


def _runs(text: str) -> Iterator[str]:
    """Stretches of one script: Chinese, or letters and digits; whatever else only separates."""
    folded = unicodedata.normalize("NFKC", text).lower()
    for kind, characters in groupby(folded, key=_kind):
        if kind != "other":
            yield "".join(characters)


def _tokens(run: str, *, last: bool) -> Iterator[str]:
    if not _is_chinese(run[0]):
        yield run[:LONGEST_LATIN]
        return
    yield from (run[n : n + 2] for n in range(len(run) - 1))
    if last:
        yield run[-1]


def _kind(character: str) -> str:
    if _is_chinese(character):
        return "chinese"
    return "latin" if character.isalnum() else "other"


def _is_chinese(character: str) -> bool:
    """Unified and compatibility ideographs, the extensions included, and 〇."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or character >= "\U00020000"
        or character == "〇"
    )
