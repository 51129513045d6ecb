"""How changes are put into a mail and a feed: kind, grid, what changed, how many."""

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.channels.alerts.rules import by_the_hour
from linli.channels.alerts.terms import LINES_MOST, What
from linli.channels.models import AreaEvent, Watch
from linli.places.models import Place


def place_name(place: Place) -> str:
    """书声社区 第2网格"""
    community = place.community.name if place.community and place.community_id != place.pk else ""
    return f"{community} {place.name}".strip()


def where(event: AreaEvent) -> str:
    names = [place.name for place in (event.community, event.grid) if place is not None]
    return " ".join(names)


def line(event: AreaEvent) -> str:
    """路灯不亮：已办完，待核查（书声社区 第2网格）"""
    words = {"category": event.category_name, "what": What(event.what).label, "where": where(event)}
    return _("%(category)s：%(what)s（%(where)s）") % words


def subject(events: Sequence[AreaEvent]) -> str:
    if len(events) == 1:
        return line(events[0])
    return _("您身边有 %(n)d 条新进展") % {"n": len(events)}


def body(watch: Watch, events: Sequence[AreaEvent]) -> str:
    counts = Counter(What(event.what) for event in events)
    counted = "，".join(_("%(what)s %(n)d 件") % {"what": what.label, "n": n} for what, n in counts.items())
    lines = [
        _("%(day)s %(hour)d 时  %(line)s")
        % {"day": at.strftime("%m-%d"), "hour": at.hour, "line": line(event)}
        for event, at in ((event, timezone.localtime(by_the_hour(event.at))) for event in events[:LINES_MOST])
    ]
    if len(events) > LINES_MOST:
        lines.append(_("……还有 %(n)d 条") % {"n": len(events) - LINES_MOST})
    return "\n".join([counted, "", *lines, "", *_foot(watch)])


def confirm_body(watch: Watch, places: Sequence[Place]) -> str:
    names = "、".join(place_name(place) for place in places[:10])
    more = _("等 %(n)d 处") % {"n": len(places)} if len(places) > 10 else ""
    return "\n".join(
        [
            _("有人用这个邮箱订阅了下面这些地方的办理进展："),
            names + more,
            "",
            _("是您的话，请在三天内打开这个链接并点“确认”："),
            link("channels:alert_confirm", watch),
            "",
            _("不是您的话，不用理会：不确认就不会再收到任何邮件，三天后邮箱也会删掉。"),
        ]
    )


def _foot(watch: Watch) -> list[str]:
    until = timezone.localdate(watch.ends_at).isoformat()
    return [
        _("这里只有类别、网格和进展，不含任何人的话、姓名和门牌。"),
        _("订阅到 %(day)s 为止。退订（一次点击，邮箱随即删除）：") % {"day": until},
        link("channels:alert_stop", watch),
    ]


def link(name: str, watch: Watch) -> str:
    return settings.BASE_URL.rstrip("/") + reverse(name, args=[watch.key])


def headers(watch: Watch) -> dict[str, dict[str, str]]:
    """One-click unsubscribe as mail programs know it (RFC 8058)."""
    stop = link("channels:alert_stop", watch)
    return {
        "headers": {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    }
