"""Tables of needs. None of them has a column for a cause, a diagnosis or a label (D-1, D-2)."""

from linli.needs.models.care import CareTask, Match
from linli.needs.models.fields import WantedLine
from linli.needs.models.helpers import Helper, Resource
from linli.needs.models.kinds import NeedKind, NeedSkill
from linli.needs.models.need import Consent, Need, NeedLine, Served
from linli.needs.models.referrals import Referral, ReferralReader
from linli.needs.models.totals import NeedTotal

__all__ = [
    "CareTask",
    "Consent",
    "Helper",
    "Match",
    "Need",
    "NeedKind",
    "NeedLine",
    "NeedSkill",
    "NeedTotal",
    "Referral",
    "ReferralReader",
    "Resource",
    "Served",
    "WantedLine",
]
