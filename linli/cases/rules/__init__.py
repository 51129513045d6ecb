"""Values in, values out: codes, phones, texts, colours, who may take which step, the way to go."""

from linli.cases.rules.codes import CODE_DIGITS, code_run, draw_code, luhn, read_code, spoken_code
from linli.cases.rules.guessing import Guess, WordHints, colour_for
from linli.cases.rules.reading import (
    danger_number,
    first_line,
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
    "Guess",
    "ScaleGuess",
    "Stop",
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
    "leads_at",
    "luhn",
    "masked_phone",
    "may_supervise",
    "may_undo",
    "queue_of",
    "read_code",
    "read_phone",
    "read_text",
    "rung",
    "selves",
    "solved_at",
    "spoken_code",
    "steps_open_to",
    "suggested_scale",
    "walking_order",
    "where",
]
