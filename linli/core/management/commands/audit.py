"""`linli audit verify|seal|show`: prove the chain, seal what waits, read lines."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from linli.core import audit
from linli.core.actors import SYSTEM


class Command(BaseCommand):
    help = "Checks, seals and shows the audit lines."

    def add_arguments(self, parser: CommandParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        verify = does.add_parser(
            "verify", help="recompute the chain; exit code 1 and the place if it is broken"
        )
        verify.add_argument("--expect", metavar="BLOCK:DIGEST", help="a block noted down earlier")
        does.add_parser("seal", help="seal the waiting lines now")
        show = does.add_parser("show", help="the newest lines, one a row, tab-separated")
        show.add_argument("--subject", metavar="KIND:ID")
        show.add_argument("--event", help="an event, or the beginning of one")
        show.add_argument("--actor", type=int, metavar="ACCOUNT_ID")
        show.add_argument("--limit", type=int, default=50)

    def handle(self, *args: Any, **options: Any) -> None:
        does: dict[str, Callable[..., None]] = {"verify": self.verify, "seal": self.seal, "show": self.show}
        does[options["does"]](**options)

    def verify(self, *, expect: str | None, **_: Any) -> None:
        report = audit.verify(_noted(expect))
        counts = f"{report.blocks} blocks, {report.lines} lines, {report.tail} not sealed yet"
        if not report.ok:
            raise CommandError(f"broken: {report.trouble} (sound up to there: {counts})", returncode=1)
        self.stdout.write(f"whole: {counts}")
        self.stdout.write(f"note down: {report.blocks}:{report.last_digest}")
        if report.oldest_in_tail:
            self.stdout.write(
                f"oldest line not sealed: {timezone.localtime(report.oldest_in_tail):%Y-%m-%d %H:%M:%S}"
            )

    def seal(self, **_: Any) -> None:
        self.stdout.write(f"{audit.seal(timezone.now())} lines sealed")

    def show(
        self, *, subject: str | None, event: str | None, actor: int | None, limit: int, **_: Any
    ) -> None:
        lines = audit.visible_lines(SYSTEM)
        if subject:
            kind, _colon, pk = subject.partition(":")
            if not pk.isdigit():
                raise CommandError("--subject is KIND:ID, for example case:12")
            lines = lines.filter(subject_kind=kind, subject_id=int(pk))
        if event:
            lines = lines.filter(event__startswith=event)
        if actor is not None:
            lines = lines.filter(actor_kind="staff", actor_id=actor)
        for line in reversed(lines.order_by("-id")[:limit]):
            who = line.actor_name or line.actor_kind
            cells = (line.pk, timezone.localtime(line.at).isoformat(" ", "seconds"), who, line.event)
            self.stdout.write(
                "\t".join(map(str, (*cells, f"{line.subject_kind}:{line.subject_id}", line.detail)))
            )


def _noted(text: str | None) -> tuple[int, str] | None:
    if not text:
        return None
    number, _colon, digest = text.partition(":")
    if not number.isdigit() or not digest:
        raise CommandError("--expect is BLOCK:DIGEST, as `linli audit verify` prints it")
    return int(number), digest
