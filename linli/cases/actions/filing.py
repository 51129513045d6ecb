"""Checked reports become rows: judged by the rule book, given code, link and limit, written by the batch.

No model is built and no SQL composed by row: that cost four times as much as the inserts (ADR 0010).
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple

from linli.cases import rules
from linli.cases.actions.answer_rows import new_rows
from linli.cases.actions.photos import attach
from linli.cases.actions.reports import AT_INTAKE, Receipt, Report
from linli.cases.models import Caller, Case, CaseAnswer, CasePhoto
from linli.cases.queries.rulebook import rule_book
from linli.cases.terms import Scale, Stage
from linli.core import audit
from linli.core.actors import Actor
from linli.core.bulk import insert_rows, moment, next_ids
from linli.core.kept import Kept
from linli.core.tasks import announce_many
from linli.places.desk_hours import DeskHours


class Intake(NamedTuple):
    """A checked report, by whom and when."""

    actor: Actor
    report: Report
    now: datetime


class CaseRow(NamedTuple):
    """The columns in which new cases differ; all others have the defaults of the model."""

    id: int
    code: str
    key: str
    intake_key: str | None
    origin: str
    channel: str
    kind: str
    text: str
    category_id: int | None
    category_guessed: bool
    colour: str
    scale: str
    level: str
    place_name: str
    confidential: bool
    photos_count: int
    received_at: str
    due_at: str
    subdistrict_id: int | None = None
    community_id: int | None = None
    grid_id: int | None = None
    estate_id: int | None = None
    building_id: int | None = None
    lon: float | None = None
    lat: float | None = None
    located_by: str = ""


class CallerRow(NamedTuple):
    case_id: int
    name: str
    phone: str
    pin: str
    filed_by: str


class Filed(NamedTuple):
    intake: Intake
    case: CaseRow
    caller: CallerRow
    due_at: datetime
    answers: Sequence[CaseAnswer] = ()

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.case.id, self.case.code, self.case.key, self.caller.pin, self.due_at)


class Rules:
    """What all matters of a moment are judged by. Take it before the transaction begins: then it is kept."""

    def __init__(self) -> None:
        self.book = rule_book()
        self.hours = DeskHours()


RULES = Kept(Rules)


def file_all(intakes: Sequence[Intake], judged_by: Rules, rng: Random) -> list[Filed]:
    """Case, caller, photos, audit line and announcement of each, in the transaction of whoever asks."""
    if not intakes:
        return []
    ids = next_ids(Case, len(intakes))
    filed = [_file(case_id, intake, judged_by, rng) for case_id, intake in zip(ids, intakes, strict=True)]
    insert_rows(Case, CaseRow._fields, [one.case for one in filed])
    insert_rows(Caller, CallerRow._fields, [one.caller for one in filed])
    attach(_photos(filed))
    if any(one.answers for one in filed):
        CaseAnswer.objects.bulk_create([answer for one in filed for answer in one.answers])
    audit.record_many(
        [
            audit.line_of(actor, "case.receive", ("case", case.id), now=now, channel=case.channel)
            for (actor, _report, now), case in ((one.intake, one.case) for one in filed)
        ]
    )
    announce_many("case.received", [{"case_id": one.case.id} for one in filed])
    return filed


def _photos(filed: Iterable[Filed]) -> Iterable[CasePhoto]:
    return (CasePhoto(case_id=one.case.id, file=file) for one in filed for file in one.intake.report.photos)


def _file(case_id: int, intake: Intake, judged_by: Rules, rng: Random) -> Filed:
    """Category and colour from the words, the limit from the rule book, code and link drawn."""
    report, spot, book = intake.report, intake.report.spot, judged_by.book
    guess = None if report.category_code else book.guess(report.text)
    category = book.categories[guess.category_id] if guess else book.by_code.get(report.category_code)
    asked = book.questions_for(category) if report.answers else ()
    answers = rules.read_answers(asked, report.answers, asked_of=AT_INTAKE, insists=False).kept
    colour = rules.more_urgent(book.colour(category, answers), report.colour)
    due_at = book.limit(Stage.DISPATCH, colour, category).due(intake.now, judged_by.hours.calendar_for(spot))
    scale = category.scale if category else Scale.SMALL
    case = CaseRow(
        id=case_id,
        code=rules.draw_code(rng),
        key=secrets.token_urlsafe(16),
        intake_key=report.intake_key,
        origin=report.origin,
        channel=report.channel,
        kind=report.kind,
        text=report.text,
        category_id=category.pk if category else None,
        category_guessed=guess is not None,
        colour=colour,
        scale=scale,
        level=book.level(scale),
        place_name=report.place_name,
        confidential=report.confidential,
        photos_count=len(report.photos),
        received_at=moment(intake.now),
        due_at=moment(due_at),
    )
    if spot is not None:
        case = case._replace(
            subdistrict_id=spot.subdistrict_id,
            community_id=spot.community_id,
            grid_id=spot.grid_id,
            estate_id=spot.estate_id,
            building_id=spot.building_id,
            lon=spot.lon,
            lat=spot.lat,
            located_by=spot.how,
        )
    pin = report.phone[-4:] if len(report.phone) >= 4 else f"{rng.randrange(10_000):04d}"
    caller = CallerRow(case_id, report.name, report.phone, pin, report.filed_by)
    rows = new_rows(
        intake.actor,
        asked,
        answers,
        case_id=case_id,
        category_id=case.category_id,
        pack_id=book.pack_id,
        now=intake.now,
    )
    return Filed(intake, case, caller, due_at, rows)
