"""How good the guesses were: by version from counts, and case by case within what one may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linli.cases.models import Category
from linli.cases.queries.cases import visible_cases
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, NotFound
from linli.core.lists import KeysetPage, keyset_page
from linli.methods.queries import active_pack
from linli.triage.models import Guess, GuessCount, TriageModel

MOST_CONFUSED = 30
MOST_VERSIONS = 20
LIST_FIELDS = ("case__text", "case__state", "case__received_at", "case__place_name")


@dataclass(frozen=True, slots=True)
class Confused:
    was: str
    said: str
    times: int


@dataclass(frozen=True, slots=True)
class Live:
    """What became of guesses: of how many the truth is known, how many were right; how many were shown."""

    known: int
    right: int
    shown: int
    right_when_shown: int
    confused: Sequence[Confused]  # shown and corrected included; the most frequent first

    @property
    def corrected(self) -> int:
        """Shown and wrong: somebody had to put it right."""
        return self.shown - self.right_when_shown


def may_see_accuracy(actor: Actor) -> None:
    """Desks and leaders with a cockpit, and whoever keeps the method pack."""
    if not (actor.has(Right.COCKPIT_SEE) or actor.has(Right.PACK_MANAGE)):
        raise NotAllowed("accuracy")


def versions(actor: Actor) -> list[TriageModel]:
    """The newest first, without their weights."""
    may_see_accuracy(actor)
    return list(TriageModel.objects.defer("weights").order_by("-version")[:MOST_VERSIONS])


def model_for(actor: Actor, version: int) -> TriageModel:
    may_see_accuracy(actor)
    found = TriageModel.objects.filter(version=version).first()
    if found is None:
        raise NotFound(f"model {version}")
    return found


def live_figures(actor: Actor, version: int) -> Live:
    """From the counts, which tasks keep. One statement; at most a row for each pair of categories."""
    may_see_accuracy(actor)
    rows = GuessCount.objects.filter(version=version, count__gt=0)
    confused: Counter[tuple[str, str]] = Counter()
    known = right = shown = right_when_shown = 0
    for truth, said, offered, count in rows.values_list("truth", "said", "offered", "count"):
        known += count
        right += count if truth == said else 0
        shown += count if offered else 0
        right_when_shown += count if offered and truth == said else 0
        if truth != said:
            confused[truth, said] += count
    ranked = sorted(confused.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_CONFUSED]
    return Live(known, right, shown, right_when_shown, [Confused(*pair, times) for pair, times in ranked])


def confused_cases(actor: Actor, version: int, *, was: str, said: str, after: str = "") -> KeysetPage[Guess]:
    """Visible cases behind a cell of the confusion table, the newest first. One index range."""
    may_see_accuracy(actor)
    guesses = Guess.objects.filter(version=version, truth=was, said=said, case__in=visible_cases(actor))
    rows = guesses.select_related("case").only("confidence", "offered", *LIST_FIELDS)
    return keyset_page(rows, order=("-case_id",), after=after)


def category_names(codes: Iterable[str]) -> dict[str, str]:
    """What the rule book in force calls them; a code that is gone stands for itself. Two statements."""
    wanted = set(codes)
    rows = Category.objects.filter(pack=active_pack(), code__in=wanted).values_list("code", "name")
    return {code: code for code in wanted} | dict(rows)
