"""This app's sections of a method pack: what a case is about, how urgent, how long, who gets it."""

from linli.cases.pack.catalogue import CATALOGUE
from linli.cases.pack.categories import CATEGORIES, COLOURS, SCALES
from linli.cases.pack.limits import TIME_LIMITS
from linli.cases.pack.look_alikes import LOOK_ALIKES
from linli.cases.pack.questions import QUESTIONS
from linli.cases.pack.requests import GROUNDS, REQUESTS
from linli.cases.pack.responses import RESPONSES

SECTIONS = (
    CATEGORIES,
    QUESTIONS,
    COLOURS,
    SCALES,
    TIME_LIMITS,
    GROUNDS,
    REQUESTS,
    CATALOGUE,
    RESPONSES,
    LOOK_ALIKES,
)
