"""Who can sign in, and with what. What one may do is not said here: it comes from posts (organisation)."""

import secrets

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(sign_in_name=username)


class Account(AbstractBaseUser):
    """A staff member's way in: name, password, second factor. No flags, no groups, no superuser."""

    sign_in_name = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    totp_secret = models.CharField(max_length=200, blank=True)  # sealed with the server's key
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_last_step = models.BigIntegerField(default=0)  # a code works once
    # Changed by whatever changes what the account may do. It travels with the row every request reads anyway,
    # so a cache keyed by it never serves a right that was taken away.
    rights_stamp = models.CharField(max_length=64, default=secrets.token_hex)

    USERNAME_FIELD = "sign_in_name"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.display_name


class AccountSession(models.Model):
    """One open session of an account: so that there are few, and each can be ended from another place."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    second_factor_at = models.DateTimeField(null=True)


class FailedTries(models.Model):
    """Wrong answers in a row to one question: the password of a name, the code of an account.

    Kept by what was typed (as a digest) and not by account, so that a name nobody has locks like any other
    and nobody learns from the lock which names exist.
    """

    question = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="failed_tries_by_age", fields=["last_at"])]


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost; it works once."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="recovery_code_once", fields=["account", "digest"])]
