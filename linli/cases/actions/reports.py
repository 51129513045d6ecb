"""What somebody tells us, and what the caller takes home."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.terms import Channel, Kind, Origin
from linli.cases.terms.questions import AskedOf
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.files.models import StoredFile
from linli.places.locator import Spot

# Filing in somebody else's name, or as one who was on duty, takes a post with this right.
RIGHT_BY_ORIGIN = {Origin.PATROL: Right.CASE_REPORT, Origin.HOTLINE: Right.CASE_INTAKE}
RIGHT_BY_CHANNEL = dict.fromkeys((Channel.PHONE, Channel.COUNTER, Channel.PAPER), Right.CASE_INTAKE)
CONTROLS = dict.fromkeys((*range(32), 127))


@dataclass(frozen=True, slots=True)
class Report:
    text: str
    spot: Spot | None = None
    place_name: str = ""
    name: str = ""
    phone: str = ""
    category_code: str = ""  # empty: guessed from the words
    kind: str = Kind.HELP
    origin: str = Origin.RESIDENT
    channel: str = Channel.WEB
    confidential: bool = False
    photos: Sequence[StoredFile] = ()
    intake_key: str | None = None  # the same key twice is the same submission
    filed_by: str = ""
    colour: str = ""  # at least so urgent, as whoever sent it says
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # code of a question of the category


@dataclass(frozen=True, slots=True)
class Receipt:
    case_id: int
    code: str
    key: str
    pin: str
    due_at: datetime


def check_report(actor: Actor, report: Report) -> Report:
    """The report with its text and phone in order; every fault is named with its field at once."""
    needed = RIGHT_BY_ORIGIN.get(Origin(report.origin)) or RIGHT_BY_CHANNEL.get(Channel(report.channel))
    if needed and actor.kind != "system" and not actor.has(needed):
        raise NotAllowed("may_not_file")
    faults: dict[str, str] = {}
    clean: dict[str, str] = {}
    for name, read in (("text", rules.read_text), ("phone", rules.read_phone)):
        try:
            clean[name] = read(getattr(report, name))
        except RuleBroken as fault:
            faults |= fault.fields
    if report.spot is None and not report.place_name.strip():
        faults["place_name"] = _("请写明在哪里，比如“幸福里 3 号楼门口”。")
    if report.answers:
        faults |= _faulty_answers(report)
    if faults:
        raise RuleBroken("report_incomplete", next(iter(faults.values())), faults)
    return replace(
        report,
        **clean,  # type: ignore[arg-type]
        place_name=_one_line(report.place_name)[:120],
        name=_one_line(report.name)[:40],
    )


# Who files a matter answers for the caller, too, and for the desk where it is one.
AT_INTAKE = frozenset({AskedOf.CALLER, AskedOf.DESK})


def questions_at_intake(report: Report, book: RuleBook) -> Sequence[rules.Question]:
    """Of the category it will be filed under."""
    guess = None if report.category_code else book.guess(report.text)
    return book.questions_for(
        book.categories[guess.category_id] if guess else book.by_code.get(report.category_code)
    )


def answer_faults(
    asked: Sequence[rules.Question],
    typed: Mapping[str, Sequence[str]],
    read: rules.Read,
    asked_of: Collection[str],
) -> dict[str, str]:
    """Every fault with the name of its field."""
    faults = {f"answers.{code}": why for code, why in read.faults.items()}
    theirs = [question for question in asked if question.asked_of in asked_of]
    for code in rules.unknown_codes(theirs, typed):
        faults[f"answers.{code}"] = _("这一类诉求没有“%(code)s”这个问题。") % {"code": code[:40]}
    return faults


def _faulty_answers(report: Report) -> dict[str, str]:
    asked = questions_at_intake(report, rule_book())
    read = rules.read_answers(asked, report.answers, asked_of=AT_INTAKE, insists=False)
    return answer_faults(asked, report.answers, read, AT_INTAKE)


def _one_line(typed: str) -> str:
    """Without control characters, which no name has and no database wants."""
    return typed.translate(CONTROLS).strip()
