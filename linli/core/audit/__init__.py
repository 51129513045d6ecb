"""Who did or read what: lines written with the change, sealed soon after into chained blocks (ADR 0003)."""

from linli.core.audit.actions import Line, line_of, lines_of, record, record_many, seal
from linli.core.audit.queries import Report, Subject, lines_about, verify, visible_lines

__all__ = [
    "Line",
    "Report",
    "Subject",
    "line_of",
    "lines_about",
    "lines_of",
    "record",
    "record_many",
    "seal",
    "verify",
    "visible_lines",
]
