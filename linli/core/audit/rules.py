"""What is hashed, byte for byte: an auditor can rebuild it with any language's JSON and digest."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

MARK_BYTES = 8  # enough to name a changed line; the chain itself rests on whole digests


class SealedLine(NamedTuple):
    """The hashed columns of a line, in the order in which they are hashed."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: int
    actor_name: str
    post_id: int | None
    event: str
    subject_kind: str
    subject_id: int
    detail: str  # the stored text itself


class Header(NamedTuple):
    """What a block says about itself, in the order in which it is hashed."""

    id: int
    previous_digest: str
    algorithm: str
    first_line: int
    last_line: int
    line_count: int
    sealed_at: str


def instant(at: datetime) -> str:
    """UTC with microseconds, whatever zone the database driver answers in.

    >>> from datetime import timedelta, timezone
    >>> instant(datetime(2026, 5, 8, 17, 0, tzinfo=timezone(timedelta(hours=8))))
    '2026-05-08T09:00:00.000000+00:00'
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(values: Sequence[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def line_digest(line: SealedLine, algorithm: str) -> bytes:
    return hashlib.new(algorithm, canonical([line[0], instant(line[1]), *line[2:]])).digest()


def block_digest(header: Header, line_digests: Iterable[bytes]) -> str:
    """Hex digest over the header and the lines' digests in id order; the header names the block before."""
    digest = hashlib.new(header.algorithm, canonical(header))
    for one in line_digests:
        digest.update(one)
    return digest.hexdigest()


def marks_of(line_digests: Iterable[bytes]) -> bytes:
    return b"".join(one[:MARK_BYTES] for one in line_digests)


def first_difference(marks: bytes, line_digests: Sequence[bytes]) -> int | None:
    """Index of the first line that is not the one sealed at that place; None when all of them are.

    >>> sealed = [bytes([n]) * 32 for n in range(3)]
    >>> first_difference(marks_of(sealed), sealed)
    >>> first_difference(marks_of(sealed), [sealed[0], sealed[2]])
    1
    """
    for index, one in enumerate(line_digests):
        if marks[index * MARK_BYTES : (index + 1) * MARK_BYTES] != one[:MARK_BYTES]:
            return index
    return None if len(marks) == len(line_digests) * MARK_BYTES else len(line_digests)
