"""Builders for tests of packs, and for other apps' tests that need rules to work by."""

from datetime import UTC, datetime

from linli.core.actors import SYSTEM
from linli.methods import actions, queries
from linli.methods.models import Pack

NOW = datetime(2026, 5, 8, 9, tzinfo=UTC)


def active_pack(name: str = "default") -> Pack:
    """A shipped pack, loaded and in force."""
    pack = actions.load_pack(SYSTEM, queries.shipped_text(name), now=NOW).pack
    return actions.activate(SYSTEM, pack, now=NOW)
