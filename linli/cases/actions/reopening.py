"""It broke again: a closed matter is taken up once more, by its callers or by a neighbour with new facts."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from linli.cases.actions.desk import send_back
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words, check_note, move, write_line
from linli.cases.actions.reports import Receipt, Report
from linli.cases.models import Caller, Case
from linli.cases.queries.cases import lead_case
from linli.cases.terms import REOPEN_WITHIN, PhotoKind, State
from linli.core.actors import PUBLIC, SYSTEM, Actor, caller_of
from linli.core.errors import BadStep, NotAllowed, RuleBroken


def check_reopening(lead: Case, now: datetime) -> None:
    if lead.state != State.CLOSED:
        raise BadStep(f"{lead.state}_reopen")
    if lead.closed_at is not None and now - lead.closed_at > REOPEN_WITHIN:
        raise RuleBroken(
            "too_late_to_reopen", _("结案已超过 30 天。请重新反映一次，系统会附上原来的办理记录。")
        )


@transaction.atomic
def reopen_own(actor: Actor, case: Case, *, words: Words, now: datetime) -> Case:
    """One of its callers says what happened since, whether or not he has rated; all callers see that it
    goes on.
    """
    if actor.kind != "caller" or actor.id != case.pk:
        raise NotAllowed("not_your_case")
    if Caller.objects.filter(case=case, left_at__isnull=False).exists():
        raise BadStep("left")
    lead = lead_case(case)
    check_reopening(lead, now)
    note = check_note(words.note, needed=True)
    kept = Words(note=note, photos=words.photos, photo_kind=PhotoKind.REPORT)
    return send_back(actor, lead, "reopen", words=kept, now=now, rounds=lead.rounds + 1)


def reopen_as_neighbour(lead: Case, report: Report, *, now: datetime) -> Receipt:
    """Somebody at the same door says that it broke again: he gets a case of his own with a receipt, which
    follows the reopened one. Of the first caller he learns nothing.
    """
    with transaction.atomic():
        check_reopening(lead, now)
        receipt = receive(PUBLIC, report, now=now)
        own = Case.objects.get(pk=receipt.case_id)
        me = caller_of(own.pk)
        move(me, own, "merge", now=now, merged_into=lead, closed_at=now)
        Case.objects.filter(pk=lead.pk).update(voices=F("voices") + 1)
        write_line(SYSTEM, lead, "joined", now=now, words=Words(inner_note=own.code))
        words = Words(note=check_note(report.text[:2000], needed=True))
        send_back(me, lead, "reopen", words=words, now=now, rounds=lead.rounds + 1)
    return receipt
