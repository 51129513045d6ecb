"""The text link: after a closing without an answer, the same three questions by short message."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.models import Caller, Case
from linli.cases.queries.cases import lead_case
from linli.cases.terms import State
from linli.core import audit
from linli.core.actors import Actor
from linli.core.outgoing import Channel, Draft, send_many

MOBILE_DIGITS = 11  # short messages reach mobiles only


@transaction.atomic
def send_links(actor: Actor, asked: Collection[tuple[int, int]], *, now: datetime) -> int:
    """Send each caller of (case, round) the link to his own page, once; how many were put down.

    The message says nothing of the matter: others may read the screen. Where no gateway for short messages
    is set up nothing is written down, so that no number lies in a log for nothing.
    """
    if not settings.GATEWAYS["sms"]["url"]:
        return 0
    rounds = dict(asked)
    callers = Caller.objects.filter(pk__in=rounds, left_at=None).select_related("case__merged_into")
    drafts, cases = [], []
    for caller in callers:
        if len(caller.phone) == MOBILE_DIGITS and lead_case(caller.case).state == State.CLOSED:
            drafts.append(_draft(caller.case, caller.phone, rounds[caller.pk]))
            cases.append(caller.case)
    send_many(drafts, now=now)
    audit.record_many(audit.lines_of(actor, "callback.link_sent", cases, now=now))
    return len(drafts)


def _draft(case: Case, phone: str, round_number: int) -> Draft:
    link = settings.BASE_URL + reverse("cases:rate", args=[case.key])
    body = _("您反映的事已结案。办得怎么样？请回答三个问题：%(link)s 没有解决的会退回继续办。") % {
        "link": link
    }
    return Draft(
        channel=Channel.SMS,
        to=phone,
        subject="",
        body=body,
        kind="callback.asked",
        key=f"callback-{case.pk}-{round_number}",
        about=("case", case.pk),
    )
