"""Values in, values out: codes, phones, texts, colours, who may take which step, the way to go."""

from linli.cases.rules.answers import Question, Values, read_answer, spoken_answer
from linli.cases.rules.codes import CODE_DIGITS, code_run, draw_code, luhn, read_code, spoken_code
from linli.cases.rules.guessing import Guess, WordHints, colour_for, more_urgent
from linli.cases.rules.questions import (
    Answers,
    Read,
    missing,
    open_questions,
    raised_urgency,
    read_answers,
    still_counting,
    unknown_codes,
)
from linli.cases.rules.reading import (
    danger_number,
    first_line,
    is_private,
    masked_phone,
    read_phone,
    read_text,
    where,
)
from linli.cases.rules.scaling import ScaleGuess, above, below, leads_at, rung, solved_at, suggested_scale
from linli.cases.rules.stepping import may_supervise, may_undo, queue_of, selves, steps_open_to
from linli.cases.rules.walking import (
    METRES_PER_DEGREE,
    PRESSING_BEFORE,
    Stop,
    apart_m,
    is_pressing,
    walking_order,
)

__all__ = [
    "CODE_DIGITS",
    "METRES_PER_DEGREE",
    "PRESSING_BEFORE",
    "Answers",
    "Guess",
    "Question",
    "Read",
    "ScaleGuess",
    "Stop",
    "Values",
    "WordHints",
    "above",
    "apart_m",
    "below",
    "code_run",
    "colour_for",
    "danger_number",
    "draw_code",
    "first_line",
    "is_pressing",
    "is_private",
    "leads_at",
    "luhn",
    "masked_phone",
    "may_supervise",
    "may_undo",
    "missing",
    "more_urgent",
    "open_questions",
    "queue_of",
    "raised_urgency",
    "read_answer",
    "read_answers",
    "read_code",
    "read_phone",
    "read_text",
    "rung",
    "selves",
    "solved_at",
    "spoken_answer",
    "spoken_code",
    "steps_open_to",
    "still_counting",
    "suggested_scale",
    "unknown_codes",
    "walking_order",
    "where",
]
