"""Every write of the organisation."""

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
from linli.organisation.actions.units import add_unit, change_unit, close_unit

__all__ = [
    "NoticeLine",
    "add_person",
    "add_unit",
    "appoint",
    "change_person",
    "change_unit",
    "close_unit",
    "end_absence",
    "end_post",
    "fill_post",
    "give_password",
    "give_sign_in",
    "leave",
    "put_notice",
    "put_notices",
    "read_notices",
    "require_second_factor",
    "reset_second_factor",
    "set_absence",
    "unlock",
]
