"""Names for facts about people that must never be stored (duties D-1 to D-4): refused anywhere in a pack."""

import re

from django.utils.translation import gettext as _

from linli.methods.rules.faults import Document, Faults
from linli.methods.rules.positions import Path
from linli.methods.terms import FORBIDDEN_TOKENS, FORBIDDEN_WORDS, FREE_TEXT

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*")


def tell_forbidden(document: Document, faults: Faults) -> None:
    """Look at every key, and at every value that is a name, a title or a word people will read."""
    for path, text in _texts((), document.data):
        name = forbidden_name(text)
        if name:
            told = _("不能使用 %(name)s：这类信息不得采集或标注（数据保护底线 D-1），请删去") % {"name": name}
            faults.add(path, told, last=True)


def forbidden_name(text: str) -> str:
    """The forbidden part of a key, code or title; "" when there is none.

    >>> [forbidden_name(text) for text in ("household_petition_history", "face_lift", "信访群众走访")]
    ['petition_history', '', '信访群众']
    """
    if _IDENTIFIER.fullmatch(text):
        parts = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text).lower())
        return next((token for token in sorted(FORBIDDEN_TOKENS) if f"_{token}_" in f"_{parts}_"), "")
    return next((word for word in FORBIDDEN_WORDS if word in text), "")


def _texts(path: Path, value: object) -> list[tuple[Path, str]]:
    if isinstance(value, dict):
        found = [((*path, key), key) for key in value]
        for key, inner in value.items():
            if key not in FREE_TEXT:
                found += _texts((*path, key), inner)
        return found
    if isinstance(value, list):
        return [pair for number, inner in enumerate(value) for pair in _texts((*path, number), inner)]
    return [(path, value)] if isinstance(value, str) else []
