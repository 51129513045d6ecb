"""A matter comes in: from the phone at the door, the counter, a file. One function for all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random, SystemRandom

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases.actions.filing import RULES, Intake, Rules, file_all
from linli.cases.actions.reports import Receipt, Report, check_report
from linli.cases.models import Caller
from linli.core.actors import Actor
from linli.core.errors import RuleBroken, TooMany
from linli.core.group_commit import GroupCommit

__all__ = ["Intake", "receive", "receive_many"]

ATTEMPTS = 3
_DICE = SystemRandom()


def receive(actor: Actor, report: Report, *, now: datetime) -> Receipt:
    """File one matter durably; under load it shares its transaction with others that wait."""
    return _WRITER.submit(Intake(actor, check_report(actor, report), now))


def receive_many(intakes: Sequence[Intake], rng: Random | None = None) -> list[Receipt]:
    """Write checked reports in one transaction of a fixed number of statements; one receipt each, in order.

    A report whose intake key was used before, in this batch or any other, gets the receipt of then. Nobody
    looks for used keys beforehand: the table refuses them, and only then are they looked up.
    """
    rules, known = RULES.get(), dict[str | int, Receipt]()
    for _attempt in range(ATTEMPTS):
        try:
            return _receipts(intakes, known, rules, rng or _DICE)
        except IntegrityError:  # a used intake key, or a code drawn twice
            known = _receipts_by_key(intakes)
    raise TooMany("intake_crowded", _("现在提交的人太多，请稍等一分钟再发送。您填写的内容没有丢失。"))


@transaction.atomic
def _receipts(
    intakes: Sequence[Intake], known: Mapping[str | int, Receipt], rules: Rules, rng: Random
) -> list[Receipt]:
    """File what is not `known`, each key once; a report without a key is its own."""
    keys = [intake.report.intake_key or number for number, intake in enumerate(intakes)]
    new: dict[str | int, Intake] = {}
    for key, intake in zip(keys, intakes, strict=True):
        if key not in known:
            _same_words(new.setdefault(key, intake).report.text, intake)
    filed = file_all(list(new.values()), rules, rng)
    receipts = {**known, **{key: one.receipt for key, one in zip(new, filed, strict=True)}}
    return [receipts[key] for key in keys]


def _receipts_by_key(intakes: Iterable[Intake]) -> dict[str | int, Receipt]:
    """The receipts of then."""
    keyed = [intake for intake in intakes if intake.report.intake_key]
    used = Caller.objects.filter(case__intake_key__in={intake.report.intake_key for intake in keyed})
    callers = {str(caller.case.intake_key): caller for caller in used.select_related("case")}
    for intake in keyed:
        if caller := callers.get(str(intake.report.intake_key)):
            _same_words(caller.case.text, intake)
    return {
        key: Receipt(caller.case_id, caller.case.code, caller.case.key, caller.pin, caller.case.due_at)
        for key, caller in callers.items()
    }


def _same_words(first: str, again: Intake) -> None:
    """Whoever sends a used key with another text learns nothing about the first matter."""
    if first != again.report.text:
        raise RuleBroken("intake_key_used", _("这个提交编号已经用过了，请刷新页面后重新提交。"))


_WRITER: GroupCommit[Intake, Receipt] = GroupCommit("case-intake", receive_many)
