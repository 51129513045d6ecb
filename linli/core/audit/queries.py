"""Reading lines, and proving that they are the ones that were written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from linli.core.actors import Actor, Right
from linli.core.audit import rules
from linli.core.audit.models import AuditBlock, AuditLine

type Subject = models.Model | tuple[str, int]


def named(subject: Subject) -> tuple[str, int]:
    """Kind and id, as lines carry them."""
    if isinstance(subject, tuple):
        return subject
    return subject._meta.model_name or "", subject.pk


def visible_lines(actor: Actor) -> QuerySet[AuditLine]:
    """Every line for whoever may read the audit, none for anybody else."""
    return AuditLine.objects.all() if actor.has(Right.AUDIT_READ) else AuditLine.objects.none()


def lines_about(subject: Subject) -> QuerySet[AuditLine]:
    """What happened to one thing, oldest first. The caller has already been allowed to see the thing."""
    kind, pk = named(subject)
    return AuditLine.objects.filter(subject_kind=kind, subject_id=pk).order_by("id")


def raw_lines(lines: QuerySet[AuditLine]) -> list[rules.SealedLine]:
    """The hashed columns, `detail` as the text that is stored."""
    columns = rules.SealedLine._fields[:-1]
    return [rules.SealedLine(*row) for row in lines.values_list(*columns, Cast("detail", models.TextField()))]


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found. `trouble` is empty when all is well; the ids name the first bad block and line."""

    blocks: int
    lines: int
    tail: int  # lines not sealed yet
    oldest_in_tail: datetime | None
    last_digest: str  # note it down elsewhere: it proves later that no block was cut off the end
    trouble: str = ""
    block_id: int | None = None
    line_id: int | None = None

    @property
    def ok(self) -> bool:
        return not self.trouble


@dataclass(frozen=True, slots=True)
class _Trouble(Exception):
    sentence: str
    block_id: int | None = None
    line_id: int | None = None


def verify(expected: tuple[int, str] | None = None) -> Report:
    """Recompute every block and its place in the chain, then look for lines that no block vouches for.

    `expected`: id and digest of a block somebody noted down earlier. Without it a cut at the very end
    (the last blocks together with their lines) cannot be seen. Safe beside a running sealer.
    """
    blocks = lines = 0
    digest, trouble = "", _Trouble("")
    try:
        for block in _blocks():
            _check_block(block, blocks + 1, digest)
            _check_expected(block, expected)
            blocks, lines, digest = blocks + 1, lines + block.count, block.digest
        _check_end(blocks, expected)
        _check_strays()
    except _Trouble as found:
        trouble = found
    tail = AuditLine.objects.filter(block=None).aggregate(n=models.Count("id"), oldest=models.Min("at"))
    return Report(
        blocks, lines, tail["n"], tail["oldest"], digest, trouble.sentence, trouble.block_id, trouble.line_id
    )


def _blocks() -> Iterator[AuditBlock]:
    """In order, a hundred at a time: constant memory, and no cursor held open beside the writers."""
    after = 0
    while batch := list(AuditBlock.objects.filter(id__gt=after).order_by("id")[:100]):
        yield from batch
        after = batch[-1].id


def _check_block(block: AuditBlock, number: int, previous: str) -> None:
    if block.id != number:
        raise _Trouble(f"block {number} is missing", number)
    if block.previous_digest != previous:
        raise _Trouble(f"block {number} does not follow block {number - 1}", number)
    lines = raw_lines(
        AuditLine.objects.filter(block=block, id__gte=block.first_line, id__lte=block.last_line).order_by(
            "id"
        )
    )
    try:
        digests = [rules.line_digest(line, block.algorithm) for line in lines]
    except ValueError:
        raise _Trouble(f"block {number} cannot be checked: no {block.algorithm!r} here", number) from None
    header = rules.Header(
        block.id,
        block.previous_digest,
        block.algorithm,
        block.first_line,
        block.last_line,
        block.count,
        rules.instant(block.sealed_at),
    )
    if len(lines) == block.count and rules.block_digest(header, digests) == block.digest:
        return
    bad = rules.first_difference(bytes(block.marks), digests)
    if bad is None:
        raise _Trouble(f"block {number} was altered itself", number)
    raise _difference(block, lines, bad)


def _difference(block: AuditBlock, lines: list[rules.SealedLine], bad: int) -> _Trouble:
    where = f"block {block.id}, line {bad + 1} of {block.count}"
    if bad >= len(lines):
        return _Trouble(f"{where}: removed", block.id, None)
    line = lines[bad].id
    what = (
        "removed before" if len(lines) < block.count else "added" if len(lines) > block.count else "altered"
    )
    return _Trouble(f"{where}: {what}, see id {line}", block.id, line)


def _check_expected(block: AuditBlock, expected: tuple[int, str] | None) -> None:
    if expected and expected[0] == block.id and expected[1] != block.digest:
        raise _Trouble(f"block {block.id} is not the one that was noted down", block.id)


def _check_end(blocks: int, expected: tuple[int, str] | None) -> None:
    if expected and expected[0] > blocks:
        raise _Trouble(f"block {blocks + 1} is missing: block {expected[0]} was noted down", blocks + 1)


def _check_strays() -> None:
    """A line that claims a block which does not vouch for it."""
    vouching = AuditBlock.objects.filter(
        pk=OuterRef("block_id"), first_line__lte=OuterRef("id"), last_line__gte=OuterRef("id")
    )
    stray = AuditLine.objects.exclude(block_id=None).exclude(Exists(vouching)).order_by("id").first()
    if stray:
        sentence = f"line {stray.pk} claims block {stray.block_id}, which does not hold it"
        raise _Trouble(sentence, stray.block_id, stray.pk)
