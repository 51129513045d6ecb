"""States, steps and choices of a case. A step that is not listed here cannot happen."""

from linli.cases.terms.choices import (
    Channel,
    Colour,
    Kind,
    Origin,
    Outcome,
    PhotoKind,
    Satisfaction,
    Scale,
    Stage,
)
from linli.cases.terms.scales import (
    KEPT_WITHIN,
    LADDER,
    LARGE_WORDS,
    LEVEL_WORDS,
    MANY_VOICES,
    USUAL_LEVEL,
    Manner,
)
from linli.cases.terms.sizes import ANSWER_DAYS, LINK_DAYS, NOTE_MAX, TEXT_MAX, UNDO_S
from linli.cases.terms.states import OPEN, QUEUE_OF, OrderState, Queue, State
from linli.cases.terms.steps import STEPS, Step, Who
from linli.cases.terms.texts import DANGER, DECLINE_REASONS, REMARKS

__all__ = [
    "ANSWER_DAYS",
    "DANGER",
    "DECLINE_REASONS",
    "KEPT_WITHIN",
    "LADDER",
    "LARGE_WORDS",
    "LEVEL_WORDS",
    "LINK_DAYS",
    "MANY_VOICES",
    "NOTE_MAX",
    "OPEN",
    "QUEUE_OF",
    "REMARKS",
    "STEPS",
    "TEXT_MAX",
    "UNDO_S",
    "USUAL_LEVEL",
    "Channel",
    "Colour",
    "Kind",
    "Manner",
    "OrderState",
    "Origin",
    "Outcome",
    "PhotoKind",
    "Queue",
    "Satisfaction",
    "Scale",
    "Stage",
    "State",
    "Step",
    "Who",
]
