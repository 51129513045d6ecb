"""A pack as text again: what is written here reads back to the same content."""

from collections.abc import Mapping
from typing import Any

import tomli_w


def pack_text(head: Mapping[str, Any], resolved: Mapping[str, Any]) -> str:
    """TOML with every row written out: an edited version stands on its own, without a base.

    >>> print(pack_text({"name": "ours", "version": 2, "title": "我们的"}, {"trades": [{"code": "gas"}]}))
    name = "ours"
    version = 2
    title = "我们的"
    trades = [
        { code = "gas" },
    ]
    <BLANKLINE>
    """
    filled = {key: value for key, value in head.items() if value not in ("", None, {})}
    return tomli_w.dumps({**filled, **resolved}, multiline_strings=False)
