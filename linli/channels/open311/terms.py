"""Words and limits of GeoReport v2 (https://wiki.open311.org/GeoReport_v2), and our own beside them."""

from datetime import timedelta

from linli.cases.terms import Queue

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}

SPAN = timedelta(days=90)  # between start_date and end_date, and how far back a list goes by itself
MOST = 1000  # requests in one answer
DEEPEST = 10_000  # the last request that pages reach; further back by dates

OPEN, CLOSED = "open", "closed"
DONE_OF = {OPEN: False, CLOSED: True}  # is the case settled?
TEXT_MOST = 4000
GROUP_LEAST = 10  # the public sees groups of at least so many (docs/personal-data.md)


def status_of(queue: str) -> str:
    """
    >>> status_of("done"), status_of("unit")
    ('closed', 'open')
    """
    return CLOSED if queue == Queue.DONE else OPEN
