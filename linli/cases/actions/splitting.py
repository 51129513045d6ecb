"""One report, two matters: the second becomes a case of its own, for the same caller."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases import rules
from linli.cases.actions.intake import receive
from linli.cases.actions.moving import Words, check_self, write_line
from linli.cases.actions.reports import Report
from linli.cases.models import Caller, Case, CasePhoto
from linli.cases.terms import OPEN, Who
from linli.core import audit
from linli.core.actors import SYSTEM, Actor
from linli.core.errors import BadStep
from linli.places.locator import Spot

SAME_PLACE = ("subdistrict_id", "community_id", "grid_id", "estate_id", "building_id")


@transaction.atomic
def split_case(
    actor: Actor,
    case: Case,
    *,
    text: str,
    category_code: str = "",
    photo_ids: Collection[int] = (),
    now: datetime,
) -> Case:
    """Take a matter out of a report that told of two. It has its own code, limit and orders, same place;
    the caller finds it from his link and with the same four digits. Closing either leaves the other as it is.

    Its photos may go with it. Several units for one matter are no split: one leads, others assist.
    """
    check_self(actor, case, {Who.DESK}, "may_not_split")
    if case.state not in OPEN:
        raise BadStep(f"{case.state}_split")
    caller = Caller.objects.filter(case=case).first()
    part = _file(case, caller, rules.read_text(text), category_code, now)
    moved = CasePhoto.objects.filter(case=case, step=None, pk__in=photo_ids).update(case=part)
    audit.record(actor, "case.split", case, now=now, part=part.pk, photos=moved)
    code = rules.spoken_code(part.code)
    write_line(actor, case, "split", now=now, words=Words(note=_("编号 %(code)s。") % {"code": code}))
    return part


def _file(case: Case, caller: Caller | None, text: str, category_code: str, now: datetime) -> Case:
    """By the one way in; who filed and through which door stays what it was. The act is the desk's, which the
    audit line of the split says; the system files, since the desk did not take the call.
    """
    report = Report(
        text=text,
        spot=_spot(case),
        place_name=case.place_name or _("位置待核实"),
        name=caller.name if caller else "",
        phone=caller.phone if caller else "",
        category_code=category_code,
        kind=case.kind,
        origin=case.origin,
        channel=case.channel,
        confidential=case.confidential,
        filed_by=caller.filed_by if caller else "",
    )
    receipt = receive(SYSTEM, report, now=now)
    kept = {"located_by": case.located_by, "place_name": case.place_name, "about_unit": case.about_unit}
    Case.objects.filter(pk=receipt.case_id).update(parent=case, **kept)
    if caller is not None:
        Caller.objects.filter(pk=receipt.case_id).update(pin=caller.pin)
    return Case.objects.get(pk=receipt.case_id)


def _spot(case: Case) -> Spot | None:
    """The same place, as far as it is known."""
    ids = {name: getattr(case, name) for name in SAME_PLACE}
    if not any(ids.values()):
        return None
    return Spot(place_id=0, how="chosen", name="", lon=case.lon, lat=case.lat, **ids)
