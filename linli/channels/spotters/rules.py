"""What may stand in a report of a danger, and how it reads."""

import re

from linli.cases.terms import PRIVATE_WORDS
from linli.channels.spotters.terms import PERSON_WORDS

# A telephone, a flat (302室, 3单元402), a number plate.
_TELLING = re.compile(r"\d{5,}|\d{2,4}\s*[室户]|单元\s*\d{3,4}|[\u4e00-\u9fff][A-Za-z][·\s]?[A-Za-z0-9]{5,6}")


def tells_of_somebody(text: str) -> bool:
    """Does it name or describe a person, a flat, a telephone or a car?

    >>> [tells_of_somebody(t) for t in ("灯杆 12 旁", "第三个井盖", "302室门口", "王先生家", "京A12345")]
    [False, False, True, True, True]
    """
    return bool(_TELLING.search(text)) or any(word in text for word in PERSON_WORDS | PRIVATE_WORDS)


def report_text(title: str, spot: str, mark: str) -> str:
    """
    >>> report_text("井盖缺失松动", "路边", "灯杆 12 旁"), report_text("井盖", "路边", "")
    ('井盖缺失松动（路边，灯杆 12 旁）', '井盖（路边）')
    """
    return f"{title}（{'，'.join(part for part in (spot, mark) if part)}）"
