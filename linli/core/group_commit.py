"""Many small writes in one transaction: whatever waits is committed together, and nobody is answered before it is.

A commit costs one fsync however much is in it, so under load a hundred matters share the price of one.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue

from django.db import close_old_connections, connection

MOST = 256  # items in one transaction


class GroupCommit[Item, Result]:
    """`submit` blocks until the item's transaction is committed and gives its result, or raises its error.

    `write` takes a batch, opens and commits the transaction itself and gives one result per item, in order. When
    a batch fails, its items are written one by one, so that one bad item fails alone.
    """

    def __init__(self, name: str, write: Callable[[Sequence[Item]], Sequence[Result]]) -> None:
        self.name = name
        self.write = write
        self.waiting: SimpleQueue[tuple[Item, Future[Result]]] = SimpleQueue()
        self.lock = threading.Lock()
        self.thread: threading.Thread | None = None

    def submit(self, item: Item) -> Result:
        """Inside an open transaction the item takes part in it; otherwise it travels with whatever else waits."""
        if connection.in_atomic_block:
            return self.write([item])[0]
        future: Future[Result] = Future()
        self.waiting.put((item, future))
        self._start()
        return future.result()

    def _start(self) -> None:
        if self.thread is None or not self.thread.is_alive():
            with self.lock:
                if self.thread is None or not self.thread.is_alive():
                    self.thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                    self.thread.start()

    def _run(self) -> None:
        while True:
            batch = [self.waiting.get()]
            while len(batch) < MOST:
                try:
                    batch.append(self.waiting.get_nowait())
                except Empty:
                    break
            self._commit(batch)

    def _commit(self, batch: Sequence[tuple[Item, Future[Result]]]) -> None:
        close_old_connections()
        try:
            results = self.write([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits for it
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            for pair in batch:
                self._commit([pair])
            return
        for (_item, future), result in zip(batch, results, strict=True):
            future.set_result(result)
