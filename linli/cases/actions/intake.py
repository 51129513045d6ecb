"""A matter comes in: from the phone at the door, the counter, a file. One function for all."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random, SystemRandom

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.photos import attach
from linli.cases.actions.reports import Receipt, Report, check_report
from linli.cases.models import Caller, Case, CasePhoto
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms import Stage
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import TooMany
from linli.core.group_commit import GroupCommit
from linli.core.kept import Kept
from linli.core.tasks import announce_many
from linli.places.desk_hours import DeskHours
from linli.places.locator import Spot

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Intake:
    """A checked report, by whom and when."""

    actor: Actor
    report: Report
    now: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    intake: Intake
    case: Case
    caller: Caller

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.case.pk, self.case.code, self.case.key, self.caller.pin, self.case.due_at)


def receive(actor: Actor, report: Report, *, now: datetime) -> Receipt:
    """File one matter durably; under load it shares its transaction with others that wait."""
    return _WRITER.submit(Intake(actor, check_report(actor, report), now))


def receive_many(intakes: Sequence[Intake], rng: Random | None = None) -> list[Receipt]:
    """Write checked reports in one transaction of a fixed number of statements; one receipt each, in order.

    A report whose intake key was used before, in this batch or any other, gets the receipt of then. Nobody
    looks for used keys beforehand: the table refuses them, and only then are they looked up.
    """
    desk = _IntakeDesk(_RULES.get(), rng or SystemRandom())
    known: dict[str | None, Receipt] = {}
    for _attempt in range(ATTEMPTS):
        try:
            return _file_all(intakes, desk, known)
        except IntegrityError:  # a used intake key, or a code drawn twice
            known = _receipts_by_key({intake.report.intake_key for intake in intakes} - {None})
    raise TooMany("intake_crowded", _("现在提交的人太多，请稍等一分钟再发送。您填写的内容没有丢失。"))


@transaction.atomic
def _file_all(
    intakes: Sequence[Intake], desk: "_IntakeDesk", known: Mapping[str | None, Receipt]
) -> list[Receipt]:
    filed: list[Filed] = []
    firsts: dict[str, Filed] = {}
    for intake in intakes:
        key = intake.report.intake_key
        if key is None or (key not in known and key not in firsts):
            filed.append(desk.file(intake))
            if key is not None:
                firsts[key] = filed[-1]
    _store(filed)
    receipts = {**known, **{key: first.receipt for key, first in firsts.items()}}
    loose = iter([one.receipt for one in filed if one.intake.report.intake_key is None])
    return [
        receipts[i.report.intake_key] if i.report.intake_key is not None else next(loose) for i in intakes
    ]


class _Rules:
    """What all matters of a moment are judged by."""

    def __init__(self) -> None:
        self.book = rule_book()
        self.hours = DeskHours()


_RULES = Kept(_Rules)


class _IntakeDesk:
    """What is the same for all matters of a batch: the rule book, the working hours, the dice."""

    def __init__(self, judged_by: _Rules, rng: Random) -> None:
        self.book = judged_by.book
        self.hours = judged_by.hours
        self.rng = rng

    def file(self, intake: Intake) -> Filed:
        """Category and colour from the words, the limit from the rule book, code and link drawn."""
        report, spot = intake.report, intake.report.spot
        guess = None if report.category_code else self.book.guess(report.text)
        category = (
            self.book.categories[guess.category_id] if guess else self.book.by_code.get(report.category_code)
        )
        colour = self.book.colour(category)
        case = Case(
            code=rules.draw_code(self.rng),
            key=secrets.token_urlsafe(16),
            intake_key=report.intake_key,
            origin=report.origin,
            channel=report.channel,
            kind=report.kind,
            text=report.text,
            category_id=category.pk if category else None,
            category_guessed=guess is not None,
            colour=colour,
            scale=category.scale if category else Case.scale.field.default,  # type: ignore[attr-defined]
            place_name=report.place_name,
            confidential=report.confidential,
            photos_count=len(report.photos),
            received_at=intake.now,
            due_at=self.book.limit(Stage.DISPATCH, colour, category).due(
                intake.now, self.hours.calendar_for(spot)
            ),
            **(_located(spot) if spot else {}),
        )
        pin = report.phone[-4:] if len(report.phone) >= 4 else f"{self.rng.randrange(10_000):04d}"
        return Filed(
            intake, case, Caller(name=report.name, phone=report.phone, pin=pin, filed_by=report.filed_by)
        )


def _located(spot: Spot) -> dict[str, object]:
    return {
        "subdistrict_id": spot.subdistrict_id,
        "community_id": spot.community_id,
        "grid_id": spot.grid_id,
        "estate_id": spot.estate_id,
        "building_id": spot.building_id,
        "lon": spot.lon,
        "lat": spot.lat,
        "located_by": spot.how,
    }


def _store(filed: Sequence[Filed]) -> None:
    Case.objects.bulk_create([one.case for one in filed])
    for one in filed:
        one.caller.case_id = one.case.pk
    Caller.objects.bulk_create([one.caller for one in filed])
    attach(CasePhoto(case=one.case, file=file) for one in filed for file in one.intake.report.photos)
    audit.record_many(
        [
            audit.line_of(
                one.intake.actor, "case.receive", one.case, now=one.intake.now, channel=one.case.channel
            )
            for one in filed
        ]
    )
    announce_many("case.received", [{"case_id": one.case.pk} for one in filed])


def _receipts_by_key(keys: Iterable[str | None]) -> dict[str | None, Receipt]:
    wanted = list(keys)
    if not wanted:
        return {}
    cases = Case.objects.filter(intake_key__in=wanted).select_related("caller")
    return {
        case.intake_key: Receipt(case.pk, case.code, case.key, case.caller.pin, case.due_at) for case in cases
    }


_WRITER: GroupCommit[Intake, Receipt] = GroupCommit("case-intake", receive_many)
