"""Reading packs: the one in force, the shipped texts, the rows of a loaded version."""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.db.models import QuerySet

from linli.core.actors import Actor, Right
from linli.core.errors import NotFound
from linli.methods.models import Pack
from linli.methods.reading import Head, Reading, read_pack
from linli.methods.rules.differences import Change, Described, differences
from linli.methods.rules.faults import Document
from linli.methods.sections import Content, Row, Section, Shape, sections

SHIPPED = Path(__file__).resolve().parent.parent / "packs"


def active_pack() -> Pack | None:
    """The pack in force, read afresh by one small statement: every process follows an activation at once.

    Its long columns come only when asked for. A loaded version never changes, so what is derived from its
    rows may be kept by its key.
    """
    return Pack.objects.filter(active=True).defer("text", "content").first()


def visible_packs(actor: Actor) -> QuerySet[Pack]:
    """Who looks after packs sees all of them; it holds no personal data, but others have no use for it."""
    packs = Pack.objects.defer("text", "content").order_by("name", "-version")
    return packs if actor.has(Right.PACK_MANAGE) else packs.none()


def pack_for(actor: Actor, pack_id: int) -> Pack:
    try:
        return visible_packs(actor).get(pk=pack_id)
    except Pack.DoesNotExist:
        raise NotFound(f"pack {pack_id}") from None


@cache
def shipped_packs() -> dict[str, str]:
    """Name and text of every pack that comes with the product."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(SHIPPED.glob("*.toml"))}


@cache
def shipped_heads() -> list[Head]:
    """What stands at the top of each shipped pack."""
    readings = [read(text) for text in shipped_packs().values()]
    return [reading.head for reading in readings if reading.head is not None]


def shipped_text(name: str) -> str:
    return shipped_packs()[name]


def base_text(name: str) -> str | None:
    """What `based_on` means: the shipped pack of this name, else the newest loaded one."""
    shipped = shipped_packs().get(name)
    if shipped is not None:
        return shipped
    return Pack.objects.filter(name=name).order_by("-version").values_list("text", flat=True).first()


def read(text: str) -> Reading:
    """Check a text against the packs that are here; writes nothing."""
    return read_pack(text, base_text)


def content_of(pack: Pack) -> Content:
    """The rows of a loaded version. A section whose shape has changed since has what still fits."""
    return content_from(pack.content, str(pack))


def content_from(resolved: Mapping[str, Any], name: str = "") -> Content:
    """The same from rows as plain values, as a trial keeps them."""
    document = Document(name, "", {}, {})
    rows: dict[str, list[Row[Any]]] = {}
    broken = set()
    for key, section in sections().items():
        rows[key] = []
        for number, raw in enumerate(resolved.get(key, [])):
            try:
                rows[key].append(Row(msgspec.convert(raw, section.shape), document, (key, number)))
            except msgspec.ValidationError:
                broken.add(key)
    return Content(rows, frozenset(broken))


def active_rows[T: Shape](section: Section[T]) -> list[T]:
    """The rows of one section of the pack in force, for sections that have no table of their own."""
    pack = active_pack()
    return pack_rows(section, pack.pk, pack.digest) if pack else []


def pack_rows[T: Shape](section: Section[T], pack_id: int, digest: str) -> list[T]:
    """The same of a version that is already known; read once per version and process."""
    kept: list[T] = _kept_rows(section.key, pack_id, digest)
    return kept


@lru_cache(maxsize=32)
def _kept_rows(key: str, pack_id: int, _digest: str) -> list[Any]:
    """By key and digest: a key alone may come again after a roll-back."""
    raw = Pack.objects.filter(pk=pack_id).values_list(f"content__{key}", flat=True).first()
    section = sections()[key]
    return content_from({key: raw or []}).values(section)


def changes_between(before: Content, after: Content) -> list[Change]:
    """What happens to a district that moves from one content to the other, in words.

    Where both name the same row, both say what it is called afterwards: a new name is one change, not one in
    every row that refers to it.
    """
    changes: list[Change] = []
    for section in sections().values():
        was, now = _in_words(section, before, after), _in_words(section, after, after)
        changes += differences(str(section.title), was, now)
    return changes


def _in_words(section: Section[Any], content: Content, named: Content) -> dict[str, Described]:
    told = {}
    for code, row in content.by_code(section).items():
        values = {}
        for key, label in section.labels.items():
            to = section.refers.get(key)
            there = to is not None and getattr(row, key) in named.by_code(to)
            values[str(label)] = section.words(row, key, named if there else content)
        told[code] = Described(section.name_of(code, content), values)
    return told
