"""Long lists by keyset: a page starts after the last row seen, so page 900 costs what page 1 costs."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import msgspec
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.crypto import constant_time_compare, salted_hmac

SEAL_BYTES = 9
_to_bytes = msgspec.msgpack.Encoder().encode
_from_bytes = msgspec.msgpack.Decoder(list[Any]).decode


@dataclass(frozen=True, slots=True)
class KeysetPage[T]:
    """`next` and `previous` go into `?after=`; empty when there is no such page."""

    rows: list[T]
    next: str
    previous: str


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    descending: bool

    @classmethod
    def of(cls, term: str) -> "Key":
        return cls(term.removeprefix("-"), term.startswith("-"))

    @property
    def term(self) -> str:
        return f"-{self.name}" if self.descending else self.name

    def turned(self) -> "Key":
        return Key(self.name, not self.descending)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Between which rows a page begins, and whether it is read towards the beginning."""

    backwards: bool
    values: tuple[Any, ...]


def by_age[M: Model](rows: QuerySet[M]) -> list[M]:
    """The few rows of one thing, oldest first.

    Put in order here: to write an ORDER BY, Django hashes every selected column, which took a fifth of the
    page of a case; the database would not have noticed.
    """
    return sorted(rows, key=lambda row: row.pk)


def keyset_page[T](
    queryset: QuerySet[Any, T], *, order: Sequence[str], after: str = "", size: int = 50
) -> KeysetPage[T]:
    """One page in one statement, without OFFSET or COUNT. A cursor broken or not ours gives the first page.

    The columns of `order` must not be null. The primary key is appended when it is missing, so that rows with
    equal columns are neither lost nor shown twice. Have an index on them, as they are or all reversed.
    """
    keys = _keys(queryset, order)
    seal = f"{queryset.model._meta.label} {' '.join(key.term for key in keys)}"
    cursor = _opened(after, seal, len(keys))
    backwards = cursor is not None and cursor.backwards
    read = [key.turned() for key in keys] if backwards else keys
    if cursor is not None:
        queryset = queryset.filter(_beyond(read, cursor.values))
    found = list(queryset.order_by(*(key.term for key in read))[: size + 1])
    rows, more = found[:size], len(found) > size
    if backwards:
        rows.reverse()

    def edge(row: T | None, backwards: bool) -> str:
        values = cursor.values if row is None and cursor else tuple(_value(row, key.name) for key in keys)
        return _sealed(Cursor(backwards, values), seal)

    first, last = (rows[0], rows[-1]) if rows else (None, None)
    return KeysetPage(
        rows,
        next=edge(last, False) if (backwards or more) else "",
        previous=edge(first, True) if (more if backwards else cursor is not None) else "",
    )


def _keys(queryset: QuerySet[Any, Any], order: Sequence[str]) -> list[Key]:
    keys = [Key.of(term) for term in order]
    primary = queryset.model._meta.pk.name
    if not any(key.name in {"pk", primary} for key in keys):
        keys.append(Key(primary, keys[-1].descending if keys else False))
    return keys


def _beyond(keys: list[Key], values: tuple[Any, ...]) -> Any:
    """Strictly after these values. One direction: a row-value comparison, which is one range of the index."""
    if len({key.descending for key in keys}) == 1 and len(keys) > 1:
        further = TupleLessThan if keys[0].descending else TupleGreaterThan
        return further(Tuple(*(F(key.name) for key in keys)), values)
    return _beyond_mixed(keys, values)


def _beyond_mixed(keys: list[Key], values: tuple[Any, ...]) -> Q:
    """Both directions. The first column is bounded by itself, or no index would be used for an OR."""
    (key, *keys), (value, *rest) = keys, values
    further = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
    if not keys:
        return further
    bound = Q(**{f"{key.name}__{'lte' if key.descending else 'gte'}": value})
    return bound & (further | _beyond_mixed(keys, tuple(rest)))


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row[name]
    return reduce(getattr, name.split("__"), row)


def _sealed(cursor: Cursor, seal: str) -> str:
    content = _to_bytes((cursor.backwards, *cursor.values))
    return urlsafe_b64encode(_mac(content, seal) + content).rstrip(b"=").decode()


def _opened(text: str, seal: str, count: int) -> Cursor | None:
    """The cursor, if it was made here for this very order; else none."""
    try:
        sealed = urlsafe_b64decode(text.encode() + b"==")
        mac, content = sealed[:SEAL_BYTES], sealed[SEAL_BYTES:]
        if not constant_time_compare(mac, _mac(content, seal)):
            return None
        backwards, *values = _from_bytes(content)
    except (ValueError, msgspec.MsgspecError):
        return None
    return Cursor(backwards, tuple(values)) if len(values) == count else None


def _mac(content: bytes, seal: str) -> bytes:
    return salted_hmac(seal, content, algorithm="sha256").digest()[:SEAL_BYTES]
