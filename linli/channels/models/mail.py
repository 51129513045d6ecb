"""Letters by electronic mail: which came, who is written back to, which letters belong together."""

from django.db import models

from linli.cases.models import Case
from linli.channels.mail.terms import ADDRESS_MAX, SUBJECT_MAX, Verdict


class IncomingLetter(models.Model):
    """A letter came, and what became of it: the same Message-ID is one letter. No content."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of its Message-ID
    writer = models.CharField(max_length=32)  # keyed digest of the address: how many a day
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(max_length=40, blank=True)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(name="letter_by_writer", fields=["writer", "at"]),
            models.Index(name="letter_by_age", fields=["at"]),
        ]


class MailCaller(models.Model):
    """Where the caller of a case is answered. Goes when the caller's contact goes (cases: retention)."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    address = models.CharField(max_length=ADDRESS_MAX)
    subject = models.CharField(max_length=SUBJECT_MAX, blank=True)
    first_id = models.CharField(max_length=300)  # Message-ID of the first letter: answers stand below it


class MailThread(models.Model):
    """A letter of a case, theirs or ours: whoever replies to it means that case."""

    key = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the Message-ID
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
