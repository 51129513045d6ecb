"""How a caller comes back to a case: by the link, or by the code and four digits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property

from django.db.models import Prefetch, QuerySet
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from linli.cases.models import Case, CasePhoto, CaseRequest, CaseStep, Rating, WorkOrder
from linli.cases.queries.beside import parts_of
from linli.cases.queries.cases import LIST_COLUMNS, lead_case
from linli.cases.queries.questions import Sheet, answer_sheet, with_answers
from linli.cases.queries.rulebook import book_if_any, with_pack
from linli.cases.terms import (
    LINK_DAYS,
    OPEN,
    OTHERS_SAY,
    REMARKS,
    STEPS,
    WORDS_MAY_CHANGE,
    PhotoKind,
    State,
)
from linli.core.errors import Gone, NotFound
from linli.core.lists import by_age

# Between colleagues.
HIDDEN_LINES = frozenset(
    {"inner", "joined", "parted", "left", "take_over", "request", "request_refused", "request_back"}
    | {"designated", "opinion", "supervise_reply"}
)


def case_by_key(key: str, now: datetime) -> Case:
    """The case of a link; a link ends when the contact data do."""
    found = with_answers(with_pack(Case.objects.select_related("caller", *LIST_COLUMNS)))
    try:
        case = found.get(key=key)
    except Case.DoesNotExist:
        raise NotFound("link") from None
    if case.merged_into_id is not None:  # few are; joined in, it would double the width of every reading
        case.merged_into = Case.objects.select_related(*LIST_COLUMNS).get(pk=case.merged_into_id)
    settled_at = lead_case(case).closed_at
    if settled_at is not None and now - settled_at > timedelta(days=LINK_DAYS):
        raise Gone(
            "link_expired", _("这个链接已过期，办理记录不再对外显示。如需查询，请拨打社区电话并报出编号。")
        )
    return case


def path_of(key: str) -> str:
    """Where the caller's link leads."""
    return _path_with_key(get_script_prefix()).replace("KEY", key)


@cache
def _path_with_key(_prefix: str) -> str:
    """Looked up once: `reverse` would cost a tenth of a whole intake (ADR 0010)."""
    return reverse("cases:progress", args=["KEY"])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the parcel-like timeline, in words for the caller."""

    at: datetime
    says: str
    by: str
    note: str
    step: str
    photos: Sequence[CasePhoto]


@dataclass(frozen=True)
class Progress:
    """What the caller's page shows, and which buttons exist now."""

    case: Case  # the caller's own
    lead: Case  # the one that is worked on
    lines: Sequence[Line]  # newest first
    order: WorkOrder | None
    rating: Rating | None
    photos: Sequence[CasePhoto]  # as reported
    requests: Sequence[CaseRequest] = ()  # of the one that is worked on, oldest first

    @property
    def buttons(self) -> tuple[str, ...]:
        """In the order of the page: rate, add, remind, edit, again, withdraw."""
        state = self.lead.state
        if self.left:
            return ()
        if state == State.VERIFIED:
            return ("rate", "add", "withdraw") if self.rating_open else ("add",)
        if state in OPEN:
            early = ("edit",) if self.own and state in WORDS_MAY_CHANGE else ()
            return ("add", "remind", *early, "withdraw")
        if state == State.CLOSED:
            return ("reopen", "again") if self.rating_open else ("again",)
        return ()

    @cached_property
    def parts(self) -> Sequence[Case]:
        """What the desk took out of this caller's report as matters of their own."""
        return parts_of(self.case) if self.own and any(line.step == "split" for line in self.lines) else ()

    @cached_property
    def answers(self) -> Sheet:
        """What this caller was asked and answered."""
        return answers_of(self.case)

    @property
    def left(self) -> bool:
        """Does this caller no longer want it, while others do?"""
        caller = getattr(self.case, "caller", None)
        return caller is not None and caller.left_at is not None

    @property
    def own(self) -> bool:
        return self.case.pk == self.lead.pk

    @property
    def rating_open(self) -> bool:
        """Each round of work is rated once."""
        return self.rating is None or self.rating.round < self.lead.rounds


def progress(case: Case) -> Progress:
    """The timeline of the case that is worked on, without what is between colleagues."""
    lead = lead_case(case)
    steps = by_age(lead.steps.prefetch_related(Prefetch("photos", shown_photos())))
    lines = [_line(step, case) for step in reversed(steps) if _is_told(step, case)]
    lines.append(Line(lead.received_at, str(REMARKS["receive"]), "", "", "receive", ()))
    orders = by_age(lead.orders.filter(lead=True).select_related("unit"))
    photos = list(case.photos.filter(step=None, kind=PhotoKind.REPORT, hidden_at=None).select_related("file"))
    rating = max(case.ratings.all(), key=lambda rating: rating.round, default=None)
    requests = by_age(lead.requests.all())
    return Progress(case, lead, lines, orders[-1] if orders else None, rating, photos, requests)


def answers_of(case: Case) -> Sheet:
    """Of a case of `case_by_key`."""
    return answer_sheet(case, book_if_any(case), lead_case(case))


def shown_photos() -> QuerySet[CasePhoto]:
    """Photos that leave the house: those the desk has hidden do not."""
    return CasePhoto.objects.filter(hidden_at=None).select_related("file")


def _is_told(step: CaseStep, case: Case) -> bool:
    """Not what is between colleagues, nor what another caller answered."""
    return step.step not in HIDDEN_LINES and not (step.step == "rate" and _by_another(step, case))


def _by_another(step: CaseStep, case: Case) -> bool:
    return step.by_kind == "caller" and step.by_id != case.pk


def _line(step: CaseStep, case: Case) -> Line:
    """In the caller's words; of what a neighbour with the same matter did, only that it was done."""
    if _by_another(step, case) and step.step in OTHERS_SAY:
        return Line(step.at, str(OTHERS_SAY[step.step]), "", "", step.step, ())
    says = str(STEPS[step.step].says if step.step in STEPS else REMARKS[step.step])
    by = step.by_name if step.by_kind in {"staff", "machine"} else ""
    return Line(step.at, says, by, step.note, step.step, list(step.photos.all()))


def answer_until(case: Case) -> datetime | None:
    """Until when the caller may answer before the case closes by itself."""
    return case.due_at if case.state == State.VERIFIED else None
