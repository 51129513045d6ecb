"""The tables of core, each kept in its own package."""

from linli.core.audit.models import AuditBlock, AuditLine
from linli.core.calendar.models import CalendarDay
from linli.core.files.models import StoredFile
from linli.core.outgoing.models import OutgoingMessage
from linli.core.search.models import SearchText
from linli.core.tasks.models import EventRow, Schedule, TaskRow, WorkerRow

__all__ = [
    "AuditBlock",
    "AuditLine",
    "CalendarDay",
    "EventRow",
    "OutgoingMessage",
    "Schedule",
    "SearchText",
    "StoredFile",
    "TaskRow",
    "WorkerRow",
]
