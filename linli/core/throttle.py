"""How often somebody may come: a bucket per key that fills evenly, kept in the process.

Each web process counts by itself: with n processes a limit is at most n times as wide. A count in the
database would cost a durable write per request, more than most requests it would refuse. Where what is
limited leaves a row anyway (mails to confirm, reports of spotters), the rows are counted instead, for all.
"""

import threading
from dataclasses import dataclass
from math import ceil

MOST_KEPT = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at_s: float


class Throttle:
    """`wait_s` takes one from the bucket of a key, or says how many seconds until there is one.

    >>> throttle = Throttle()
    >>> [throttle.wait_s("a", per_minute=2, at_s=0.0) for _ in range(3)]
    [0, 0, 30]
    >>> throttle.wait_s("a", per_minute=2, at_s=30.0), throttle.wait_s("b", per_minute=2, at_s=0.0)
    (0, 0)
    """

    def __init__(self) -> None:
        self._buckets: dict[object, _Bucket] = {}
        self._lock = threading.Lock()

    def wait_s(self, key: object, *, per_minute: int, at_s: float) -> int:
        """`at_s`: a clock that never goes back."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                if len(self._buckets) >= MOST_KEPT:
                    self._buckets.clear()
                bucket = self._buckets[key] = _Bucket(per_minute, at_s)
            gained = max(at_s - bucket.at_s, 0.0) * per_minute / 60
            bucket.left = min(bucket.left + gained, float(per_minute))
            bucket.at_s = at_s
            if bucket.left >= 1:
                bucket.left -= 1
                return 0
            return ceil((1 - bucket.left) * 60 / per_minute)

    def forget(self) -> None:
        self._buckets.clear()
