"""The caller objects to what was decided about his matter: one box, and another person looks again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.actions.caller import check_own
from linli.cases.actions.moving import Clocks, Words, write_line
from linli.cases.actions.requests import put_request, short
from linli.cases.models import Case, CaseRequest
from linli.cases.queries.cases import lead_case
from linli.cases.queries.requests import open_to_objection
from linli.cases.terms.requests import RequestKind
from linli.core.actors import Actor
from linli.core.errors import RuleBroken


@transaction.atomic
def object_to_decision(actor: Actor, case: Case, *, note: str, now: datetime) -> CaseRequest:
    """Against how the case ended, or the newest decision that is told to callers; once each."""
    check_own(actor, case)
    lead = lead_case(case)
    found = open_to_objection(list(lead.requests.order_by("id")), lead, now)
    if found is None:
        raise RuleBroken(
            "nothing_to_object", _("现在没有可以提出异议的决定。有新情况请用“补充”，或打电话给社区。")
        )
    words = short(note, "note")
    request = put_request(
        actor, lead, RequestKind.OBJECTION, clocks=Clocks.of(lead), now=now, note=words,
        about=found.about, own_unit_id=found.about.own_unit_id if found.about else None,
    )  # fmt: skip
    write_line(actor, lead, "objected", now=now, words=Words(note=words))
    return request
