"""The second factor: a code from the phone, or one from paper."""

from datetime import datetime

import pyotp
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.accounts import rules, seals
from linli.accounts.actions import tries
from linli.accounts.actions.passwords import prove_password
from linli.accounts.actions.sessions import end_all_sessions, mark_second_factor
from linli.accounts.models import Account, RecoveryCode
from linli.accounts.terms import CODE_STEP_S, CODE_WINDOW, PENDING_SECRET, RECOVERY_CODES, SECOND_FACTOR_AT
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken


def begin_enrolment(request: HttpRequest, account: Account) -> str:
    """The address an authenticator app reads from the QR code. The secret waits, sealed, in the session."""
    sealed = request.session.get(PENDING_SECRET)
    secret = seals.unseal(sealed) if sealed else pyotp.random_base32()
    if not sealed:
        request.session[PENDING_SECRET] = seals.seal(secret)
    return pyotp.TOTP(secret).provisioning_uri(name=account.sign_in_name, issuer_name="Linli")


def pending_secret(request: HttpRequest) -> str:
    """The secret being enrolled, for those who cannot scan, in groups of four."""
    secret = seals.unseal(request.session[PENDING_SECRET])
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@transaction.atomic
def confirm_enrolment(request: HttpRequest, actor: Actor, *, code: str, now: datetime) -> list[str]:
    """Switch the second factor on, once the app shows the right code. Recovery codes are told only now."""
    account = Account.objects.select_for_update().get(pk=actor.id)
    sealed = request.session.get(PENDING_SECRET)
    if account.totp_confirmed_at is not None or sealed is None:
        raise RuleBroken("totp_not_pending", _("请重新打开“二次验证”页面，从扫码开始。"))
    step = _step_of(seals.unseal(sealed), code, now)
    if step is None:
        raise _wrong_code()
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = sealed, now, step
    account.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step"])
    del request.session[PENDING_SECRET]
    mark_second_factor(request, now=now)
    end_all_sessions(account, but=request.session.session_key or "")
    audit.record(actor, "account.totp_on", account, now=now)
    return _new_recovery_codes(account)


def show_code(request: HttpRequest, actor: Actor, *, code: str, now: datetime) -> None:
    """Show the second factor in this session. Each code works once; wrong ones lock like wrong passwords."""
    taken = tries.take_try(tries.about_code(actor.id), now=now)
    with transaction.atomic():
        account = Account.objects.get(pk=actor.id)
        way = _way_of(account, rules.plain_code(code), now)
        if way:
            tries.forget_tries(tries.about_code(actor.id))
            mark_second_factor(request, now=now)
        audit.record(actor, f"account.{way or 'code_failed'}", account, now=now)
    if not way:
        tries.refuse_if_locked(taken, now)
        raise _wrong_code()


def _way_of(account: Account, code: str, now: datetime) -> str:
    """How the code was right: from the phone or from paper; empty when not. A right code is used up."""
    if not account.totp_secret:
        return ""
    step = _step_of(seals.unseal(account.totp_secret), code, now)
    unused = Account.objects.filter(pk=account.pk, totp_last_step__lt=step or 0)
    if step is not None and unused.update(totp_last_step=step):
        return "code_shown"
    paper = RecoveryCode.objects.filter(account=account, digest=_digest(account, code), used_at=None)
    return "recovery_code_used" if paper.update(used_at=now) else ""


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Which 30-second step the code belongs to; None for a code of another time or secret."""
    totp = pyotp.TOTP(secret, interval=CODE_STEP_S)
    step = int(now.timestamp()) // CODE_STEP_S
    near = range(step - CODE_WINDOW, step + CODE_WINDOW + 1)
    code = rules.plain_code(code)
    return next((one for one in near if pyotp.utils.strings_equal(totp.generate_otp(one), code)), None)


def renew_recovery_codes(actor: Actor, *, password: str, now: datetime) -> list[str]:
    """New codes on paper; the old ones stop working."""
    account = prove_password(actor, password, field="password", now=now)
    if account.totp_confirmed_at is None:
        raise RuleBroken("totp_is_off", _("二次验证还没有打开，请先打开。"))
    with transaction.atomic():
        audit.record(actor, "account.recovery_codes_renewed", account, now=now)
        return _new_recovery_codes(account)


def switch_off(request: HttpRequest, actor: Actor, *, password: str, now: datetime) -> None:
    """Go back to the password alone; where a post requires a second factor, the next page asks to enrol."""
    account = prove_password(actor, password, field="password", now=now)
    with transaction.atomic():
        _forget(account)
        request.session.pop(SECOND_FACTOR_AT, None)
        audit.record(actor, "account.totp_off", account, now=now)


@transaction.atomic
def reset_second_factor(actor: Actor, account: Account, *, now: datetime) -> None:
    """The phone and the paper are both lost: an administrator who knows the person switches it off."""
    if not actor.has(Right.STAFF_MANAGE):
        raise NotAllowed("reset_second_factor")
    _forget(account)
    end_all_sessions(account)
    audit.record(actor, "account.totp_reset", account, now=now)


def _forget(account: Account) -> None:
    account.totp_secret, account.totp_confirmed_at, account.totp_last_step = "", None, 0
    account.save(update_fields=["totp_secret", "totp_confirmed_at", "totp_last_step"])
    account.recovery_codes.all().delete()


def _new_recovery_codes(account: Account) -> list[str]:
    account.recovery_codes.all().delete()
    codes = [seals.random_words(4) for _number in range(RECOVERY_CODES)]
    rows = [RecoveryCode(account=account, digest=_digest(account, rules.plain_code(code))) for code in codes]
    RecoveryCode.objects.bulk_create(rows)
    return codes


def _digest(account: Account, code: str) -> str:
    return seals.digest("recovery", f"{account.pk}:{code}")


def _wrong_code() -> RuleBroken:
    sentence = _("验证码不对或已用过，请等手机上出现下一个再输入。")
    return RuleBroken("code_wrong", sentence, {"code": sentence})
