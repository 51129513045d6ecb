"""Everybody gets the answer of his own item, whatever becomes of the others."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.db import OperationalError

from linli.core.errors import RuleBroken, Unavailable
from linli.core.group_commit import GroupCommit


class Store:
    """What a database would do: keeps whole batches, waits at the door until it is opened."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.busy, self.door = threading.Event(), threading.Event()
        self.away = False

    def write(self, items):
        self.busy.set()
        self.door.wait(10)
        if self.away:
            raise OperationalError("server closed the connection unexpectedly")
        if any(item < 0 for item in items):
            raise RuleBroken("negative")
        self.batches.append(list(items))
        return [item * 10 for item in items]


def submit_all(commit, items):
    """Each from a thread of its own; what each of them got, the exception included."""

    def one(item):
        try:
            return commit.submit(item)
        except (RuleBroken, Unavailable) as error:
            return error

    return ThreadPoolExecutor(len(items)).map(one, items)


def test_what_waits_travels_together():
    store = Store()
    outcomes = submit_all(GroupCommit("test", store.write), list(range(20)))
    store.door.set()
    assert list(outcomes) == [item * 10 for item in range(20)]
    assert sorted(item for batch in store.batches for item in batch) == list(range(20))
    assert len(store.batches) < 20


def test_a_bad_item_fails_alone():
    store = Store()
    outcomes = submit_all(GroupCommit("test", store.write), [1, 2, -3, 4, 5])
    store.door.set()
    one, two, three, four, five = outcomes
    assert (one, two, four, five) == (10, 20, 40, 50)
    assert isinstance(three, RuleBroken)


def test_when_the_database_is_away_all_are_told_and_nothing_is_tried_twice():
    store = Store()
    store.away = True
    commit = GroupCommit("test", store.write)
    outcomes = submit_all(commit, [1, 2, 3])
    store.door.set()
    assert [error.code for error in outcomes] == ["database_away"] * 3
    assert store.batches == []
    store.away = False
    assert commit.submit(4) == 40  # the same thread goes on
    assert Counter(item for batch in store.batches for item in batch) == {4: 1}


def test_who_comes_when_too_many_wait_is_told_at_once():
    store = Store()
    commit = GroupCommit("test", store.write, most_waiting=2)
    waiting = submit_all(commit, [1])
    assert store.busy.wait(10)
    more = submit_all(commit, [2, 3])
    while commit.waiting.qsize() < 2:
        sleep(0.001)
    with pytest.raises(Unavailable, match="稍等一分钟"):
        commit.submit(4)
    store.door.set()
    assert [*waiting, *more] == [10, 20, 30]
