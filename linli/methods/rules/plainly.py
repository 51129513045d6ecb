"""A fault in the words of a page: keys and values of the file become the labels people see there."""

import re
from collections.abc import Mapping

_NAME = re.compile(r'\[\[([a-z_]+)\]\]|"(\w+)"|(?<![A-Za-z0-9_.])([a-z][a-z_]*)(?![A-Za-z0-9_.])')


def plainly(sentence: str, labels: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """`labels`: of the section's keys and choices; `titles`: of all sections.

    >>> plainly('缺少 source：写明出处；见 [[trades]]', {"source": "依据出处"}, {"trades": "承办行业"})
    '缺少“依据出处”：写明出处；见“承办行业”'
    """

    def said(match: re.Match[str]) -> str:
        known = titles.get(match[1]) if match[1] else labels.get(match[2] or match[3])
        return f"“{known}”" if known else match[0]

    told = _NAME.sub(said, sentence)
    return re.sub(r"(?<=[\u4e00-\u9fff”]) (?=“)|(?<=”) (?=[\u4e00-\u9fff“，：；])", "", told)
