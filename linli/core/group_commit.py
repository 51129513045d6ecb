"""Many small writes in one transaction: what waits is committed together, and nobody is answered before.

A commit costs one fsync however much is in it: under load thirty matters share the price of one (ADR 0010).
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.translation import gettext_lazy as _

from linli.core.errors import Unavailable

MOST = 256  # items in one transaction
MOST_WAITING = 2_000  # two seconds of work: whoever comes later is told so at once

BUSY = _("现在提交的人太多，请稍等一分钟再发送。您填写的内容没有丢失。")
AWAY = _("系统暂时存不下来，请稍等一分钟再发送。您填写的内容没有丢失。")


class _Waiting[Item, Result]:
    """An item, and what became of it for whoever waits. A bare lock costs a tenth of a Future."""

    __slots__ = ("error", "item", "over", "result")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.result: Result | None = None
        self.error: Exception | None = None
        self.over = threading.Lock()
        self.over.acquire()

    def outcome(self) -> Result:
        self.over.acquire()
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]  # was set before the lock was opened

    def succeed(self, result: Result) -> None:
        self.result = result
        self.over.release()

    def fail(self, error: Exception, cause: Exception | None = None) -> None:
        error.__cause__ = cause or error.__cause__
        self.error = error
        self.over.release()


class GroupCommit[Item, Result]:
    """`submit` blocks until the item's transaction is committed and gives its result, or raises its error.

    `write` takes a batch, opens and commits the transaction itself and gives one result per item, in order.
    When a batch fails, its items are written one by one, so that one bad item fails alone. When the database
    went away, nobody knows whether the commit still arrived: nothing is tried again here, everybody is asked
    to send again, and `write` has to know a repeated item when it sees one.
    """

    def __init__(
        self,
        name: str,
        write: Callable[[Sequence[Item]], Sequence[Result]],
        *,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self.name = name
        self.write = write
        self.most_waiting = most_waiting
        self.waiting: SimpleQueue[_Waiting[Item, Result]] = SimpleQueue()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def submit(self, item: Item) -> Result:
        """Inside an open transaction the item takes part in it; otherwise it travels with what else waits."""
        if connection.in_atomic_block:
            return self.write([item])[0]
        if self.waiting.qsize() >= self.most_waiting:
            raise Unavailable("too_many_waiting", BUSY)
        mine: _Waiting[Item, Result] = _Waiting(item)
        self.waiting.put(mine)
        self._start()
        return mine.outcome()

    def _start(self) -> None:
        if self.thread is None or not self.thread.is_alive():
            with self.lock:
                if self.thread is None or not self.thread.is_alive():
                    self.thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                    self.thread.start()

    def _run(self) -> None:
        while True:
            self._commit([self.waiting.get(), *self._more()])

    def _more(self) -> Iterable[_Waiting[Item, Result]]:
        for _place in range(MOST - 1):
            try:
                yield self.waiting.get_nowait()
            except Empty:
                break

    def _commit(self, batch: Sequence[_Waiting[Item, Result]]) -> None:
        try:
            close_old_connections()
            done = list(zip(batch, self.write([one.item for one in batch]), strict=True))
        except (OperationalError, InterfaceError) as why:
            for one in batch:
                one.fail(Unavailable("database_away", AWAY), why)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits for it
            if len(batch) == 1:
                batch[0].fail(error)
            else:
                for one in batch:
                    self._commit([one])
        else:
            for one, result in done:
                one.succeed(result)
