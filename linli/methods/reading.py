"""A pack's text, with its base, as typed rows, or the list of everything that is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta

from linli.methods.rules.documents import parsed
from linli.methods.rules.faults import Document, Fault, Faults
from linli.methods.rules.forbidden import tell_forbidden
from linli.methods.rules.shapes import fitted, nearest, shown, unknown_key, unknown_name
from linli.methods.sections import Content, Row, Section, Shape, Told, sections
from linli.methods.terms import FILLED, LINES, Inherit

type Bases = Callable[[str], str | None]  # the text of a pack by its name


class Head(Shape, frozen=True):
    """What stands at the top of a pack."""

    name: Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]*\Z", max_length=40)]
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    title: Annotated[str, Meta(pattern=FILLED, max_length=80)]
    based_on: Annotated[str, Meta(max_length=40)] = ""
    about: Annotated[str, Meta(pattern=LINES, max_length=2000)] = ""
    without: dict[str, list[str]] = {}  # section: codes of base rows this place does not have


@dataclass(frozen=True, slots=True)
class Reading:
    """Loadable when `faults` is empty; then `head` is there and `content` is whole."""

    head: Head | None
    content: Content
    faults: Sequence[Fault]

    def sound_head(self) -> Head:
        """The head of a text without faults."""
        if self.head is None or self.faults:
            raise ValueError("a pack with faults has no sound head")
        return self.head

    def resolved(self) -> dict[str, Any]:
        """The rows as plain JSON values, base included: what a loaded version keeps for ever."""
        rows = {key: self.content.values(section) for key, section in sections().items()}
        return {key: msgspec.to_builtins(values) for key, values in rows.items() if values}

    def digest(self) -> str:
        """Of the meaning, not the text: a new comment or another order of keys is the same pack."""
        head = msgspec.to_builtins(self.sound_head()) | {"based_on": "", "without": {}}
        return sha256(msgspec.json.encode([head, self.resolved()], order="sorted")).hexdigest()


def read_pack(text: str, bases: Bases, *, name: str = "", seen: tuple[str, ...] = ()) -> Reading:
    """`name` is what the text is called in sentences; `seen` keeps bases from going round in a circle."""
    document = parsed(name, text)
    if isinstance(document, Fault):
        return Reading(None, Content({}), [document])
    return read_document(document, bases, seen=seen)


def read_document(document: Document, bases: Bases, *, seen: tuple[str, ...] = ()) -> Reading:
    """The same for what was not written as a text: its faults have a path and no line."""
    faults = Faults(document)
    tell_forbidden(document, faults)
    head = _head(document, faults)
    own, broken = _own_rows(document, faults)
    base = _base(document, bases, seen, faults)
    if base is None:  # nothing follows from what is missing: it may stand in the base
        base, broken = Content({}), frozenset(sections())
    merged = {key: _merged(section, own, base, head, faults) for key, section in sections().items()}
    content = Content(merged, broken)
    for section in sections().values():
        _tell_doubles(section, content, faults)
        if section.required and not merged[section.key] and content.is_whole(section):
            faults.add((), _("缺少 [[%(key)s]]（%(title)s）") % {"key": section.key, "title": section.title})
        section.check(content, Told(faults))
    return Reading(head, content, faults.in_order())


def _head(document: Document, faults: Faults) -> Head | None:
    names = msgspec.structs.fields(Head)
    head_keys = {entry.encode_name for entry in names}
    for key in document.data:
        if key not in head_keys and key not in sections():
            faults.add(
                (key,), unknown_key(key, [*head_keys, *sections()] if _near(key, head_keys) else sections())
            )
    given = document.data.get("without")
    for key in given if isinstance(given, dict) else ():
        if key not in sections():
            faults.add(("without", key), unknown_key(key, sections()))
    return fitted({key: value for key, value in document.data.items() if key in head_keys}, Head, (), faults)


def _near(key: str, names: set[str]) -> bool:
    return bool(nearest(key, names))


def _own_rows(document: Document, faults: Faults) -> tuple[dict[str, list[Row[Any]]], frozenset[str]]:
    rows: dict[str, list[Row[Any]]] = {}
    broken = set()
    for key, section in sections().items():
        given = document.data.get(key)
        if given is None:
            continue
        before = faults.told
        rows[key] = _rows(section, given, document, faults)
        if faults.told > before:
            broken.add(key)
    return rows, frozenset(broken)


def _rows(section: Section[Any], given: object, document: Document, faults: Faults) -> list[Row[Any]]:
    if not isinstance(given, list):
        told = {"key": section.key, "value": shown(given)}
        faults.add((section.key,), _("应写成 [[%(key)s]]，一行一条；现在是 %(value)s") % told)
        return []
    paths = [(section.key, number) for number in range(len(given))]
    values = [fitted(raw, section.shape, path, faults) for raw, path in zip(given, paths, strict=True)]
    return [
        Row(value, document, path) for value, path in zip(values, paths, strict=True) if value is not None
    ]


def _base(document: Document, bases: Bases, seen: tuple[str, ...], faults: Faults) -> Content | None:
    """The content to build upon; None when a base is named and not to be had."""
    name, own_name = document.data.get("based_on", ""), str(document.data.get("name", ""))
    if not name:
        return Content({})
    if not isinstance(name, str):
        return None
    if name == own_name or name in seen:
        faults.add(("based_on",), _("基础包绕了一圈又回到 %(name)s") % {"name": name})
        return None
    text = bases(name)
    if text is None:
        faults.add(("based_on",), _("没有名为 %(name)s 的方法包；先加载它，或改用 default") % {"name": name})
        return None
    reading = read_pack(text, bases, name=name, seen=(*seen, own_name))
    if reading.faults:
        told = {"name": name, "n": len(reading.faults), "first": reading.faults[0]}
        faults.add(("based_on",), _("基础包 %(name)s 自己有 %(n)d 处错误，先改好它：%(first)s") % told)
        return None
    return reading.content


def _merged(
    section: Section[Any], own: Mapping[str, list[Row[Any]]], base: Content, head: Head | None, faults: Faults
) -> list[Row[Any]]:
    """Base rows in their order with the pack's own put in their place, then what is new."""
    dropped = _dropped(section, base, head, faults)
    kept = [row for row in base.rows(section) if section.code(row.value) not in dropped]
    given = own.get(section.key)
    if given is None:
        return kept
    if section.inherit is Inherit.WHOLE:
        return given
    by_code = {section.code(row.value): row for row in given}
    old = {section.code(row.value) for row in kept}
    replaced = [by_code.get(section.code(row.value), row) for row in kept]
    used = {id(row) for row in replaced}
    doubles = [row for row in given if section.code(row.value) in old and id(row) not in used]
    return [*replaced, *doubles, *(row for row in given if section.code(row.value) not in old)]


