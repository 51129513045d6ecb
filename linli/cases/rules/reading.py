"""What people typed, put in order or refused with what is wrong; and how it is shown."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.cases.terms import DANGER, PRIVATE_WORDS, TEXT_MAX
from linli.core.errors import RuleBroken

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")
_CONTROLS = dict.fromkeys(c for c in (*range(32), 127) if chr(c) not in "\t\n")
_SHORT = re.compile(r"[2-9]\d{6,7}")


def read_phone(typed: str) -> str:
    """A mainland mobile or land-line number as bare digits; empty stays empty.

    >>> read_phone("138 0000 1234"), read_phone("０３１８-5550001"), read_phone(" ")
    ('13800001234', '03185550001', '')
    """
    digits = re.sub(r"[\s\-—–()（）]", "", unicodedata.normalize("NFKC", typed))
    digits = digits.removeprefix("+86") if digits.startswith("+86") else digits
    if not digits or any(form.fullmatch(digits) for form in (_MOBILE, _LANDLINE, _SHORT)):
        return digits
    why = _("手机号是 11 位数字，座机请带区号；不想留电话可以空着。")
    raise RuleBroken("phone_form", why, {"phone": why})


def read_text(typed: str) -> str:
    """What happened, trimmed; refused when there is nothing or too much."""
    text = typed.replace("\r\n", "\n").translate(_CONTROLS).strip()
    if not (text[:1].isalnum() or any(char.isalnum() for char in text)):
        why = _("请写一句发生了什么，比如“3 号楼门口路灯不亮”。")
        raise RuleBroken("text_empty", why, {"text": why})
    if len(text) > TEXT_MAX:
        why = _("最多 %(most)d 个字，现在有 %(now)d 个字。请删减，或把材料拍成照片一起提交。") % {
            "most": TEXT_MAX,
            "now": len(text),
        }
        raise RuleBroken("text_too_long", why, {"text": why})
    return text


def danger_number(text: str) -> str:
    """110, 119 or 120 when the words sound like danger to life, else nothing.

    >>> danger_number("三单元有人被困电梯")
    '119'
    """
    return next((number for words, number in DANGER if any(word in text for word in words)), "")


def is_private(text: str) -> bool:
    """Does it tell of danger or of people? Then no stranger hears of it, not even as a number.

    >>> is_private("隔壁天天吵架"), is_private("路灯不亮")
    (True, False)
    """
    return bool(danger_number(text)) or any(word in text for word in PRIVATE_WORDS)


def first_line(text: str, most: int = 60) -> str:
    """
    >>> first_line("路灯坏了。\\n已经三天")
    '路灯坏了。'
    """
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= most else line[: most - 1] + "…"


def masked_phone(phone: str) -> str:
    """
    >>> masked_phone("13800001234")
    '138****1234'
    """
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"


def where(places: Iterable[str | None], said: str) -> str:
    """Community, estate and building, and the caller's own words where they add something.

    >>> where(["书声社区", None, "3号楼"], "3号楼"), where(["书声社区"], "南门")
    ('书声社区 3号楼', '书声社区 南门')
    """
    parts = [place for place in places if place]
    adds = said if said.replace(" ", "") not in "".join(parts).replace(" ", "") else ""
    return " ".join([*parts, adds]).strip() or _("位置待核实")
