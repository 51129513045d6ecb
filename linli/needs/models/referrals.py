"""A task of a judicial or civil-affairs office: opaque, for named people, short-lived, never listed (D-4)."""

from django.conf import settings
from django.db import models

from linli.needs.terms import Ask
from linli.organisation.models import Unit


class Referral(models.Model):
    """No person, no place, no words: what is asked is one of a closed list, the rest stays with the office.

    The reference is kept as a keyed digest only, so that nobody who reads the table can open a task by it.
    """

    digest = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    asks = models.CharField(max_length=12, choices=Ask)
    expires_on = models.DateField()  # the last day; then it is deleted

    class Meta:
        indexes = [models.Index(name="referral_expires", fields=["expires_on"])]


class ReferralReader(models.Model):
    """One of the named people who may open it."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="readers", db_index=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(name="referral_reader_once", fields=["referral", "account"])]
