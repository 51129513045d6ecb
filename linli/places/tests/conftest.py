"""A flushed database is a new one: the index of the last must not outlive it."""

import pytest

from linli.places import locator


@pytest.fixture(autouse=True)
def _no_old_map():
    locator.forget()
