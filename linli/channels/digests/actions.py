"""Who wants the morning's overview, and sending it: once a day and address, whatever is tried again."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.channels.digests import queries
from linli.channels.digests.queries import Morning
from linli.channels.models import DigestWish
from linli.core import audit
from linli.core.actors import Actor
from linli.core.errors import NotAllowed
from linli.core.outgoing import Draft, send_many
from linli.organisation.models import UnitAddress


@transaction.atomic
def set_wish(actor: Actor, address: UnitAddress, *, wanted: bool, now: datetime) -> None:
    """This address gets the overview from tomorrow on, or no longer."""
    if not queries.manageable_addresses(actor).filter(pk=address.pk).exists():
        raise NotAllowed("may_not_digest")
    if wanted:
        _row, changed = DigestWish.objects.get_or_create(address=address, defaults={"since": now})
    else:
        changed = bool(DigestWish.objects.filter(address=address).delete()[0])
    if changed:
        audit.record(actor, "digest.wish", address.unit, now=now, address_id=address.pk, wanted=wanted)


@transaction.atomic
def send_mornings(*, now: datetime) -> int:
    """Put down today's overviews; a unit with nothing to tell hears nothing. The number put down."""
    mornings: dict[int, Morning] = {}
    drafts = []
    for wish in queries.wishes():
        unit = wish.address.unit
        morning = mornings.setdefault(unit.pk, queries.morning_of(unit, now))
        if not morning.is_empty:
            drafts.append(_draft(wish, morning, now))
    return send_many(drafts, now=now) if drafts else 0


def _draft(wish: DigestWish, morning: Morning, now: datetime) -> Draft:
    address, day = wish.address, timezone.localdate(now)
    lines = [
        _("已超时 %(n)s 件") % {"n": _told(morning.late)} if morning.late else "",
        _("今天到期 %(n)s 件") % {"n": _told(morning.due_today)} if morning.due_today else "",
        _("等待答复的申请 %(n)s 件") % {"n": _told(morning.asked)} if morning.asked else "",
        _("待派单、待核查 %(n)s 件") % {"n": _told(morning.undispatched)} if morning.undispatched else "",
    ]
    said = _("，").join(line for line in lines if line)
    link = f"{settings.BASE_URL}{reverse('cases:queue')}"
    return Draft(
        channel=address.channel,
        to=address.to,
        subject=_("%(unit)s 今日要事：%(said)s") % {"unit": address.unit.name, "said": said},
        body="\n".join([address.unit.name, *(line for line in lines if line), link]),
        kind="digest.daily",
        key=f"digest:{address.pk}:{day:%Y%m%d}",
        about=("unit", address.unit_id),
    )


def _told(count: int) -> str:
    return f"{count}+" if count >= queries.MOST else str(count)
