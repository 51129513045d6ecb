"""A report as the intake files it, with dice of our own instead of the machine's; the test compares both."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from random import Random

from linli.cases import rules
from linli.cases.actions.intake import Intake
from linli.cases.actions.moving import Clocks
from linli.cases.models import Caller, Case
from linli.cases.terms import Stage


@dataclass(frozen=True, slots=True)
class Filed:
    """A case and its caller, not yet stored."""

    intake: Intake
    case: Case
    caller: Caller


class Clerk:
    def __init__(self, clocks: Clocks) -> None:
        self.clocks = clocks
        self._codes: set[str] = set()

    def file(self, intake: Intake, rng: Random, code: str = "") -> Filed:
        """`code`: of the same case told before, when it is told anew."""
        report, book = intake.report, self.clocks.book
        guess = None if report.category_code else book.guess(report.text)
        category = book.categories[guess.category_id] if guess else book.by_code.get(report.category_code)
        case = Case(
            code=code or self._fresh_code(rng),
            key=urlsafe_b64encode(rng.randbytes(16)).rstrip(b"=").decode(),
            intake_key=report.intake_key,
            origin=report.origin,
            channel=report.channel,
            kind=report.kind,
            text=report.text,
            category=category,
            category_guessed=guess is not None,
            colour=book.colour(category),
            place_name=report.place_name,
            confidential=report.confidential,
            received_at=intake.now,
        )
        case.scale = category.scale if category else case.scale
        case.level = book.level(case.scale)
        case.due_at = self.clocks.due(case, Stage.DISPATCH, intake.now)
        _place(case, intake)
        pin = report.phone[-4:] if report.phone else f"{rng.randrange(10_000):04d}"
        caller = Caller(name=report.name, phone=report.phone, pin=pin, filed_by=report.filed_by)
        return Filed(intake, case, caller)

    def _fresh_code(self, rng: Random) -> str:
        while (code := rules.draw_code(rng)) in self._codes:
            pass
        self._codes.add(code)
        return code


def _place(case: Case, intake: Intake) -> None:
    spot = intake.report.spot
    if spot is not None:
        for name in ("subdistrict_id", "community_id", "grid_id", "estate_id", "building_id", "lon", "lat"):
            setattr(case, name, getattr(spot, name))
        case.located_by = spot.how
