"""The receipt of a matter somebody else filed, sent to the caller's phone."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.models import Case
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.outgoing import Channel, send


@transaction.atomic
def send_receipt(actor: Actor, case: Case, *, link: str, now: datetime) -> None:
    """By short message, once for each case; the number itself is not shown to whoever sends."""
    if not actor.has(Right.CASE_INTAKE):
        raise NotAllowed("may_not_file")
    if not case.caller.phone:
        raise RuleBroken("no_phone", _("没有留电话，请把编号念给对方，或打印回执。"))
    said = _("您反映的事已登记，编号 %(code)s。看进展：%(link)s") % {
        "code": rules.spoken_code(case.code),
        "link": link,
    }
    send(
        Channel.SMS,
        case.caller.phone,
        _("回执"),
        said,
        kind="case.receipt",
        key=f"receipt:{case.pk}",
        now=now,
        about=("case", case.pk),
    )
    audit.record(actor, "case.receipt_sent", case, now=now)
