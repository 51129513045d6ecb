"""Builders for tests of packs, and for other apps' tests that need rules to work by."""

from datetime import UTC, datetime

from linli.core.actors import SYSTEM
from linli.methods import actions, queries
from linli.methods.models import Pack

NOW = datetime(2026, 5, 8, 9, tzinfo=UTC)

# A whole pack in a few lines: one row of its own, the rest from `default`.
SMALL = """name = "small"
version = 1
title = "小包"
based_on = "default"

[[categories]]
code = "noise.pump"
name = "水泵夜间噪声"
words = ["水泵", "夜里响"]
importance = 2
urgency = 2
scale = "small"
"""


def active_pack(name: str = "default") -> Pack:
    """A shipped pack, loaded and in force."""
    pack = actions.load_pack(SYSTEM, queries.shipped_text(name), now=NOW).pack
    return actions.activate(SYSTEM, pack, now=NOW)
