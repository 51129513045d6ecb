"""Values in, values out: codes, phones, texts, colours, limits, who may take which step."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians, sqrt
from random import Random

from django.utils.translation import gettext as _

from linli.cases.terms import DANGER, QUEUE_OF, STEPS, TEXT_MAX, UNDO_S, Colour, Queue, State, Step, Who
from linli.core.actors import Actor, Placed, Right
from linli.core.errors import RuleBroken

CODE_DIGITS = 11
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-9]\d{6,7}")
_CONTROLS = dict.fromkeys(c for c in (*range(32), 127) if chr(c) not in "\t\n")
_SHORT = re.compile(r"[2-9]\d{6,7}")


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


@dataclass(frozen=True, slots=True)
class Guess:
    category_id: int
    words: tuple[str, ...]  # the words that hinted at it: the reason shown to people


class WordHints:
    """Everyday words that hint at categories, found in a text by one pass over it.

    Words are kept by their first two characters: 30 characters cost 30 look-ups, however many words.
    """

    def __init__(self, words_of: Iterable[tuple[int, Iterable[str]]]) -> None:
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for category_id, words in words_of:
            for word in words:
                self._by_start.setdefault(word[:2], []).append((word, category_id))

    def guess(self, text: str) -> Guess | None:
        """The category whose words cover most of the text; silent when no word occurs.

        Longer words count more, since 电动车充电 says more than 车位.

        >>> WordHints([(1, ["路灯", "灯不亮"]), (2, ["楼下"])]).guess("楼下路灯不亮")
        Guess(category_id=1, words=('路灯', '灯不亮'))
        """
        found: dict[int, dict[str, None]] = {}
        for at in range(len(text) - 1):
            for word, category_id in self._by_start.get(text[at : at + 2], ()):
                if text.startswith(word, at):
                    found.setdefault(category_id, {})[word] = None
        if not found:
            return None
        best = max(found, key=lambda category_id: sum(len(word) ** 2 for word in found[category_id]))
        return Guess(best, tuple(found[best]))


def colour_for(importance: int, urgency: int, matrix: Mapping[tuple[int, int], str]) -> Colour:
    """The matrix of the method pack; a pair it does not name is ordinary."""
    return Colour(matrix.get((importance, urgency), Colour.GREEN))


def may_undo(actor: Actor, *, by_id: int, at: datetime, now: datetime) -> bool:
    """Only one's own dispatch, and only for the moment in which a slip of the hand is seen."""
    return actor.is_staff and actor.id == by_id and timedelta(0) <= now - at <= timedelta(seconds=UNDO_S)


def queue_of(state: str) -> Queue:
    return QUEUE_OF[State(state)]


def selves(
    actor: Actor,
    case: Placed,
    *,
    case_ids: Iterable[int],
    lead_unit_id: int | None,
    about_unit_id: int | None,
) -> frozenset[Who]:
    """As whom the actor may act on this case. `case_ids`: the case and those merged into it.

    Whoever belongs to a unit the case complains about is nobody here.
    """
    if actor.kind == "system":
        return frozenset({Who.SYSTEM})
    if actor.kind == "caller":
        return frozenset({Who.CALLER}) if actor.id in set(case_ids) else frozenset()
    if about_unit_id is not None and any(seat.unit_id == about_unit_id for seat in actor.seats):
        return frozenset()
    found = set()
    if actor.reaches(Right.CASE_DESK, case):
        found.add(Who.DESK)
    if lead_unit_id is not None and lead_unit_id in actor.unit_ids(Right.CASE_HANDLE):
        found.add(Who.HANDLER)
    return frozenset(found)


def steps_open_to(state: str, selves_here: frozenset[Who]) -> tuple[Step, ...]:
    """The steps the table allows these selves from here: the buttons that exist now, and only those."""
    return tuple(step for step in STEPS.values() if State(state) in step.origins and step.who & selves_here)


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


@dataclass(frozen=True, slots=True)
class Stop:
    """Somewhere to go: where, and whether it cannot wait. Degrees WGS-84."""

    key: int
    lon: float | None
    lat: float | None
    pressing: bool = False


PRESSING_BEFORE = timedelta(hours=4)  # our value


def is_pressing(runs_out_at: datetime, now: datetime) -> bool:
    return runs_out_at - now <= PRESSING_BEFORE


def walking_order(stops: Sequence[Stop]) -> list[Stop]:
    """What is pressing in its given order, then always the nearest next; what has no place comes last.

    >>> [s.key for s in walking_order([Stop(1, 0.0, 0.0), Stop(2, 0.9, 0.0), Stop(3, 0.1, 0.0)])]
    [1, 3, 2]
    """
    route = [stop for stop in stops if stop.pressing]
    rest = [stop for stop in stops if not stop.pressing and stop.lon is not None]
    while rest:
        here = next((stop for stop in reversed(route) if stop.lon is not None), rest[0])
        nearest = min(rest, key=lambda stop: _flat_distance(here, stop))
        rest.remove(nearest)
        route.append(nearest)
    return route + [stop for stop in stops if not stop.pressing and stop.lon is None]


METRES_PER_DEGREE = 111_195.0  # of latitude, on the mean sphere


def apart_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two (lon, lat), exact enough within a few kilometres.

    >>> round(apart_m((114.0, 36.0), (114.0, 36.001)))
    111
    """
    return sqrt(_flat_distance(Stop(0, *a), Stop(0, *b))) * METRES_PER_DEGREE


def _flat_distance(a: Stop, b: Stop) -> float:
    """Good enough within a district, and only for comparing."""
    north = (a.lat or 0.0) - (b.lat or 0.0)
    east = ((a.lon or 0.0) - (b.lon or 0.0)) * cos(radians(a.lat or 0.0))
    return east * east + north * north
