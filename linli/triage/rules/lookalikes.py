"""Are two matters the same? By place, time and words, with the reason said."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, log, radians

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.triage.terms import ALIKE_SCORE, EMPTY_CHARACTERS, EMPTY_WORDS, NEAR_M, TEXT_READ

METRES_PER_DEGREE = 111_320


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared. Degrees WGS-84."""

    key: int
    text: str
    received_at: datetime
    building_id: int | None = None
    estate_id: int | None = None
    grid_id: int | None = None
    lon: float | None = None
    lat: float | None = None
    category_code: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Alike:
    key: int
    score: float  # 0 to 1
    open: bool
    reason: str  # 同一栋楼 · 2 天前 · 都提到 路灯、不亮


def lookalikes(
    matter: Matter, others: Sequence[Matter], *, near_m: float = NEAR_M, least: float = ALIKE_SCORE
) -> list[Alike]:
    """Those that may be the same matter: open ones first, then the more alike. `least`: the lowest score."""
    rarity = rarities([matter, *others])
    found = [one for other in others if (one := _compare(matter, other, rarity, near_m)) is not None]
    enough = [one for one in found if one.score >= least]
    return sorted(enough, key=lambda one: (not one.open, -one.score, one.key))


def _compare(a: Matter, b: Matter, rarity: Mapping[str, float], near_m: float) -> Alike | None:
    weight, place = nearness(a, b, near_m)
    if a.key == b.key or not weight:
        return None
    same_kind = bool(a.category_code) and a.category_code == b.category_code
    words = similarity(bigrams(a.text), bigrams(b.text), rarity)
    score = 0.35 * weight + 0.45 * words + (0.2 if same_kind else 0.0)
    if not words and not same_kind:
        return None
    parts = [place, _apart(a, b), _spoken(shared_words(a.text, b.text), same_kind)]
    return Alike(b.key, score, b.open, " · ".join(part for part in parts if part))


def nearness(a: Matter, b: Matter, near_m: float = NEAR_M) -> tuple[float, str]:
    """How much the places agree, 0 to 1, and in words. 0 is too far to be the same.

    >>> from datetime import UTC
    >>> here = Matter(1, "", datetime(2026, 5, 8, tzinfo=UTC), lon=110.0, lat=35.0)
    >>> there = Matter(2, "", datetime(2026, 5, 8, tzinfo=UTC), lon=110.001, lat=35.0)
    >>> nearness(here, there)[1]
    '相距约 90 米'
    """
    if a.building_id and a.building_id == b.building_id:
        return 1.0, _("同一栋楼")
    if a.estate_id and a.estate_id == b.estate_id:
        return 0.85, _("同一小区")
    apart_m = distance_m(a, b)
    if apart_m is not None and apart_m <= near_m:
        return 0.85 - 0.3 * apart_m / near_m, _("相距约 %(m)d 米") % {"m": max(round(apart_m, -1), 10)}
    if apart_m is None and a.grid_id and a.grid_id == b.grid_id and near_m >= NEAR_M:
        return 0.5, _("同一网格")
    return 0.0, ""


def distance_m(a: Matter, b: Matter) -> float | None:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return None
    east = (a.lon - b.lon) * cos(radians(a.lat))
    return hypot(east, a.lat - b.lat) * METRES_PER_DEGREE


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters that may mean something; digits and little words are left out.

    >>> sorted(bigrams("3号楼的路灯不亮"))
    ['不亮', '灯不', '路灯']
    """
    read = unicodedata.normalize("NFKC", text[:TEXT_READ]).lower()
    pairs = {read[i : i + 2] for i in range(len(read) - 1)}
    return frozenset(
        pair
        for pair in pairs
        if pair.isalpha() and not (EMPTY_CHARACTERS & set(pair)) and pair not in EMPTY_WORDS
    )


def rarities(matters: Iterable[Matter]) -> dict[str, float]:
    """How much a pair of characters says: the fewer of these texts have it, the more."""
    texts = [bigrams(matter.text) for matter in matters]
    seen = Counter(pair for text in texts for pair in text)
    return {pair: log(1 + len(texts) / count) for pair, count in seen.items()}


def similarity(a: frozenset[str], b: frozenset[str], rarity: Mapping[str, float]) -> float:
    """Half Jaccard, half how much of the shorter text is in the longer one; rare pairs count more.

    >>> lamp, stairs = bigrams("楼道路灯不亮"), bigrams("路灯不亮三天")
    >>> 0.5 < similarity(lamp, stairs, {}) < 1
    True
    """
    if not a or not b:
        return 0.0

    def weight(pairs: frozenset[str]) -> float:
        return sum(rarity.get(pair, 1.0) for pair in pairs)

    both = weight(a & b)
    return 0.5 * both / weight(a | b) + 0.5 * both / min(weight(a), weight(b))


def shared_words(a: str, b: str, most: int = 3) -> list[str]:
    """The longest runs of characters both texts have: what people recognise as "the same".

    >>> shared_words("3号楼门口路灯不亮", "楼下路灯又不亮了")
    ['路灯', '不亮']
    """
    b = b[:TEXT_READ]
    found: list[str] = []
    rest = a[:TEXT_READ]
    while len(rest) >= 2:
        run = next((rest[:n] for n in range(min(len(rest), 8), 1, -1) if rest[:n] in b), "")
        run = run.strip("".join(EMPTY_CHARACTERS)) if run.isalpha() else ""
        if len(run) >= 2 and run not in EMPTY_WORDS and run not in found:
            found.append(run)
        rest = rest[rest.index(run) + len(run) :] if run else rest[1:]
    return sorted(found, key=len, reverse=True)[:most]


def _apart(a: Matter, b: Matter) -> str:
    hours = abs((a.received_at - b.received_at).total_seconds()) / 3600
    if hours < 1:
        return _("1 小时内")
    if hours < 24:
        return ngettext("相隔 %(n)d 小时", "相隔 %(n)d 小时", int(hours)) % {"n": int(hours)}
    days = round(hours / 24)
    return ngettext("相隔 %(n)d 天", "相隔 %(n)d 天", days) % {"n": days}


def _spoken(words: Sequence[str], same_kind: bool) -> str:
    if words:
        return _("都提到 %(words)s") % {"words": _("、").join(words)}
    return _("同一类别") if same_kind else ""
