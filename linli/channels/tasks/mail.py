"""Letters fetched, writers told, addresses forgotten."""

import imaplib
import logging
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings

from linli.channels.mail import actions, fetching
from linli.channels.mail.mailbox import Mailbox
from linli.channels.mail.terms import SAID, TOLD
from linli.core.tasks import on, scheduled

log = logging.getLogger(__name__)
type Payloads = list[dict[str, Any]]
AT_ONCE = 500


@scheduled(every=timedelta(minutes=1), durable=False)
def fetch_letters(*, now: datetime) -> dict[str, int]:
    """Nothing to do without a mailbox. One that is away is asked again in a minute; the log says so."""
    if not settings.IMAP_URL:
        return {}
    try:
        return fetching.fetch(Mailbox(settings.IMAP_URL, settings.IMAP_USER, settings.IMAP_PASSWORD), now=now)
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("the mailbox cannot be read: %s", error)
        return {}


@on("case.moved", together=AT_ONCE)
def tell_moved(payloads: Payloads, *, now: datetime) -> None:
    """Who wrote is written back when something was decided."""
    actions.tell_writers({one["case_id"] for one in payloads if one.get("step") in TOLD}, now=now)


@on("case.told", together=AT_ONCE)
def tell_asked(payloads: Payloads, *, now: datetime) -> None:
    """A question to the caller; his reply is added to the matter."""
    actions.tell_writers({one["case_id"] for one in payloads if one.get("remark") in SAID}, now=now)


@on("case.answered", together=AT_ONCE)
def tell_answered(payloads: Payloads, *, now: datetime) -> None:
    """The unit's word to the caller."""
    actions.tell_writers({one["case_id"] for one in payloads}, now=now)


@scheduled(daily_at=time(4, 5), durable=False)
def forget_writers(*, now: datetime) -> int:
    return actions.forget_writers(now=now)
