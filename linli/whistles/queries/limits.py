"""Until when a called unit checks in and arrives: by the active method pack, else our own defaults."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.queries.rulebook import limit_words
from linli.core.calendar.rules import Limit, due_at
from linli.core.calendar.terms import Clock, Unit
from linli.places.desk_hours import DeskHours
from linli.whistles.models import WhistleLimit
from linli.whistles.terms import LIMITS, Stage


@dataclass(frozen=True, slots=True)
class Dues:
    check_in: datetime
    arrive: datetime
    basis: str


@dataclass(frozen=True, slots=True)
class KindLimits:
    """Both limits of one kind, with the words that are printed."""

    check_in: Limit
    arrive: Limit
    basis: str

    @property
    def words(self) -> str:
        said = {
            "check_in": limit_words(self.check_in.amount, self.check_in.unit, self.check_in.clock),
            "arrive": limit_words(self.arrive.amount, self.arrive.unit, self.arrive.clock),
        }
        return _("%(check_in)s内报到，%(arrive)s内到场") % said

    def dues(self, case: Case, start: datetime) -> Dues:
        calendar = DeskHours().calendar_for(case)
        return Dues(due_at(start, self.check_in, calendar), due_at(start, self.arrive, calendar), self.basis)


def limits_of(kind: str) -> KindLimits:
    rows = {row.stage: row for row in WhistleLimit.objects.filter(pack__active=True, kind=kind)}
    found = {
        stage: Limit(rows[stage].amount, Unit(rows[stage].unit), Clock(rows[stage].clock))
        if stage in rows
        else LIMITS[kind, stage]
        for stage in Stage
    }
    basis = rows[Stage.ARRIVE].basis if Stage.ARRIVE in rows else _("平台默认，可由方法包更改")
    return KindLimits(found[Stage.CHECK_IN], found[Stage.ARRIVE], basis)
