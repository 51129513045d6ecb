"""Writing lines, and sealing them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction

from linli.core.actors import Actor
from linli.core.audit import rules
from linli.core.audit.models import AuditBlock, AuditLine, canonical_json
from linli.core.audit.queries import Subject, named, raw_lines

BLOCK_LINES = 1000  # a few milliseconds of writing, so that a seal never holds up SQLite's other writers


class Line(NamedTuple):
    """A line not yet written: the columns of `AuditLine` in order, `detail` already as canonical JSON."""

    at: datetime
    actor_kind: str
    actor_id: int
    actor_name: str
    post_id: int | None
    event: str
    subject_kind: str
    subject_id: int
    detail: str


def line_of(
    actor: Actor, event: str, subject: Subject, /, *, now: datetime, post_id: int | None = None, **detail: Any
) -> Line:
    """A line for `record_many`. `detail` holds ids and short facts, never a caller's name, phone or words."""
    kind, pk = named(subject)
    post_id = post_id if post_id is not None else post_of(actor)
    text = canonical_json(detail) if detail else "{}"
    return Line(now, actor.kind, actor.id, actor.name[:80], post_id, event, kind, pk, text)


def lines_of(
    actor: Actor,
    event: str,
    subjects: Iterable[Subject],
    /,
    *,
    now: datetime,
    post_id: int | None = None,
    **detail: Any,
) -> list[Line]:
    """The same event for many subjects."""
    post_id = post_id if post_id is not None else post_of(actor)
    text = canonical_json(detail) if detail else "{}"
    head = (now, actor.kind, actor.id, actor.name[:80], post_id, event)
    return [Line(*head, *named(subject), text) for subject in subjects]


def post_of(actor: Actor) -> int | None:
    """The post that acts when the caller did not say: the only one there is. Jobs hold none."""
    return (actor.seats[0].post_id or None) if len(actor.seats) == 1 else None


def record(
    actor: Actor, event: str, subject: Subject, /, *, now: datetime, post_id: int | None = None, **detail: Any
) -> AuditLine:
    """Write one line in the caller's transaction. `event` is `<app>.<what happened>`; reading is one."""
    kind, pk = named(subject)
    return AuditLine.objects.create(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:80],
        post_id=post_id if post_id is not None else post_of(actor),
        event=event,
        subject_kind=kind,
        subject_id=pk,
        detail=detail,  # type: ignore[misc]  # JSON in a text column
    )


def record_many(lines: Sequence[Line]) -> None:
    """Write many lines with one INSERT. bulk_create costs four times as much per line."""
    if not lines:
        return
    table, columns = AuditLine._meta.db_table, ", ".join(Line._fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            types = ["timestamptz", "text", "bigint", "text", "bigint", "text", "text", "bigint", "text"]
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            sql = f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})"  # noqa: S608 (our own names)
            cursor.execute(sql, [list(column) for column in zip(*lines, strict=True)])
        else:
            adapt, marks = connection.ops.adapt_datetimefield_value, ", ".join(["%s"] * len(Line._fields))
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
            times = {line.at: adapt(line.at) for line in lines}
            cursor.executemany(sql, [(times[line.at], *line[1:]) for line in lines])


def seal(now: datetime) -> int:
    """Seal all lines that are there into blocks, oldest first; the number sealed.

    A line whose transaction commits late simply lands in a later block. No writer waits for this:
    it takes no lock before a block is ready, and a second sealer at work makes this one stop.
    """
    sealed = 0
    while lines := _unsealed():
        try:
            _store(lines, now)
        except IntegrityError:  # another sealer stored this block first
            break
        sealed += len(lines)
        if len(lines) < BLOCK_LINES:
            break
    return sealed


def _unsealed() -> list[rules.SealedLine]:
    return raw_lines(AuditLine.objects.filter(block=None).order_by("id")[:BLOCK_LINES])


@transaction.atomic
def _store(lines: Sequence[rules.SealedLine], now: datetime) -> None:
    last = AuditBlock.objects.order_by("-id").values_list("id", "digest").first() or (0, "")
    algorithm = digest_algorithm()
    digests = [rules.line_digest(line, algorithm) for line in lines]
    header = rules.Header(
        last[0] + 1, last[1], algorithm, lines[0].id, lines[-1].id, len(lines), rules.instant(now)
    )
    block = AuditBlock.objects.create(
        id=header.id,
        previous_digest=header.previous_digest,
        algorithm=algorithm,
        first_line=header.first_line,
        last_line=header.last_line,
        count=header.line_count,
        sealed_at=now,
        digest=rules.block_digest(header, digests),
        marks=rules.marks_of(digests),
    )
    taken = AuditLine.objects.filter(pk__in=[line.id for line in lines], block=None).update(block=block)
    if taken != len(lines):
        raise IntegrityError("another sealer was faster")


def digest_algorithm() -> str:
    """The digest new blocks use; older blocks keep the one they name."""
    algorithm: str = getattr(settings, "AUDIT_DIGEST", "sha256")
    if algorithm not in hashlib.algorithms_available:
        raise ImproperlyConfigured(
            f"LINLI_AUDIT_DIGEST: this machine's OpenSSL does not offer {algorithm!r}."
        )
    return algorithm
