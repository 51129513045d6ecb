"""Every write of needs."""

from linli.needs.actions.caring import (
    extend_plans,
    move_task,
    task_done,
    task_not_possible,
    tell_missed,
)
from linli.needs.actions.contact import prove_person, read_contact
from linli.needs.actions.counting import count_anew
from linli.needs.actions.deciding import agree, confirm_consent, decline
from linli.needs.actions.ending import lapse_due, meet, release, remind_endings, renew, stop
from linli.needs.actions.exporting import note_export
from linli.needs.actions.matching import answer_match, ask_helpers, choose
from linli.needs.actions.offering import (
    NewHelper,
    Offer,
    enrol_helper,
    offer_resource,
    retire_helper,
    withdraw_resource,
)
from linli.needs.actions.raising import Order, Raised, raise_need
from linli.needs.actions.referring import (
    erase_expired_referrals,
    finish_referral,
    open_referral,
    refer,
)
from linli.needs.actions.retention import erase_due

__all__ = [
    "NewHelper",
    "Offer",
    "Order",
    "Raised",
    "agree",
    "answer_match",
    "ask_helpers",
    "choose",
    "confirm_consent",
    "count_anew",
    "decline",
    "enrol_helper",
    "erase_due",
    "erase_expired_referrals",
    "extend_plans",
    "finish_referral",
    "lapse_due",
    "meet",
    "move_task",
    "note_export",
    "offer_resource",
    "open_referral",
    "prove_person",
    "raise_need",
    "read_contact",
    "refer",
    "release",
    "remind_endings",
    "renew",
    "retire_helper",
    "stop",
    "task_done",
    "task_not_possible",
    "tell_missed",
    "withdraw_resource",
]
