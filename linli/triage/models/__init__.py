"""What was learned and what was found. Derived from cases: it can be thrown away and made again."""

from linli.triage.models.counts import Lesson, UnitCount
from linli.triage.models.guesses import Guess, GuessCount, TriageModel
from linli.triage.models.topics import Recurring, Topic, TopicCase, TopicPlace

__all__ = [
    "Guess",
    "GuessCount",
    "Lesson",
    "Recurring",
    "Topic",
    "TopicCase",
    "TopicPlace",
    "TriageModel",
    "UnitCount",
]
