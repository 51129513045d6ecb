"""Accounts and their passwords: opened, changed, reset, unlocked, closed."""

from datetime import datetime

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.accounts import rules, seals
from linli.accounts.actions import tries
from linli.accounts.actions.sessions import end_all_sessions
from linli.accounts.models import Account
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken


def _manage(actor: Actor, event: str) -> None:
    """Whose accounts an administrator may touch is a matter of places, and asked by organisation before."""
    if not actor.has(Right.STAFF_MANAGE):
        raise NotAllowed(event)


@transaction.atomic
def add_account(
    actor: Actor, *, sign_in_name: str, display_name: str, password: str | None = None, now: datetime
) -> Account:
    """Open an account. Without a password nobody can sign in until `reset_password` gives the first one."""
    _manage(actor, "add_account")
    name = rules.normal_name(sign_in_name)
    if not name or len(name) > 40 or any(letter.isspace() for letter in name):
        raise _on("sign_in_name", "name_invalid", _("登录名要 1–40 个字，中间不能有空格。"))
    if Account.objects.filter(sign_in_name=name).exists():
        raise _on("sign_in_name", "name_taken", _("这个登录名已有人用，请换一个，例如加上工号。"))
    account = Account(sign_in_name=name, display_name=display_name, must_change_password=True)
    if password is None:
        account.set_unusable_password()
    else:
        _accept(password, account, "password")
        account.set_password(password)
    account.save()
    audit.record(actor, "account.added", account, now=now)
    return account


def prove_password(actor: Actor, password: str, *, field: str, now: datetime) -> Account:
    """One's own account, once its password was typed again. Guessing locks it as signing in does."""
    account = Account.objects.get(pk=actor.id)
    question = tries.about_password(account.sign_in_name)
    taken = tries.take_try(question, now=now)
    if not account.check_password(password):
        tries.refuse_if_locked(taken, now)
        raise _on(field, "password_wrong", _("现在的密码不对，请重新输入。"))
    tries.forget_tries(question)
    return account


def change_password(request: HttpRequest, actor: Actor, *, old: str, new: str, now: datetime) -> None:
    """Take a new password of one's own. Every other session of the account ends."""
    account = prove_password(actor, old, field="old", now=now)
    if old == new:
        raise _on("new", "password_same", _("新密码要和现在的不一样。"))
    _accept(new, account, "new")
    with transaction.atomic():
        account.set_password(new)
        account.must_change_password = False
        account.save(update_fields=["password", "must_change_password"])
        former = request.session.session_key or ""
        end_all_sessions(account, but=former)
        update_session_auth_hash(request, account)
        account.sessions.filter(session_key=former).update(session_key=request.session.session_key)
        audit.record(actor, "account.password_changed", account, now=now)


@transaction.atomic
def reset_password(actor: Actor, account: Account, *, now: datetime) -> str:
    """A one-time password to hand over in person; sessions end, the first sign-in asks for a new one."""
    _manage(actor, "reset_password")
    password = seals.random_words(3).lower()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    tries.forget_tries(tries.about_password(account.sign_in_name))
    end_all_sessions(account)
    audit.record(actor, "account.password_reset", account, now=now)
    return password


@transaction.atomic
def unlock(actor: Actor, account: Account, *, now: datetime) -> None:
    """Let somebody try again at once."""
    _manage(actor, "unlock")
    tries.forget_tries(tries.about_password(account.sign_in_name))
    tries.forget_tries(tries.about_code(account.pk))
    audit.record(actor, "account.unlocked", account, now=now)


@transaction.atomic
def set_active(actor: Actor, account: Account, active: bool, *, now: datetime) -> None:
    """Close an account, so that its sessions end at once, or open it again."""
    _manage(actor, "set_active")
    if account.is_active == active:
        return
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        end_all_sessions(account)
    audit.record(actor, "account.opened" if active else "account.closed", account, now=now)


def _accept(password: str, account: Account, field: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as refused:
        raise _on(field, "password_weak", " ".join(refused.messages)) from None


def _on(field: str, code: str, sentence: str) -> RuleBroken:
    return RuleBroken(code, sentence, {field: sentence})
