"""Not more than so many questions a minute from one address: nobody reads the neighbourhood out by machine.

Kept in the process, never stored: an address is personal. Residents behind one proxy or school share it,
so the limit is high, and whoever is above it loses hints, not the form.
"""

from threading import Lock
from time import monotonic

MINUTE_S = 60.0
MOST_ADDRESSES = 20_000


class Pace:
    """`allows` counts one question; everything is forgotten each minute."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._lock = Lock()
        self._since = monotonic()
        self._asked: dict[str, int] = {}

    def allows(self, address: str) -> bool:
        with self._lock:
            if monotonic() - self._since >= MINUTE_S or len(self._asked) >= MOST_ADDRESSES:
                self._since, self._asked = monotonic(), {}
            asked = self._asked.get(address, 0) + 1
            self._asked[address] = asked
            return asked <= self._a_minute

    def forget(self) -> None:
        with self._lock:
            self._asked = {}
