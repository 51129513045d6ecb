"""A response template with its places filled in."""

import re
from collections.abc import Mapping

_BRACES = re.compile(r"\{(\w+)\}")


def filled(text: str, facts: Mapping[str, str]) -> str:
    """What is not known yet stays in braces, so that whoever reads it through sees the gap.

    >>> filled("{place}的{category}已处理，{due}前联系您", {"place": "3号楼", "category": "路灯"})
    '3号楼的路灯已处理，{due}前联系您'
    """
    return _BRACES.sub(lambda match: facts.get(match[1]) or match[0], text)


def added(typed: str, text: str) -> str:
    """What was typed stays; the template comes after it, once.

    >>> added("", "您好"), added("您好", "您好"), added("已到现场", "您好")
    ('您好', '您好', '已到现场\\n您好')
    """
    typed = typed.strip()
    return typed if text in typed else f"{typed}\n{text}".strip()
