"""What an import did: counted, and every refused line with its reason."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_ERRORS = 1_000  # kept with their reason; all are counted


@dataclass(frozen=True, slots=True)
class RowError:
    line: int
    reason: str

    def __str__(self) -> str:
        return _("第 %(line)d 行：%(reason)s") % {"line": self.line, "reason": self.reason}


@dataclass(slots=True)
class ImportReport:
    """Good rows are kept, bad rows are listed; a second run of the same file only has `unchanged` ones."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # whole sentences about the file as a whole

    def refuse(self, line: int, reason: str) -> None:
        self.refused += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(line, str(reason)))

    def summary(self) -> str:
        """
        >>> ImportReport(read=4, created=2, unchanged=1, refused=1).summary()
        '读取 4 行：新增 2，更新 0，未变 1，有误 1。'
        """
        return _(
            "读取 %(read)d 行：新增 %(created)d，更新 %(changed)d，未变 %(unchanged)d，有误 %(refused)d。"
        ) % {
            "read": self.read,
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }

    def as_text(self) -> str:
        lines = [self.summary(), *self.notes, *map(str, self.errors)]
        if self.refused > len(self.errors):
            lines.append(_("另有 %(more)d 行有误，未逐一列出。") % {"more": self.refused - len(self.errors)})
        return "\n".join(lines)
