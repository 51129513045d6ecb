"""The model in use, read once per version and process; what it says of a text, after the rule book."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.models import Category
from linli.cases.queries.rulebook import RuleBook
from linli.cases.terms import Colour
from linli.core.kept import Kept
from linli.solvers.text.classifier import Said, TextClassifier
from linli.triage.models import TriageModel
from linli.triage.terms import FAIRLY_SURE, LEAST_CONFIDENCE, SURE


@dataclass(frozen=True, slots=True)
class InUse:
    version: int
    classifier: TextClassifier

    @property
    def threshold(self) -> float:
        return max(self.classifier.threshold, LEAST_CONFIDENCE)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A category a person may take, with how sure the model is and why."""

    category: Category
    confidence: float
    words: tuple[str, ...]

    @property
    def sureness(self) -> str:
        return sureness(self.confidence)


def model_in_use() -> InUse | None:
    """None while nothing was learned. One small statement a second, in a transaction one a call."""
    found = _ACTIVE.get()
    return _read(*found) if found else None


def _active() -> tuple[int, str] | None:
    return TriageModel.objects.filter(active=True).values_list("version", "digest").first()


_ACTIVE: Kept[tuple[int, str] | None] = Kept(_active)


@lru_cache(maxsize=2)
def _read(version: int, digest: str) -> InUse:
    """Kept by version and digest: a version alone may come again after a roll-back."""
    weights = TriageModel.objects.values_list("weights", flat=True).get(version=version, digest=digest)
    return InUse(version, TextClassifier.from_bytes(bytes(weights or b"")))


def suggested_category(text: str, book: RuleBook) -> Suggested | None:
    """What the model would name. Silent where the rule book's own words speak, and where it is not sure.

    A category whose code is no longer in the rule book in force is never named.
    """
    model = model_in_use()
    if model is None or book.guess(text) is not None:
        return None
    return sure_enough(model.classifier.say(text), model, book)


def sure_enough(said: Said | None, model: InUse, book: RuleBook) -> Suggested | None:
    if said is None or said.confidence < model.threshold or not said.words:
        return None
    category = book.by_code.get(said.label)
    return Suggested(category, said.confidence, said.words) if category is not None else None


@dataclass(frozen=True, slots=True)
class SuggestedColour:
    colour: Colour
    confidence: float

    @property
    def sureness(self) -> str:
        return sureness(self.confidence)


def suggested_colour(text: str, book: RuleBook) -> SuggestedColour | None:
    """How urgent it sounds: the rule book's colours, over all categories the text may belong to."""
    model = model_in_use()
    if model is None or book.guess(text) is not None or model.classifier.say(text) is None:
        return None
    by_colour = _by_colour(model.classifier.shares(text), book)
    best = max(by_colour, key=lambda colour: by_colour[colour], default=None)
    if best is None or by_colour[best] < model.threshold:
        return None
    return SuggestedColour(best, by_colour[best])


def _by_colour(shares: Mapping[str, float], book: RuleBook) -> dict[Colour, float]:
    found: dict[Colour, float] = {}
    for code, share in shares.items():
        if (category := book.by_code.get(code)) is not None:
            colour = book.colour(category)
            found[colour] = found.get(colour, 0.0) + share
    return found


def sureness(confidence: float) -> str:
    """A confidence in words."""
    if confidence >= SURE:
        return pgettext("confidence", "把握很大")
    return pgettext("confidence", "把握较大") if confidence >= FAIRLY_SURE else _("只是可能")
