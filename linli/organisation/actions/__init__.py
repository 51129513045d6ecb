"""Every write of the organisation."""

from linli.organisation.actions.addresses import UnitMessage, add_address, remove_address, tell_units
from linli.organisation.actions.integrations import (
    add_integration,
    note_use,
    revoke_integration,
    rotate_token,
)
from linli.organisation.actions.notices import NoticeLine, put_notice, put_notices, read_notices
from linli.organisation.actions.people import (
    add_person,
    change_person,
    end_absence,
    give_password,
    give_sign_in,
    leave,
    reset_second_factor,
    set_absence,
    unlock,
)
from linli.organisation.actions.posts import appoint, end_post, fill_post, require_second_factor
from linli.organisation.actions.replays import answer_once, forget_answers
from linli.organisation.actions.units import add_unit, change_unit, close_unit

__all__ = [
    "NoticeLine",
    "UnitMessage",
    "add_address",
    "add_integration",
    "add_person",
    "add_unit",
    "answer_once",
    "appoint",
    "change_person",
    "change_unit",
    "close_unit",
    "end_absence",
    "end_post",
    "fill_post",
    "forget_answers",
    "give_password",
    "give_sign_in",
    "leave",
    "note_use",
    "put_notice",
    "put_notices",
    "read_notices",
    "remove_address",
    "require_second_factor",
    "reset_second_factor",
    "revoke_integration",
    "rotate_token",
    "set_absence",
    "tell_units",
    "unlock",
]
