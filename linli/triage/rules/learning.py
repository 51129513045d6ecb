"""From finished cases to examples, and whether a new model may replace the one in use."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from linli.solvers.text.classifier import TextClassifier
from linli.solvers.text.measuring import Guessed
from linli.triage.terms import HELD_OUT_SHARE, LEAST_COMPARED, LEAST_CONFIDENCE, LEAST_OF_A_KIND, WORSE_BY


@dataclass(frozen=True, slots=True)
class Example:
    case_id: int
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the same cases, or the figures of each from its own day (`seen_apart`)."""

    on: int
    right: int
    right_then: int
    worse: bool


def taught(examples: Sequence[Example]) -> list[Example]:
    """Only kinds with enough examples, oldest first.

    >>> rows = [Example(n, "灯", "a") for n in range(9)] + [Example(9, "水", "b")]
    >>> {one.code for one in taught(rows)}
    {'a'}
    """
    of_kind = Counter(one.code for one in examples)
    kept = [one for one in examples if of_kind[one.code] >= LEAST_OF_A_KIND]
    return sorted(kept, key=lambda one: one.case_id)


def parted(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """To learn from, and the newest to measure on: as in use, tomorrow is guessed from the past.

    A held-out case of a kind that is not among the others still counts: it will be guessed wrong.
    """
    cut = len(examples) - round(len(examples) * HELD_OUT_SHARE)
    return list(examples[:cut]), list(examples[cut:])


def guesses(model: TextClassifier, examples: Sequence[Example]) -> list[Guessed]:
    found = []
    for one in examples:
        said = model.say(one.text)
        sure = said is not None and said.confidence >= max(model.threshold, LEAST_CONFIDENCE)
        found.append(Guessed(said.label if said else "", (one.code,), sure))
    return found


def compared(ours: Sequence[Guessed], theirs: Sequence[Guessed]) -> Comparison:
    """Worse only by more than chance, on enough cases; both guessed the same ones."""
    right, right_then = (sum(one.right for one in side) for side in (ours, theirs))
    enough = len(ours) >= LEAST_COMPARED
    return Comparison(len(ours), right, right_then, enough and right_then - right > WORSE_BY * len(ours))
