"""Which texts tell of one topic: linked where they are alike, joined while the whole stays alike.

Plain single linkage makes chains: a is like b, b like c, until everything is one topic. So two groups are
joined by their strongest link only when their middles are alike, too, and not beyond a size.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linli.solvers.text.grams import Keys, cleaned, counted
from linli.solvers.text.spans import heavy_spans

type Floats = NDArray[np.float64]

MOST_WORDS = 3
LEAST_OPENING = 12
_SENTENCE_END = re.compile(r"[。！？!?；;]")


@dataclass(frozen=True, slots=True)
class Text:
    """`spot`: where it is, 0 for unknown; texts of one spot need less in common than others."""

    key: int
    text: str
    spot: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen on published silver clusters (ADR 0014)."""

    sizes: tuple[int, ...] = (2, 3)
    read: int = 60  # characters at most
    link: float = 0.2  # cosine from which two texts are linked
    middle: float = 0.3  # cosine from which two groups may be joined
    same_spot: float = 0.1  # added when both lie at one spot
    most: int = 500  # texts of one topic
    common_share: float = 0.05  # pieces that more texts than this have link nothing by themselves
    common_least: int = 40
    common_most: int = 400
    links_each: int = 30


DEFAULT = Settings()


@dataclass(frozen=True, slots=True)
class Topic:
    keys: tuple[int, ...]  # ascending
    words: tuple[str, ...]  # stretches that at least half of its texts have, heaviest first


def topics(texts: Sequence[Text], least: int, settings: Settings = DEFAULT) -> list[Topic]:
    """Groups of at least `least` texts, the largest first. The order of the texts does not matter."""
    ordered = sorted(texts, key=lambda one: one.key)
    bags = _bags(ordered, settings)
    groups = _joined(bags, _links(ordered, bags, settings), settings)
    found = [
        Topic(tuple(ordered[at].key for at in group), _words(ordered, bags, group, settings))
        for group in groups
        if len(group) >= least
    ]
    return sorted(found, key=lambda topic: (-len(topic.keys), topic.keys))


def opening(text: str, most: int) -> str:
    """The first sentence, at least twelve characters: people say first what it is about.

    >>> opening("路灯坏了。三号楼门口的路灯已经坏了三天。谢谢", most=60)
    '路灯坏了。三号楼门口的路灯已经坏了三天'
    """
    read = cleaned(text)[:most]
    end = _SENTENCE_END.search(read, LEAST_OPENING)
    return read[: end.start()] if end else read


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """The pieces of a text that at least two texts have: columns, ascending, and weights of length 1."""

    columns: NDArray[np.int64]
    weights: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    keys: Keys
    texts_with: NDArray[np.int64]
    each: Sequence[Bag]


def _bags(texts: Sequence[Text], settings: Settings) -> Bags:
    found = [counted(opening(one.text, settings.read), settings.sizes)[0] for one in texts]
    every = np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)
    keys, texts_with = np.unique(every, return_counts=True)
    keys, texts_with = keys[texts_with > 1], texts_with[texts_with > 1]
    rarity = np.log((1 + len(texts)) / texts_with)
    each = []
    for own in found:
        at = np.minimum(np.searchsorted(keys, own), max(len(keys) - 1, 0))
        columns = at[keys[at] == own] if len(keys) else np.zeros(0, dtype=np.int64)
        weights = rarity[columns]
        length = np.sqrt((weights * weights).sum())
        each.append(Bag(columns, weights / length if length else weights))
    return Bags(keys, texts_with, each)


def _links(texts: Sequence[Text], bags: Bags, settings: Settings) -> list[tuple[float, int, int]]:
    """Pairs that are alike enough, the strongest first; of each text its strongest to earlier ones.

    Only texts with half the needed cosine in rare pieces are looked at: what everybody says links nothing.
    """
    found = []
    postings = _Postings(bags, settings)
    dense = np.zeros(len(bags.keys))
    for at, bag in enumerate(bags.each):
        dense[bag.columns] = bag.weights
        links = []
        for other in postings.met(at, settings.link / 2):
            theirs = bags.each[other]
            alike = float(dense[theirs.columns] @ theirs.weights)
            if texts[at].spot and texts[at].spot == texts[other].spot:
                alike += settings.same_spot
            if alike >= settings.link:
                links.append((-alike, other, at))
        dense[bag.columns] = 0.0
        found += sorted(links)[: settings.links_each]
    return [(-alike, a, b) for alike, a, b in sorted(found)]


