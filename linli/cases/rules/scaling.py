"""Sizes and levels: what is suggested, where a matter climbs to, at which level it was solved."""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.cases.terms import LADDER, LARGE_WORDS, MANY_VOICES, Scale
from linli.core.actors import Actor, Level, Placed, Right

SIZES = tuple(Scale)  # the smallest first


@dataclass(frozen=True, slots=True)
class ScaleGuess:
    scale: Scale
    words: tuple[str, ...] = ()  # those that hinted at it
    voices: int = 0  # so many callers, when that is the reason


def suggested_scale(text: str, usual: str, voices: int) -> ScaleGuess:
    """The category's usual size, unless the words or the number of callers say more. Never less.

    >>> suggested_scale("整栋楼都没水", "small", 1)
    ScaleGuess(scale=Scale.MEDIUM, words=('整栋',), voices=0)
    """
    best = ScaleGuess(Scale(usual))
    for scale, hints in LARGE_WORDS:
        found = tuple(word for word in hints if word in text)
        if found and SIZES.index(scale) > SIZES.index(best.scale):
            best = ScaleGuess(scale, words=found)
    for scale, many in MANY_VOICES:
        if voices >= many and SIZES.index(scale) > SIZES.index(best.scale):
            best = ScaleGuess(scale, voices=voices)
    return best


def rung(level: str) -> int:
    """How high on the ladder, grids being 0; what is finer than a grid is in one.

    >>> rung("grid"), rung("district"), rung("building")
    (0, 3, 0)
    """
    return next((n for n, one in enumerate(LADDER) if one == level), 0)


def above(level: str) -> Level | None:
    """The next rung; None at the top."""
    return next(iter(LADDER[rung(level) + 1 :]), None)


def below(level: str, lowest: str) -> Level | None:
    """The rung under this one; None where the district's ladder begins."""
    return LADDER[rung(level) - 1] if rung(level) > rung(lowest) else None


def solved_at(led_by: str, units: Iterable[str]) -> Level:
    """The widest of the level that led and the levels of those who did the work.

    A lamp that the street's team mended did leave the grid, though nobody above had to decide anything.

    >>> solved_at("grid", ["grid", "subdistrict"])
    <Level.SUBDISTRICT: 'subdistrict'>
    """
    return LADDER[max(map(rung, (led_by, *units)))]


def leads_at(actor: Actor, row: Placed, level: str) -> bool:
    """Has the actor a desk at this level, or above it, that covers the row?"""
    seats = actor.seats_with(Right.CASE_DESK)
    return any(seat.covers(row) and rung(seat.level or "") >= rung(level) for seat in seats)