def _dropped(section: Section[Any], base: Content, head: Head | None, faults: Faults) -> frozenset[str]:
    codes = head.without.get(section.key, []) if head else []
    known = base.by_code(section)
    for number, code in enumerate(codes):
        if code not in known:
            faults.add(("without", section.key, number), unknown_name(code, known, _("基础包的行")))
    return frozenset(codes)


def _tell_doubles(section: Section[Any], content: Content, faults: Faults) -> None:
    first: dict[str, Row[Any]] = {}
    for row in content.rows(section):
        code = section.code(row.value)
        before = first.setdefault(code, row)
        if before is not row:
            faults.add(row.path, _doubled(code, before), row.document)


def _doubled(code: str, before: Row[Any]) -> str:
    """Said by the line of the first; in a draft, which has no lines, by its place in the section."""
    if before.document.places:
        return _("%(code)s 与第 %(line)d 行重复") % {
            "code": code,
            "line": before.document.place(before.path)[0],
        }
    return _("和上面第 %(number)d 条重复（%(code)s）") % {"code": code, "number": int(before.path[-1]) + 1}


def content_digest(content: Mapping[str, Any]) -> str:
    """Of the rows alone: a draft and the version it becomes have the same."""
    return sha256(msgspec.json.encode(content, order="sorted")).hexdigest()
