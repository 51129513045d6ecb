"""Texts and words as tokens: pairs of neighbouring Chinese characters, Latin words and numbers whole.

A pair says where it stands, so that words found one behind the other are the words as they were typed:
searching is exact, not a guess at where Chinese words begin.
"""

import re
import unicodedata

# Unified and compatibility ideographs with their extensions, and 〇.
IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
CHINESE = re.compile(f"[{IDEOGRAPHS}]")
RUN = re.compile(f"[{IDEOGRAPHS}]+|[^\\W_{IDEOGRAPHS}]+")
LONGEST = 12_000  # characters of a text that can be found; PostgreSQL keeps no positions after 16 383
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
    return " ".join(token for run in _runs(text) for token in _tokens(run, last=True))


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
        runs = _runs(word)
        tokens = [token for run in runs[:-1] for token in _tokens(run, last=True)]
        tokens += [token for run in runs[-1:] for token in _tokens(run, last=len(run) == 1)]
        if tokens:
            found.append(tokens)
    return found


def open_ended(phrase: list[str]) -> bool:
    """Does the last token stand for all that begin with it?"""
    return len(phrase[-1]) == 1 and _is_chinese(phrase[-1])


def _runs(text: str) -> list[str]:
    """Stretches of one script: Chinese, or letters and digits; whatever else only separates."""
    return RUN.findall(unicodedata.normalize("NFKC", text[:LONGEST]).lower()[:LONGEST])


def _tokens(run: str, *, last: bool) -> list[str]:
    if not _is_chinese(run[0]):
        return [run[:LONGEST_LATIN]]
    pairs = [run[n : n + 2] for n in range(len(run) - 1)]
    return [*pairs, run[-1]] if last else pairs


def _is_chinese(character: str) -> bool:
    return CHINESE.match(character) is not None
