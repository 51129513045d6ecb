"""Translations without the gettext programs.

The sentences in the source are simplified Chinese, so zh-hans needs no file. English is written by people
in one sorted file without line numbers (small diffs); traditional Chinese is derived from the source by
OpenCC and never stored. See docs/adr/0002-chinese-is-the-source-language.md.
"""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from jinja2 import TemplateSyntaxError
from opencc import OpenCC

LOCALE = Path(settings.LOCALE_PATHS[0])
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
# Whitespace inside {% trans %} must come out as linli.core.jinja renders it.
OPTIONS = {
    "**/templates/**.html": {
        "extensions": "jinja2.ext.i18n,jinja2.ext.do",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "newstyle_gettext": "true",
        "silent": "false",
    }
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w+\}")
HEADER = (
    "# English for the sentences of the source. `linli messages extract` keeps the list.\n"
    'msgid ""\nmsgstr ""\n'
    '"Language: en\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def english_file() -> Path:
    return LOCALE / "en" / "LC_MESSAGES" / "django.po"


def extract() -> Catalog:
    """Every sentence the code and the templates hold, untranslated."""
    found = Catalog(locale="en")
    files: list[str] = []
    rows = extract_from_dir(
        settings.ROOT / "linli",
        METHODS,
        OPTIONS,
        KEYWORDS,
        ("Translators:",),
        callback=lambda name, _method, _options: files.append(name),
        directory_filter=_speaks,
    )
    try:
        for _file, _line, message, comments, context in rows:
            found.add(message, auto_comments=comments, context=context)
    except TemplateSyntaxError as wrong:
        raise TemplateSyntaxError(f"{files[-1]}: {wrong.message}", wrong.lineno) from None
    return found


def english() -> Catalog:
    """What people have translated so far."""
    path = english_file()
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en", ignore_obsolete=True)


def renew() -> int:
    """Write the English file anew: new sentences in, gone ones out, translations kept. Returns the count."""
    known, found = english(), extract()
    for message in _sentences(found):
        old = known.get(message.id, message.context)
        if old is not None and old.pluralizable == message.pluralizable:
            message.string = old.string
    path = english_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, found, width=0, no_location=True, omit_header=True, sort_output=True)
    return len(found)


def missing() -> list[str]:
    """The sentences somebody who chose English would still meet in Chinese."""
    known = english()
    lacking = []
    for message in _sentences(extract()):
        translated = known.get(message.id, message.context)
        if translated is None or not _complete(translated):
            lacking.append(_forms(message)[0])
    return sorted(lacking)


def broken() -> list[str]:
    """The sentences whose English lost a placeholder, or has one nobody fills."""
    return sorted(
        _forms(message)[0] for message in _sentences(english()) if _complete(message) and not _fits(message)
    )


def compile_all(into: Path | None = None) -> None:
    """Write the .mo files of English and of traditional Chinese."""
    for language, catalog in (("en", english()), ("zh_Hant", _traditional(extract()))):
        _write(catalog, (into or LOCALE) / language / "LC_MESSAGES" / "django.mo")


def _traditional(source: Catalog) -> Catalog:
    # s2hk changes characters only; the Taiwan phrases of s2twp would turn 社区 into 社群, 程序 into 程式.
    convert = OpenCC("s2hk").convert
    # In the estate of our examples 里 is a lane, not "inside".
    lane = partial(re.sub, "幸福裏", "幸福里")
    derived = Catalog(locale="zh_Hant")
    for message in _sentences(source):
        text = lane(convert(_forms(message)[0]))
        derived.add(message.id, (text,) if message.pluralizable else text, context=message.context)
    return derived


def _write(catalog: Catalog, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def _sentences(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _forms(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _complete(message: Message) -> bool:
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    return all(forms)


def _fits(message: Message) -> bool:
    """English may name its date otherwise than Chinese, so the contexts of dates are free."""
    translated = [message.string] if isinstance(message.string, str) else message.string or []
    wanted = sorted(PLACEHOLDER.findall(_forms(message)[0]))
    return message.context == "day" or all(sorted(PLACEHOLDER.findall(form)) == wanted for form in translated)


def _speaks(folder: str | Path) -> bool:
    return Path(folder).name not in {"tests", "migrations", "static", "locale", "__pycache__"}
