"""How good guesses are: shares of right ones, F1 over the labels, what is taken for what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Guessed:
    """What was said of a text ("": nothing), what it really was, and whether it would be shown."""

    said: str
    truth: tuple[str, ...]  # one, rarely two
    offered: bool = True

    @property
    def right(self) -> bool:
        return self.said in self.truth

    @property
    def was(self) -> str:
        """The one truth it counts under: what was said, when that is one of them."""
        return self.said if self.right else self.truth[0]


@dataclass(frozen=True, slots=True)
class Figures:
    n: int
    right: int
    macro_f1: float
    offered: int
    right_when_offered: int
    confusions: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (was, said): how often

    @property
    def accuracy(self) -> float:
        return self.right / self.n if self.n else 0.0

    @property
    def precision(self) -> float:
        """The share right among what was offered."""
        return self.right_when_offered / self.offered if self.offered else 0.0


def measured(guesses: Iterable[Guessed]) -> Figures:
    """Count guesses.

    >>> found = measured([Guessed("a", ("a",)), Guessed("b", ("a",)), Guessed("b", ("b", "c"))])
    >>> round(found.accuracy, 3), round(found.macro_f1, 3), dict(found.confusions)
    (0.667, 0.667, {('a', 'b'): 1})
    """
    every = list(guesses)
    confusions = Counter((one.was, one.said) for one in every if not one.right)
    offered = [one for one in every if one.offered and one.said]
    return Figures(
        n=len(every),
        right=sum(one.right for one in every),
        macro_f1=macro_f1(every),
        offered=len(offered),
        right_when_offered=sum(one.right for one in offered),
        confusions=confusions,
    )


def macro_f1(guesses: Sequence[Guessed]) -> float:
    """The mean over all labels that occur, as truth or as guess, of 2·right / (said + was)."""
    said, was = Counter(one.said for one in guesses if one.said), Counter(one.was for one in guesses)
    right = Counter(one.said for one in guesses if one.right)
    labels = said.keys() | was.keys()
    return (
        sum(2 * right[label] / (said[label] + was[label]) for label in labels) / len(labels)
        if labels
        else 0.0
    )


def threshold_for(confidences: Sequence[float], right: Sequence[bool], wanted: float) -> float | None:
    """The lowest confidence from which on at least `wanted` of what is said is right; None when never.

    >>> threshold_for([0.9, 0.8, 0.6, 0.5], [True, True, False, False], wanted=0.6)
    0.6
    """
    found, good = None, 0
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    seen = 0
    for confidence, same in groupby(ranked, key=lambda pair: pair[0]):
        of_same = [was_right for _confidence, was_right in same]
        seen, good = seen + len(of_same), good + sum(of_same)
        if good >= wanted * seen:
            found = confidence
    return found
