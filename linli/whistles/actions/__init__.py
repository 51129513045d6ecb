"""Every write of whistles."""

from linli.whistles.actions.answering import answer, take_note
from linli.whistles.actions.blowing import Blow, blow, call_more, confirm, propose
from linli.whistles.actions.ending import end, end_with_case
from linli.whistles.actions.lateness import mark_late
from linli.whistles.actions.reviewing import review

__all__ = [
    "Blow",
    "answer",
    "blow",
    "call_more",
    "confirm",
    "end",
    "end_with_case",
    "mark_late",
    "propose",
    "review",
    "take_note",
]
