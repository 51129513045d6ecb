"""Rows told to machines."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from linli.cases import rules
from linli.cases.actions.contact import may_read_contact
from linli.cases.api.shapes import (
    AnswerLine,
    CaseDetail,
    CaseLine,
    CategoryName,
    Named,
    OpenDeed,
    OpenQuestion,
    OrderLine,
    PhotoLink,
    StepLine,
)
from linli.cases.models import Case, CasePhoto, CaseStep, WorkOrder
from linli.cases.pages.deeds import open_deeds
from linli.cases.queries.cases import CaseFile
from linli.cases.queries.questions import Given
from linli.cases.terms import REMARKS, STEPS, Queue
from linli.core.actors import Actor
from linli.core.api import Call
from linli.core.files.links import photo_url
from linli.core.files.terms import Size


def line_of(case: Case, now: datetime, order: WorkOrder | None = None) -> CaseLine:
    """`order`: through which a unit sees the case; its own limit is the one that counts there."""
    return CaseLine(**_line(case, now, order))


def _line(case: Case, now: datetime, order: WorkOrder | None = None) -> dict[str, Any]:
    due_at = order.runs_out_at if order else case.due_at
    return {
        "code": case.code,
        "version": case.version,
        "state": case.state,
        "queue": case.queue,
        "colour": case.colour,
        "kind": case.kind,
        "category": CategoryName(case.category.code, case.category.name) if case.category else None,
        "first_line": rules.first_line(case.text),
        "place_name": case.where,
        "community": _named(case.community),
        "grid": _named(case.grid),
        "lon": case.lon,
        "lat": case.lat,
        "unit": _named(case.unit),
        "voices": case.voices,
        "received_at": case.received_at,
        "due_at": due_at,
        "late": case.queue != Queue.DONE and due_at < now,
    }


def _named(row: object | None) -> Named | None:
    return Named(row.pk, row.name) if row is not None else None  # type: ignore[attr-defined]


def detail_of(call: Call, file: CaseFile) -> CaseDetail:
    """The whole file, with what this machine can do now."""
    case, now = file.case, call.now
    shown = Shown(call.request, now)
    return CaseDetail(
        **_line(case, now),
        text=case.text,
        origin=case.origin,
        channel=case.channel,
        scale=case.scale,
        category_guessed=case.category_guessed,
        confidential=case.confidential,
        rounds=case.rounds,
        outcome=case.outcome,
        closed_at=case.closed_at,
        merged_into=case.merged_into.code if case.merged_into else "",
        photos=shown.photos(file.photos_of(None)),
        orders=[_order(order) for order in file.orders],
        steps=[shown.step(step, file) for step in file.steps],
        answers=[_answer(one) for one in file.answers.given],
        still_to_ask=[OpenQuestion(one.code, one.ask, one.asked_of) for one in file.answers.missing()],
        deeds=_deeds(call.actor, file, now),
        may_read_contact=may_read_contact(call.actor, case),
    )


def _deeds(actor: Actor, file: CaseFile, now: datetime) -> list[OpenDeed]:
    return [
        OpenDeed(deed.name, str(deed.label), deed_path(file.case.code, deed.name))
        for deed in open_deeds(actor, file, now)
    ]


def deed_path(code: str, name: str) -> str:
    return reverse("cases:api_case", args=[code]) + f"/deeds/{name}"


def _answer(one: Given) -> AnswerLine:
    return AnswerLine(
        one.question, one.ask, one.kind, list(one.values), one.unit, one.says, one.at, one.former_because
    )


def _order(order: WorkOrder) -> OrderLine:
    return OrderLine(
        unit=Named(order.unit_id, order.unit.name),
        lead=order.lead,
        state=order.state,
        open=order.open,
        note=order.note,
        result=order.result,
        limit=order.limit_text,
        basis=order.basis,
        dispatched_at=order.dispatched_at,
        accept_due_at=order.accept_due_at,
        due_at=order.due_at,
        finished_at=order.finished_at,
    )


class Shown:
    """Links as this request's machine can follow them."""

    def __init__(self, request: HttpRequest, now: datetime) -> None:
        self.request = request
        self.now = now

    def photos(self, photos: Iterable[CasePhoto]) -> list[PhotoLink]:
        return [
            PhotoLink(photo.file.key, photo.kind, self.link(photo, Size.FULL), self.link(photo, Size.THUMB))
            for photo in photos
        ]

    def link(self, photo: CasePhoto, size: Size) -> str:
        return self.request.build_absolute_uri(photo_url(photo.file, size, self.now))

    def step(self, step: CaseStep, file: CaseFile) -> StepLine:
        said = STEPS[step.step].says if step.step in STEPS else REMARKS[step.step]
        photos = self.photos(file.photos_of(step))
        return StepLine(step.at, step.step, str(said), step.by_name, step.note, step.inner_note, photos)
