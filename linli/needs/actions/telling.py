"""Who hears of what. What leaves the house says that something is new and where to look, never what it is."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.outgoing import Channel, send
from linli.needs.models import Helper, Match, Need
from linli.needs.queries.people import people_at
from linli.needs.terms import MatchState
from linli.organisation.actions.notices import NoticeLine, put_notices

# Short messages to the person, or to whoever ordered for him; a stranger who reads one learns no service.
SAYS = {
    "agreed": gettext_lazy("您登记的事社区接下了，正在找人。看进展：%(link)s"),
    "declined": gettext_lazy("您登记的事社区没有接，原因和另外的办法在这里：%(link)s"),
    "accepted": gettext_lazy("有人愿意来帮忙，请看看行不行：%(link)s"),
    "moved": gettext_lazy("约好的日子改了，新的在这里：%(link)s"),
    "ending": gettext_lazy("您登记的服务快到期了，要续请点：%(link)s 不点就自动停。"),
    "lapsed": gettext_lazy("您登记的服务到期停了。还需要，可以重新登记：%(link)s"),
}


def tell_person(need: Need, what: str, *, now: datetime, once: str = "") -> None:
    served = need.served
    phone = served.phone or served.proxy_phone
    if not phone:
        return
    link = f"{settings.BASE_URL}{reverse('needs:mine', args=[need.key])}"
    send(
        Channel.SMS,
        phone,
        _("社区"),
        str(SAYS[what]) % {"link": link},
        kind="need.person",
        key=f"need:{need.pk}:{what}:{once or need.version}",
        now=now,
        about=("need", need.pk),
    )


def tell_helper(match: Match, *, now: datetime) -> None:
    """Asked, or agreed: which service and which community; who and which door only after the yes of both."""
    need, helper = match.need, match.helper
    words = {"kind": need.kind.name, "where": need.community.name if need.community else ""}
    if match.state == MatchState.AGREED:
        text = _("说定了：%(where)s的“%(kind)s”，请看日子") % words
    else:
        text = _("%(where)s请您帮忙：“%(kind)s”，看看行不行") % words
    _tell(helper, text, f"need.match:{match.pk}:{match.state}", now=now)


def tell_helper_off(need: Need, helper: Helper | None, *, now: datetime) -> None:
    if helper is not None:
        text = _("“%(kind)s”不用再去了，谢谢您") % {"kind": need.kind.name}
        _tell(helper, text, f"need.off:{need.pk}:{need.version}", now=now)


def _tell(helper: Helper, text: str, key: str, *, now: datetime) -> None:
    """Staff and units on their first page; others by short message with their own link."""
    if helper.person_id or helper.unit_id:
        where = {"person_id": helper.person_id} if helper.person_id else {"unit_id": helper.unit_id}
        put_notices([NoticeLine(text, reverse("needs:helping"), key, **where)], now=now)
    elif helper.phone:
        link = f"{settings.BASE_URL}{reverse('needs:by_link', args=[helper.key])}"
        about = ("helper", helper.pk)
        body = f"{text} {link}"
        send(Channel.SMS, helper.phone, _("社区"), body, kind="need.helper", key=key, now=now, about=about)


def tell_desk(need: Need, text: str, key: str, *, now: datetime) -> None:
    """A line for those at the desk of the community."""
    if need.community_id is None:
        return
    url = reverse("needs:need", args=[need.pk])
    line = f"{need.kind.name}：{text}"
    people = people_at(need.community_id, timezone.localdate(now))
    put_notices([NoticeLine(line, url, f"need.{key}:{pk}", person_id=pk) for pk in people], now=now)
