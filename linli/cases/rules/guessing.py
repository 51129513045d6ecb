"""Category and colour from the words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.cases.terms import Colour


@dataclass(frozen=True, slots=True)
class Guess:
    category_id: int
    words: tuple[str, ...]  # the words that hinted at it: the reason shown to people


class WordHints:
    """Everyday words that hint at categories, found in a text by one pass over it.

    Words are kept by their first two characters: 30 characters cost 30 look-ups, however many words.
    """

    def __init__(self, words_of: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for category_id, words in words_of:
            for word in words:
                self._by_start.setdefault(word[:2], []).append((word, category_id))

    def guess(self, text: str) -> Guess | None:
        """The category whose words cover most of the text; silent when no word occurs.

        Longer words count more, since 电动车充电 says more than 车位.

        >>> WordHints([(1, ["路灯", "灯不亮"]), (2, ["楼下"])]).guess("楼下路灯不亮")
        Guess(category_id=1, words=('路灯', '灯不亮'))
        """
        found: dict[int, dict[str, None]] = {}
        for at in range(len(text) - 1):
            for word, category_id in self._by_start.get(text[at : at + 2], ()):
                if text.startswith(word, at):
                    found.setdefault(category_id, {})[word] = None
        if not found:
            return None
        best = max(found, key=lambda category_id: sum(len(word) ** 2 for word in found[category_id]))
        return Guess(best, tuple(found[best]))


_URGENT = (Colour.RED, Colour.YELLOW, Colour.GREEN)


def more_urgent(colour: str, at_least: str) -> str:
    """The more urgent of two colours; an empty one says nothing.

    >>> more_urgent("green", "yellow"), more_urgent("red", "yellow"), more_urgent("green", "")
    ('yellow', 'red', 'green')
    """
    return min((one for one in (colour, at_least) if one), key=lambda one: _URGENT.index(Colour(one)))


def colour_for(importance: int, urgency: int, matrix: Mapping[tuple[int, int], str]) -> Colour:
    """The matrix of the method pack; a pair it does not name is ordinary."""
    return Colour(matrix.get((importance, urgency), Colour.GREEN))
