"""What the caller answers when the desk rings: the same answer as by the link, written down by the desk."""

from datetime import datetime

from django.db import transaction

from linli.cases.actions.caller import Answer, take_answer
from linli.cases.models import Case, Rating
from linli.cases.queries.cases import lead_case, selves_on
from linli.cases.terms import Who
from linli.core.actors import Actor
from linli.core.errors import NotAllowed


@transaction.atomic
def rate_by_phone(actor: Actor, case: Case, answer: Answer, *, now: datetime) -> Rating:
    """The desk of the place writes down what the caller said; not solved goes back to work.

    Nobody writes it for his own unit: whoever is judged does not hold the pen.
    """
    lead = lead_case(case)
    own_unit = any(seat.unit_id is not None and seat.unit_id == lead.unit_id for seat in actor.seats)
    if own_unit or not selves_on(actor, lead, []) & {Who.DESK, Who.BELOW}:
        raise NotAllowed("may_not_rate_by_phone")
    return take_answer(actor, case, answer, asked_by="phone", now=now)