class _Postings:
    """For every rare piece the texts that have it, in order."""

    def __init__(self, bags: Bags, settings: Settings) -> None:
        most = int(settings.common_share * len(bags.each))
        rare = bags.texts_with <= min(max(most, settings.common_least), settings.common_most)
        self._own = [(bag.columns[rare[bag.columns]], bag.weights[rare[bag.columns]]) for bag in bags.each]
        sizes = [len(columns) for columns, _weights in self._own]
        columns = np.concatenate(
            [columns for columns, _weights in self._own] or [np.zeros(0, dtype=np.int64)]
        )
        order = np.argsort(columns, kind="stable")
        self._texts = np.repeat(np.arange(len(sizes)), sizes)[order]
        self._weights = np.concatenate([weights for _columns, weights in self._own] or [np.zeros(0)])[order]
        self._starts = np.searchsorted(columns[order], np.arange(len(bags.keys)))
        self._seen = np.zeros(len(bags.keys), dtype=np.int64)

    def met(self, at: int, least: float) -> list[int]:
        """Earlier texts whose rare pieces alone make a cosine of `least`. Ask for each text, in order."""
        columns, weights = self._own[at]
        stretches = [
            (start, start + seen, weight)
            for start, seen, weight in zip(self._starts[columns], self._seen[columns], weights, strict=True)
            if seen
        ]
        self._seen[columns] += 1
        if not stretches:
            return []
        texts = np.concatenate([self._texts[start:end] for start, end, _weight in stretches])
        parts = np.concatenate([self._weights[start:end] * weight for start, end, weight in stretches])
        found: list[int] = np.flatnonzero(np.bincount(texts, weights=parts) >= least).tolist()
        return found


def _joined(bags: Bags, links: Sequence[tuple[float, int, int]], settings: Settings) -> list[list[int]]:
    group_of = list(range(len(bags.each)))
    members = {at: [at] for at in group_of}
    middles = dict(enumerate(bags.each))
    for _alike, a, b in links:
        one, other = group_of[a], group_of[b]
        size = len(members[one]) + len(members[other])
        if one == other or size > settings.most:
            continue
        if (
            cosine(middles[one], middles[other]) < settings.middle
            and len(members[one]) + len(members[other]) > 2
        ):
            continue
        keep, gone = sorted((one, other))
        middles[keep] = _sum(middles[keep], middles.pop(gone))
        for at in members[gone]:
            group_of[at] = keep
        members[keep] += members.pop(gone)
    return [sorted(group) for group in members.values()]


def cosine(a: Bag, b: Bag) -> float:
    _columns, of_a, of_b = np.intersect1d(a.columns, b.columns, assume_unique=True, return_indices=True)
    length = np.sqrt((a.weights**2).sum() * (b.weights**2).sum())
    return float(a.weights[of_a] @ b.weights[of_b] / length) if length else 0.0


def _sum(a: Bag, b: Bag) -> Bag:
    columns, at = np.unique(np.concatenate([a.columns, b.columns]), return_inverse=True)
    return Bag(columns, np.bincount(at, weights=np.concatenate([a.weights, b.weights])))


def _words(texts: Sequence[Text], bags: Bags, group: Sequence[int], settings: Settings) -> tuple[str, ...]:
    """What at least half of the group has, read off the text nearest the middle: no one person's words."""
    every = np.concatenate([bags.each[at].columns for at in group])
    columns, times = np.unique(every, return_counts=True)
    shared = columns[2 * times >= len(group)]
    if not len(shared):
        return ()
    rarity = np.log((1 + len(texts)) / bags.texts_with[shared])
    middle = Bag(shared, rarity * times[2 * times >= len(group)])
    nearest = max(group, key=lambda at: (cosine(middle, bags.each[at]), -at))
    read = opening(texts[nearest].text, settings.read)
    return heavy_spans(read, bags.keys[shared], middle.weights, settings.sizes)[:MOST_WORDS]
