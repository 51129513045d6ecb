"""The round of a mailbox: each unseen letter is taken, then marked; killed between, it is known."""

import logging
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from linli.channels.mail import actions
from linli.channels.mail.letters import read_letter
from linli.channels.mail.mailbox import Mailbox
from linli.channels.mail.terms import LETTER_MAX

log = logging.getLogger(__name__)


def fetch(mailbox: Mailbox, *, now: datetime) -> dict[str, int]:
    """Verdicts with their numbers. A letter that breaks us is left unseen and the others are taken."""
    told: dict[str, int] = {}
    with mailbox:
        for uid in mailbox.unseen():
            verdict = _take(mailbox, uid, now)
            told[verdict] = told.get(verdict, 0) + 1
    return told


def _take(mailbox: Mailbox, uid: str, now: datetime) -> str:
    if mailbox.size(uid) > LETTER_MAX:
        letter = read_letter(mailbox.content(uid, heads_only=True))
        most = {"mb": LETTER_MAX // 1_000_000}
        sentence = _("来信连同附件超过 %(mb)d MB。请缩小照片，或分几封发送。") % most
        verdict = actions.take_too_large(letter, sentence, now=now)
    else:
        content = mailbox.content(uid)
        if not content:
            return "gone"
        try:
            verdict = actions.take_letter(read_letter(content), now=now)
        except IntegrityError:  # another worker has taken it at this moment
            log.info("letter %s was taken meanwhile", uid)
            return "taken"
    mailbox.mark_seen(uid)
    return verdict
