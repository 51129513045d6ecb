"""Every write around dangers: told, to be re-checked, re-checked; links given out and taken back."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.actions.desk import rework_case, verify_case
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words, signature, write_line
from linli.cases.actions.reports import Receipt, Report
from linli.cases.models import Case
from linli.cases.terms import Origin, Queue, State
from linli.channels.models import Hazard, HazardCheck, SpotterLink
from linli.channels.spotters import blur, queries, rules
from linli.channels.spotters.terms import PICTURES_MOST, RECHECK_WITHIN, UNSENT_KEPT, HazardKind
from linli.channels.spotters.terms import Spot as Where
from linli.core import audit
from linli.core.actors import Actor, Right
from linli.core.errors import NotAllowed, RuleBroken, Stale
from linli.core.files.actions import store_photo
from linli.core.files.models import StoredFile
from linli.core.files.pictures import cleaned
from linli.core.files.terms import Size
from linli.core.tasks import announce
from linli.places.locator import Spot
from linli.places.models import Place


@dataclass(frozen=True, slots=True)
class Danger:
    """All one can say of a danger: which, where, and a mark by which it is found."""

    kind: HazardKind
    where: Where
    mark: str = ""
    photos: Sequence[StoredFile] = ()
    intake_key: str | None = None


def store_pictures(actor: Actor, uploads: "Sequence[File[bytes]]", *, now: datetime) -> list[StoredFile]:
    """Keep pictures in which found faces and plates cannot be read; what was sent is never stored.

    All are looked through before the first is kept.
    """
    if len(uploads) > PICTURES_MOST:
        why = _("一次最多 %(n)d 张照片，请挑最能说明问题的。") % {"n": PICTURES_MOST}
        raise RuleBroken("photos_too_many", why, {"pictures": why})
    return [
        store_photo(actor, picture, purpose="case", now=now, retention_until=now + UNSENT_KEPT)
        for picture in [_hidden(upload) for upload in uploads]
    ]


def _hidden(upload: "File[bytes]") -> "File[bytes]":
    if upload.size > settings.PHOTO_MAX_BYTES:
        why = _("照片太大，请用相机的普通画质重拍。")
        raise RuleBroken("photo_too_large", why, {"pictures": why})
    try:
        clean = cleaned(cast(BinaryIO, upload.file)).jpegs[Size.FULL]
    except RuleBroken as fault:
        raise RuleBroken(fault.code, fault.sentence, {"pictures": fault.sentence}) from None
    return ContentFile(blur.blurred(clean), name="hazard.jpg")


@transaction.atomic
def file_danger(actor: Actor, danger: Danger, spot: Spot, *, origin: Origin, now: datetime) -> Receipt:
    """A case of the listed category, and what it is re-checked as. Nobody is written down as its reporter."""
    mark = " ".join(danger.mark.split())
    if rules.tells_of_somebody(mark):
        why = _("请只写东西和位置，比如“灯杆 12 旁”。不要写人、门牌、电话和车牌。")
        raise RuleBroken("person_named", why, {"mark": why})
    listed = queries.closed_list().get(danger.kind)
    if listed is None:
        raise RuleBroken("hazard_unlisted", _("本区的清单里没有这一项。"), {"kind": _("请从清单里选。")})
    report = Report(
        text=rules.report_text(listed.title, str(danger.where.label), mark),
        spot=spot,
        place_name=mark,
        category_code=listed.category_code,
        origin=origin,
        photos=danger.photos,
        intake_key=danger.intake_key,
    )
    receipt = receive(actor, report, now=now)
    Hazard.objects.get_or_create(
        case_id=receipt.case_id,
        defaults={
            "kind": danger.kind,
            "created_at": now,
            "subdistrict_id": spot.subdistrict_id,
            "community_id": spot.community_id,
            "grid_id": spot.grid_id,
        },
    )
    return receipt


@transaction.atomic
def follow_cases(case_ids: Collection[int], *, now: datetime) -> None:
    """Bring dangers in line with their cases; says the same when it is said again.

    Finished: a re-check is due. Back in hand: it is not due yet. Settled: nothing is open any more.
    """
    for hazard, case in queries.hazards_of(case_ids).values():
        waiting = hazard.checks.filter(done_at=None)
        settled = case.queue == Queue.DONE
        if case.state == State.FINISHED:
            _ask_check(hazard, case, now)
        elif settled or case.state == State.IN_HAND:
            waiting.delete()
        is_open = not settled and (hazard.open or case.state == State.IN_HAND)
        if is_open != hazard.open:
            Hazard.objects.filter(pk=hazard.pk).update(open=is_open)


def _ask_check(hazard: Hazard, case: Case, now: datetime) -> None:
    """One for each time the unit says done."""
    finished = case.orders.filter(lead=True).order_by("-id").values_list("finished_at", flat=True).first()
    after = hazard.checks.filter(done_at__gte=finished) if finished else hazard.checks.none()
    if after.exists():
        return
    due_at = now + RECHECK_WITHIN
    places = {"subdistrict": case.subdistrict, "community": case.community, "grid": case.grid}
    HazardCheck.objects.get_or_create(hazard=hazard, done_at=None, defaults={"due_at": due_at, **places})


@transaction.atomic
def record_check(
    actor: Actor, check: HazardCheck, *, passed: bool, photos: Sequence[StoredFile], now: datetime
) -> None:
    """What somebody of the place saw on the spot. Whoever is its desk as well takes the next step with it.

    A unit does not re-check its own work.
    """
    case = check.hazard.case
    if not any(actor.reaches(right, case) for right in (Right.CASE_REPORT, Right.CASE_DESK)):
        raise NotAllowed("may_not_recheck")
    if case.unit_id is not None and any(seat.unit_id == case.unit_id for seat in actor.seats):
        raise NotAllowed("own_work", _("自己办的不能自己复查，请由网格或社区复查。"))
    if passed and not photos:
        why = _("请拍一张整改后的照片。")
        raise RuleBroken("photo_needed", why, {"photos": why})
    done = {"done_at": now, "passed": passed, "by_name": signature(actor)}
    if not HazardCheck.objects.filter(pk=check.pk, done_at=None).update(**done):
        raise Stale("hazard_checked", _("别人已经复查过了，请刷新看看。"))
    if passed:
        Hazard.objects.filter(pk=check.hazard_id).update(open=False)
    remark = "rechecked" if passed else "recheck_failed"
    write_line(actor, case, remark, now=now, words=Words(photos=photos))
    audit.record(actor, f"hazard.{remark}", case, now=now)
    announce("case.told", case_id=case.pk, remark=remark)
    if case.state == State.FINISHED and actor.reaches(Right.CASE_DESK, case):
        if passed:
            verify_case(actor, case, now=now)
        else:
            rework_case(actor, case, note=_("复查没通过：隐患还在，请继续整改。"), now=now)


@transaction.atomic
def issue_link(actor: Actor, community: Place, *, now: datetime) -> SpotterLink:
    """A new link for a community; the one before ends, and with it the way in of all who came by it."""
    if not actor.reaches(Right.CASE_DESK, community):
        raise NotAllowed("may_not_issue_link")
    SpotterLink.objects.filter(community=community, revoked_at=None).update(revoked_at=now)
    link = SpotterLink.objects.create(community=community, token=secrets.token_urlsafe(12), issued_at=now)
    audit.record(actor, "spotter_link.issued", link, now=now, community=community.pk)
    return link
