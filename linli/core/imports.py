"""Tables that core itself takes in: the days of the working calendar."""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Actor
from linli.core.calendar.actions import declare_day
from linli.core.calendar.models import CalendarDay
from linli.core.calendar.terms import DayKind
from linli.core.errors import DomainError
from linli.core.sheets.importers import Importer
from linli.core.sheets.reading import Row, read_rows
from linli.core.sheets.reports import ImportReport

HEADINGS = {"日期": "day", "类型": "kind", "说明": "reason"}
KINDS = {"上班": DayKind.WORKING, "休息": DayKind.OFF}


def import_calendar(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """Days that differ from the published calendar: 日期, 类型 (上班 or 休息), 说明."""
    report = ImportReport()
    known = set(CalendarDay.objects.values_list("day", flat=True))
    with transaction.atomic():
        for row in read_rows(path, required=["day", "kind", "reason"], renames=HEADINGS):
            report.read += 1
            try:
                _declare(actor, row, known, report, now)
            except ValueError:
                report.refuse(row.line, str(_("日期请写成 2027-02-06 这样的格式。")))
            except DomainError as refused:
                report.refuse(row.line, refused.sentence)
        transaction.set_rollback(dry_run)
    return report


def _declare(actor: Actor, row: Row, known: set[date], report: ImportReport, now: datetime) -> None:
    day = date.fromisoformat(row.values["day"])
    kind = row.values["kind"]
    if not declare_day(actor, day, KINDS.get(kind, kind), row.values["reason"], now=now):
        report.unchanged += 1
    elif day in known:
        report.changed += 1
    else:
        report.created += 1
        known.add(day)


IMPORTS = {"calendar": Importer("calendar", _("工作日历：与公布的放假安排不同的日子"), import_calendar)}
