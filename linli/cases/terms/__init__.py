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
from linli.cases.terms.sizes import ANSWER_DAYS, LINK_DAYS, NOTE_MAX, REOPEN_WITHIN, TEXT_MAX, UNDO_S
from linli.cases.terms.states import OPEN, QUEUE_OF, WORDS_MAY_CHANGE, OrderState, Queue, State
from linli.cases.terms.steps import STEPS, Step, Who
from linli.cases.terms.texts import DANGER, DECLINE_REASONS, OTHERS_SAY, PRIVATE_WORDS, REMARKS

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
    "OTHERS_SAY",
    "PRIVATE_WORDS",
    "QUEUE_OF",
    "REMARKS",
    "REOPEN_WITHIN",
    "STEPS",
    "TEXT_MAX",
    "UNDO_S",
    "USUAL_LEVEL",
    "WORDS_MAY_CHANGE",
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
