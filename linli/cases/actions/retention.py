"""The timer of duty D-11: who raised a case is forgotten two years after it was settled; the matter stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction

from linli.cases.models import Caller, Case, CaseAnswer, CasePhoto, Wording
from linli.cases.queries.retention import expired_callers, expired_ids
from linli.cases.terms import PhotoKind
from linli.cases.terms.questions import QuestionKind
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotAllowed
from linli.core.files.actions import erase_file

AT_ONCE = 200  # callers of one transaction: SQLite has one writer, and residents wait behind it
A_NIGHT = 20_000  # callers of one run; more than a district of a million settles in a week


@dataclass(frozen=True, slots=True)
class Erased:
    callers: int = 0
    photos: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(self.callers + other.callers, self.photos + other.photos)


def erase_expired_contacts(actor: Actor, *, now: datetime, most: int = A_NIGHT) -> Erased:
    """Blank contact data that are due, erase callers' photos and free answers; the rest waits a night.

    Each batch is a transaction of its own, so a run that breaks off has done what it said it did.
    """
    if actor.kind != "system":
        raise NotAllowed("may_not_erase_contacts")
    done = Erased()
    for case_ids in batched(expired_ids(now, most), AT_ONCE):
        done += _erase_batch(actor, case_ids, now)
    return done


@transaction.atomic
def _erase_batch(actor: Actor, case_ids: Sequence[int], now: datetime) -> Erased:
    """Asks again who is due: a case may have been reopened since the list was made."""
    due = list(expired_callers(now).filter(pk__in=case_ids).values_list("case_id", flat=True))
    callers = Caller.objects.filter(pk__in=due).update(
        name="", phone="", pin="", filed_by="", wrong_pins=0, locked_until=None
    )
    photos = _erase_photos(actor, due, now)
    Wording.objects.filter(case__in=due).delete()
    CaseAnswer.objects.filter(case__in=due, kind=QuestionKind.TEXT).delete()
    audit.record_many(audit.lines_of(actor, "case.contact_erased", [("case", pk) for pk in due], now=now))
    audit.record(actor, "case.retention", ("retention", 0), now=now, callers=callers, photos=photos)
    return Erased(callers, photos)


def _erase_photos(actor: Actor, case_ids: Sequence[int], now: datetime) -> int:
    """What callers sent; what units photographed of their work belongs to the record."""
    sent = CasePhoto.objects.filter(case__in=case_ids, kind=PhotoKind.REPORT)
    files = [photo.file for photo in sent.select_related("file")]
    sent.delete()
    for file in files:
        erase_file(actor, file, now=now)
    Case.objects.filter(pk__in=case_ids, photos_count__gt=0).update(photos_count=0)
    return len(files)
