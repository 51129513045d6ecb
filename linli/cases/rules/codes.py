"""The number a caller is given: drawn, spoken, read back."""

import re
import unicodedata
from random import Random

from django.utils.translation import gettext as _

from linli.core.errors import RuleBroken

CODE_DIGITS = 11


def luhn(digits: str) -> int:
    """The check digit that makes one wrong or two swapped digits visible (ISO/IEC 7812-1 annex B).

    >>> luhn("7992739871")
    3
    """
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


_LUHN_TAILS = [luhn(f"{tail:03d}") for tail in range(1000)]  # the digits add up, so head and tail do too


def draw_code(rng: Random) -> str:
    """Eleven digits, the last a check digit. Never starts with 0 or 1: it is no phone number."""
    body = str(rng.randrange(2 * 10**9, 10**10))
    return f"{body}{luhn(body)}"


def code_run(first: int, count: int) -> list[str]:
    """Codes one behind the other from this body on: a batch of them lies side by side in an index.

    >>> code_run(7992739871, 2) == [f"{body}{luhn(str(body))}" for body in (7992739871, 7992739872)]
    True
    """
    heads: dict[int, int] = {}
    codes = []
    for body in range(first, first + count):
        head, tail = divmod(body, 1000)
        if head not in heads:
            heads[head] = luhn(f"{head}000")
        codes.append(f"{body}{(heads[head] + _LUHN_TAILS[tail]) % 10}")
    return codes


def spoken_code(code: str) -> str:
    """
    >>> spoken_code("48312059673")
    '483 1205 9673'
    """
    return f"{code[:3]} {code[3:7]} {code[7:]}"


def read_code(typed: str) -> str:
    """The code somebody typed, with blanks, full-width digits or dashes; refused with what is wrong."""
    digits = re.sub(r"[\s\-—–·]", "", unicodedata.normalize("NFKC", typed))
    if not digits.isdecimal() or len(digits) != CODE_DIGITS:
        raise RuleBroken(
            "code_form", _("编号是 11 位数字，请对照回执再输一次。"), {"code": _("编号是 11 位数字")}
        )
    if luhn(digits[:-1]) != int(digits[-1]):
        raise RuleBroken(
            "code_typo", _("编号里可能有一位输错了，请对照回执核对。"), {"code": _("可能有一位输错了")}
        )
    return digits
