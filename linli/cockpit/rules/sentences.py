"""A day's numbers as sentences. Values in, words out; who is behind a number is not known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.core.words import WEEKDAYS

NEAR = 0.1  # a difference under a tenth of the usual is no difference: our value


@dataclass(frozen=True, slots=True)
class DayNumbers:
    received: int
    usual_received: float
    dispatched: int
    closed: int
    ended: int
    open_then: int
    open_before: int
    late: int
    late_where: Sequence[tuple[str, int]]  # in the order of the tree
    returned: int
    reworked: int
    reopened: int
    rated: int
    solved: int
    unsolved: int


def sentences(day: date, numbers: DayNumbers) -> list[str]:
    """What came in and what became of it; what is not worth saying is not said."""
    found = [_flow(day, numbers), _heap(numbers), _late(numbers), _again(numbers), _answers(numbers)]
    return [sentence for sentence in found if sentence]


def _flow(day: date, n: DayNumbers) -> str:
    if not n.received + n.closed + n.dispatched:
        return _("这一天没有收到诉求，也没有派出或结案的。")
    told = ngettext("收到 %(n)d 件诉求", "收到 %(n)d 件诉求", n.received) % {"n": n.received}
    done = _("派出 %(sent)d 件，结案 %(closed)d 件") % {"sent": n.dispatched, "closed": n.closed}
    parts = [told, compared(n.received, n.usual_received, day), done]
    if n.ended:
        parts.append(_("另有 %(n)d 件以合并、撤回、不予受理等方式了结") % {"n": n.ended})
    return _("，").join(part for part in parts if part) + _("。")


def compared(count: int, usual: float, day: date) -> str:
    """A day beside the same weekday of the weeks before; silent where there is nothing to compare with.

    >>> compared(128, 119.0, date(2026, 5, 8)), compared(128, 0.0, date(2026, 5, 8))
    ('与前四个周五的平均 119 件相当', '')
    """
    if usual < 1:
        return ""
    words = {"weekday": WEEKDAYS[day.weekday()], "usual": round(usual), "n": abs(count - round(usual))}
    if abs(count - usual) <= NEAR * usual:
        return _("与前四个%(weekday)s的平均 %(usual)d 件相当") % words
    if count > usual:
        return _("比前四个%(weekday)s的平均（%(usual)d 件）多 %(n)d 件") % words
    return _("比前四个%(weekday)s的平均（%(usual)d 件）少 %(n)d 件") % words


def _heap(n: DayNumbers) -> str:
    words = {"open": n.open_then, "n": abs(n.open_then - n.open_before)}
    if n.open_then == n.open_before:
        return _("到当天结束，在办 %(open)d 件，与前一天相同。") % words
    if n.open_then > n.open_before:
        return _("到当天结束，在办 %(open)d 件，比前一天多 %(n)d 件。") % words
    return _("到当天结束，在办 %(open)d 件，比前一天少 %(n)d 件。") % words


def _late(n: DayNumbers) -> str:
    if not n.late:
        return _("没有新的超时。")
    told = _("有 %(n)d 次时限到期没有完成") % {"n": n.late}
    where = [_("%(place)s %(n)d 次") % {"place": place, "n": count} for place, count in n.late_where if count]
    return told + (_("：") + _("、").join(where) if where else "") + _("。")


def _again(n: DayNumbers) -> str:
    parts = [
        _("承办单位退回 %(n)d 件") % {"n": n.returned} if n.returned else "",
        _("退回返工 %(n)d 件") % {"n": n.reworked} if n.reworked else "",
        _("结案后重新办理 %(n)d 件") % {"n": n.reopened} if n.reopened else "",
    ]
    told = _("，").join(part for part in parts if part)
    return told + _("。") if told else ""


def _answers(n: DayNumbers) -> str:
    if not n.rated:
        return _("当天没有诉求人评价。")
    words = {"n": n.rated, "yes": n.solved, "no": n.unsolved}
    if not n.unsolved:
        return (
            ngettext("%(n)d 位诉求人作了评价，都说解决了。", "%(n)d 位诉求人作了评价，都说解决了。", n.rated)
            % words
        )
    return _("%(n)d 位诉求人作了评价：%(yes)d 位说解决了，%(no)d 位说没解决。") % words
