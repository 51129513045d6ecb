"""Every write of accounts: sessions, passwords, the second factor."""

from linli.accounts.actions.passwords import (
    add_account,
    change_password,
    reset_password,
    set_active,
    unlock,
)
from linli.accounts.actions.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    pending_secret,
    renew_recovery_codes,
    reset_second_factor,
    show_code,
    switch_off,
)
from linli.accounts.actions.sessions import end_session, sign_in, sign_out, touch_session

__all__ = [
    "add_account",
    "begin_enrolment",
    "change_password",
    "confirm_enrolment",
    "end_session",
    "pending_secret",
    "renew_recovery_codes",
    "reset_password",
    "reset_second_factor",
    "set_active",
    "show_code",
    "sign_in",
    "sign_out",
    "switch_off",
    "touch_session",
    "unlock",
]
