"""Something read from the database and kept for a moment: rules and hours that change a few times a year."""

from collections.abc import Callable
from time import monotonic

from django.db import connection

KEPT_S = 1.0


class Kept[T]:
    """`get` gives what `read` gave at most a second ago; inside a transaction it always reads anew.

    For values no request changes, on paths that are taken a thousand times a second.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        if connection.in_atomic_block:
            return self._read()
        kept = self._kept
        if kept is None or monotonic() - kept[0] >= KEPT_S:
            self._kept = kept = (monotonic(), self._read())
        return kept[1]

    def forget(self) -> None:
        """Read anew the next time."""
        self._kept = None
