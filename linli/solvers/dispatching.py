"""Who usually gets a matter: shares computed from nothing but counts, so that each can be explained by them.

An *answer* is a unit, or better a role seen from the matter ("the street's management team"): what one street
teaches then holds in its sister streets, too. A *context* is what matters have in common: category and area,
the category alone, its group ... Counts say how often a context had an answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

type Counts = Mapping[str, Mapping[str, int]]  # context -> answer -> how many matters

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a matter before anybody gets it. An empty string is unknown."""

    categories: tuple[str, ...]  # finest first, every name unique by itself: ("waste.bin_full", "waste")
    area: str = ""  # the subdistrict
    spot: str = ""  # the community
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How much a context is believed. Chosen by cross-validation inside training data (ADR 0008)."""

    prior: float = 5.0  # a context's own counts weigh n / (n + prior) against the wider contexts
    tilt: float = 0.5  # exponent of what spot and channel say for themselves; 0 leaves them out
    tilt_prior: float = 20.0


DEFAULT = Settings()


def chain(facts: Facts) -> list[str]:
    """The contexts that narrow down the answer, finest first.

    >>> chain(Facts(("waste.bin", "waste"), area="7"))
    ['waste.bin @7', 'waste.bin', 'waste @7', 'waste', '*']
    """
    found = []
    for category in facts.categories:
        if category and facts.area:
            found.append(f"{category} @{facts.area}")
        if category:
            found.append(category)
    return [*found, EVERYTHING]


def tilts(facts: Facts) -> list[str]:
    """The contexts that only lean the shares to one side, whatever the category: community, channel."""
    spot = [f"spot {facts.spot}"] if facts.spot else []
    return [*spot, f"channel {facts.channel}"] if facts.channel else spot


def contexts(facts: Facts) -> list[str]:
    """All contexts in which a matter counts once."""
    return [*chain(facts), *tilts(facts)]


def shares(facts: Facts, counts: Counts, settings: Settings = DEFAULT) -> dict[str, float]:
    """How likely each answer is; they sum to 1, or there are none.

    From the widest context to the finest, each believes its own counts the more the larger they are
    (interpolated back-off). Then spot and channel multiply in how much more often than everywhere they have
    an answer, damped by the exponent `tilt` (a logarithmic opinion pool).

    >>> seen = {"*": {"water": 5, "parks": 5}, "leak": {"water": 5}}
    >>> {answer: round(share, 2) for answer, share in shares(Facts(("leak",)), seen).items()}
    {'parks': 0.2, 'water': 0.8}
    """
    found: dict[str, float] = {}
    for context in reversed(chain(facts)):
        own = counts.get(context)
        if own:
            found = _narrowed(found, own, settings.prior)
    if settings.tilt and found:
        found = _tilted(found, facts, counts, settings)
    total = sum(found.values())
    return {answer: found[answer] / total for answer in sorted(found)} if total else {}


def _narrowed(wider: Mapping[str, float], own: Mapping[str, int], prior: float) -> dict[str, float]:
    size = sum(own.values())
    kept = prior / (size + prior)
    found = {answer: share * kept for answer, share in wider.items()}
    for answer, count in own.items():
        found[answer] = found.get(answer, 0.0) + count / (size + prior)
    return found


def _tilted(found: Mapping[str, float], facts: Facts, counts: Counts, settings: Settings) -> dict[str, float]:
    everywhere = counts.get(EVERYTHING, {})
    size = sum(everywhere.values())
    tilted = dict(found)
    for context in tilts(facts):
        own = counts.get(context)
        if not own:
            continue
        own_size = sum(own.values())
        for answer in tilted:
            usual = everywhere.get(answer, 0) / size
            if usual:
                here = (own.get(answer, 0) + settings.tilt_prior * usual) / (own_size + settings.tilt_prior)
                tilted[answer] *= (here / usual) ** settings.tilt
    return tilted


@dataclass(frozen=True, slots=True)
class Evidence:
    """The counts behind a suggestion: of `same` matters in the context, `done` had one of the answers."""

    context: str
    same: int
    done: int


def evidence(facts: Facts, counts: Counts, answers: Iterable[str], at_least: int) -> Evidence | None:
    """The finest context of at least so many matters with a category in it; None when all are too small.

    >>> evidence(Facts(("leak",)), {"leak": {"water": 5, "parks": 1}}, ["water"], at_least=5)
    Evidence(context='leak', same=6, done=5)
    """
    wanted = set(answers)
    for context in chain(facts)[:-1]:
        own = counts.get(context, {})
        same = sum(own.values())
        if same >= at_least:
            return Evidence(context, same, sum(own.get(answer, 0) for answer in wanted))
    return None


class Learner:
    """Counts in memory, for many matters at once: rebuilding a table, measuring one."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = {}

    def learn(self, facts: Facts, answer: str) -> None:
        for context in contexts(facts):
            own = self.counts.setdefault(context, {})
            own[answer] = own.get(answer, 0) + 1


def majority(contexts_finest_first: Sequence[str], counts: Counts) -> str:
    """What most had in the first context that is known: the table that any learner has to beat.

    >>> majority(["a @1", "a"], {"a": {"x": 2, "y": 3}})
    'y'
    """
    for context in contexts_finest_first:
        own = counts.get(context)
        if own:
            return max(sorted(own), key=lambda answer: own[answer])
    return ""
