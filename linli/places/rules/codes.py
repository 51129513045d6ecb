"""External codes: 12-digit division codes (6 + 3 + 3), grid codes (12 + 3), micro-grid codes (+ 2).

Source: domain.md N-1.1 (the 12 digits are the statistics bureau's; the grid part is our choice). Codes are
text, never numbers.
"""

from functools import lru_cache
from typing import NamedTuple

from linli.core.actors import Level

# How many digits of a stored code are its parent's.
PARENT_DIGITS = {Level.MICRO_GRID: 15, Level.GRID: 12, Level.COMMUNITY: 9, Level.SUBDISTRICT: 6}


class DivisionCode(NamedTuple):
    county: str  # 6 digits
    subdistrict: str  # 3 digits, 000: the code names the county itself
    community: str  # 3 digits, 000: the code names the subdistrict


@lru_cache(maxsize=10_000)  # the rows of a file name the same few places
def plain_code(code: str) -> str:
    """The code as we store it: a district by its 6 digits, a subdistrict by 9, a community by 12; so that a
    code always begins with its parent's. Zeros that only fill up to 12 are dropped, other codes stay as
    they are.

    >>> [plain_code(c) for c in ("110101000000", " 110101001000 ", "110101001001", "A-7")]
    ['110101', '110101001', '110101001001', 'A-7']
    """
    code = code.strip()
    if not is_digits(code) or len(code) != 12:
        return code
    return code[:6] if code.endswith("000000") else code.removesuffix("000")


def split_code(code: str) -> DivisionCode | None:
    """The three parts of a 6-, 9- or 12-digit code; None when it has not that form.

    >>> split_code("131025100001")
    DivisionCode(county='131025', subdistrict='100', community='001')
    >>> split_code("13102510000") is None
    True
    """
    code = code.strip()
    if not is_digits(code) or len(code) not in {6, 9, 12} or code.startswith("0"):
        return None
    full = code.ljust(12, "0")
    return DivisionCode(full[:6], full[6:9], full[9:])


def division_level(code: str) -> Level | None:
    """The level a division code names by its zeros; None when it is no code, or a province's.

    A city's code (441900) passes for a district: some cities have subdistricts and no counties.

    >>> [str(division_level(c)) for c in ("110101", "110101001000", "110101001001", "441900", "110000", "x")]
    ['district', 'subdistrict', 'community', 'district', 'None', 'None']
    """
    parts = split_code(code)
    if parts is None or parts.county.endswith("0000"):
        return None
    if parts.subdistrict == "000":
        return Level.DISTRICT if parts.community == "000" else None
    return Level.SUBDISTRICT if parts.community == "000" else Level.COMMUNITY


def area_level(code: str) -> Level | None:
    """Like `division_level`, also for the default codes of grids and micro-grids.

    >>> [str(area_level(c)) for c in ("131025100001003", "13102510000100302", "131025100001B07")]
    ['grid', 'micro_grid', 'None']
    """
    if is_digits(code) and len(code) in {15, 17} and division_level(code[:12]) is Level.COMMUNITY:
        return Level.GRID if len(code) == 15 else Level.MICRO_GRID
    return division_level(code)


def parent_code(code: str) -> str | None:
    """The stored code one level up; None above a district and for codes of another form.

    >>> [parent_code(c) for c in ("13102510000100302", "131025100001003", "110101001", "110101", "x")]
    ['131025100001003', '131025100001', '110101', None, None]
    """
    code = plain_code(code)
    level = area_level(code)
    return code[: PARENT_DIGITS[level]] if level in PARENT_DIGITS else None


def grid_code(community_code: str, number: int) -> str:
    """
    >>> grid_code("131025100001", 3)
    '131025100001003'
    """
    return f"{community_code}{number:03d}"


def micro_grid_code(code_of_grid: str, number: int) -> str:
    """
    >>> micro_grid_code("131025100001003", 2)
    '13102510000100302'
    """
    return f"{code_of_grid}{number:02d}"


def short_codes(*codes: str) -> tuple[str, ...]:
    """Codes as people read them side by side: what they share at the front is left out, three characters
    stay.

    >>> short_codes("131025100001003", "131025100001004")
    ('…003', '…004')
    >>> short_codes("131025100001003", "131025100002001"), short_codes("G1", "G2")
    (('…001003', '…002001'), ('G1', 'G2'))
    """
    shortest = min(len(code) for code in codes)
    shared = next((i for i in range(shortest) if len({code[i] for code in codes}) > 1), shortest)
    cut = min(shared, shortest - 3)
    if cut < 6:
        return codes
    cut = (cut // 3) * 3
    return tuple(f"…{code[cut:]}" for code in codes)


def is_digits(code: str) -> bool:
    return code.isascii() and code.isdigit()
