"""Counting wrong answers, so that nobody guesses a password or a code."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.accounts import rules, seals
from linli.accounts.models import FailedTries
from linli.core import words
from linli.core.errors import TooMany


def take_try(question: str, *, now: datetime) -> FailedTries:
    """Count a try before the answer is looked at: many guesses at the same moment are many tries.

    Raises TooMany, the same for a name that exists and one that does not, while the question is locked.
    """
    with transaction.atomic():
        FailedTries.objects.get_or_create(question=_key(question), defaults={"last_at": now})
        tries = FailedTries.objects.select_for_update().get(question=_key(question))
        refuse_if_locked(tries, now)
        tries.count = tries.count + 1 if rules.still_counts(tries.last_at, now) else 1
        tries.last_at = now
        lock = rules.lock_of(tries.count)
        tries.locked_until = now + lock if lock else None
        tries.save()
        return tries


def refuse_if_locked(tries: FailedTries, now: datetime) -> None:
    if tries.locked_until is None or tries.locked_until <= now:
        return
    until = words.spoken(tries.locked_until, now)
    sentence = _("输错次数太多，请在%(until)s之后再试。忘了密码或急用，请联系本级管理员。") % {"until": until}
    raise TooMany("locked", sentence)


def forget_tries(question: str) -> None:
    """The right answer came, or an administrator vouches."""
    FailedTries.objects.filter(question=_key(question)).delete()


def _key(question: str) -> str:
    return seals.digest("tries", question)


def about_password(sign_in_name: str) -> str:
    return f"password:{sign_in_name}"


def about_code(account_id: int) -> str:
    return f"code:{account_id}"
