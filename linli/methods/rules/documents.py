"""From text to a document: TOML, or the one line where it stops being TOML."""

import re
import tomllib

from django.utils.translation import gettext as _

from linli.methods.rules.faults import Document, Fault
from linli.methods.rules.positions import positions
from linli.methods.terms import PACK_MAX_BYTES, SYNTAX

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parsed(name: str, text: str) -> Document | Fault:
    """The document, or the fault that keeps it from being one; TOML tells only its first."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text.encode("utf-8", "replace")) > PACK_MAX_BYTES:
        return Fault(1, 1, name, _("文件太大：一个方法包最多 1 MB，请检查是不是选错了文件"))
    try:
        return Document(name, text, tomllib.loads(text), positions(text))
    except tomllib.TOMLDecodeError as error:
        return _syntax_fault(name, text, str(error))
    except (ValueError, RecursionError):  # an integer of 5 000 digits, 1 000 brackets in one another
        return Fault(1, 1, name, _("文件里有过长的数字或过深的括号，请检查"))


def _syntax_fault(name: str, text: str, message: str) -> Fault:
    match = _AT.search(message)
    lines = text.rstrip("\n").split("\n")
    line, column = (int(match[1]), int(match[2])) if match and match[1] else (len(lines), len(lines[-1]) + 1)
    starts = [start for start in SYNTAX if message.startswith(start)]
    sentence = str(SYNTAX[max(starts, key=len)]) if starts else _("这一行不符合 TOML 的写法")
    return Fault(line, column, name, sentence)
