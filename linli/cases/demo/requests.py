"""Some of what is in hand was stopped, listed, prolonged or waits for a word today: by the real actions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max

from linli.cases.actions import asking, objecting, requests
from linli.cases.actions.requests import Ask
from linli.cases.models import Case, CaseRequest
from linli.cases.terms import State
from linli.cases.terms.requests import RequestKind
from linli.core.actors import Actor, caller_of
from linli.core.demo import Context
from linli.organisation.demo.loading import DemoStaff

ASKED_H, DECIDED_H = 4, 2  # hours before now
QUIET_H = 5  # nothing happened to the case for so long
UNDECIDED = (State.RETURNED, State.REGISTERED, State.RECEIVED)
LEAST = 3  # so that each state occurs, however small the district


@dataclass(frozen=True, slots=True)
class Told:
    kind: RequestKind
    ground: str
    note: str
    days: int | None = None  # until it is looked at again
    more: int | None = None  # working days
    plan: str = ""
    agreed: bool | None = True


# What a unit asks for, in its words, and what became of it; None: nobody has decided yet.
TOLD: tuple[Told, ...] = (
    Told(RequestKind.SUSPEND, "expert", "已送检，检测机构说十天左右出结果", days=12),
    Told(
        RequestKind.LONG_TERM,
        "funds",
        "管线老化，单修一处会反复，须整段更换",
        days=60,
        plan="列入明年改造计划，年内先做临时加固，每月查看一次",
    ),
    Told(RequestKind.TERMINATE, "lost", "这一段已经拆除，问题不存在了"),
    Told(RequestKind.EXTEND, "material", "配件已订，三天后到货", more=3),
    Told(RequestKind.SUSPEND, "season", "连续降雨，路面不能施工", days=7, agreed=None),
    Told(RequestKind.EXTEND, "complex", "要和物业、供电一起断电施工", more=2, agreed=None),
    Told(RequestKind.EXCLUSION, "no_such_place", "按描述走了三遍，小区里没有这个出口", agreed=None),
    Told(
        RequestKind.LONG_TERM,
        "history",
        "产权有几家，须一起商量",
        days=45,
        plan="社区召集产权单位和居民代表先议方案，再定谁出资",
    ),
    Told(RequestKind.SUSPEND, "legal", "业主与开发商的官司还没有判", days=30),
    Told(RequestKind.EXCLUSION, "no_power", "邻里纠纷，没有单位有权处理，已建议调解"),
    Told(RequestKind.EXTEND, "caller", "诉求人出差，约下周上门", more=4),
    Told(RequestKind.SUSPEND, "policy", "想等新办法出来再办", days=60, agreed=False),
)


@dataclass(frozen=True, slots=True)
class Parts:
    staff: DemoStaff
    now: datetime

    def hand(self, case: Case) -> Actor | None:
        return self.staff.hands.get(case.unit_id or 0)

    def desk(self, case: Case, but: Actor | None) -> Actor | None:
        desks = self.staff.desks.get(case.subdistrict_id or 0, [])
        return next((actor for actor in desks if but is None or actor.id != but.id), None)


def ask_and_decide(context: Context) -> None:
    """Of half the quiet cases in hand at most, so that the units still have ordinary work."""
    parts = Parts(context.take(DemoStaff), context.now)
    quiet = _quiet(State.IN_HAND, context.now)
    cases = iter(_where_one_can_look(quiet, parts.staff.shown))
    for told in TOLD[: max(LEAST, len(quiet) // 2)]:
        _tell(parts, cases, told)
    _watch(parts, cases)
    _consult(parts, [case for state in UNDECIDED for case in _quiet(state, context.now)])


def _where_one_can_look(cases: Sequence[Case], shown: Sequence[int]) -> list[Case]:
    """Every second case of the units one can sign in to comes first: the others stay in hand there."""
    first = [case for case in cases if case.unit_id in shown][::2]
    return first + [case for case in cases if case.unit_id not in shown]


def _quiet(state: State, now: datetime) -> Sequence[Case]:
    """The newest first; in time, so that an extension may still be asked for."""
    found = Case.objects.filter(state=state, late_since=None, due_at__gt=now).annotate(last=Max("steps__at"))
    quiet = found.filter(last__lt=now - timedelta(hours=QUIET_H)).select_related("unit")
    return list(quiet.order_by("-id")[: 3 * len(TOLD)])


def _tell(parts: Parts, cases: Iterator[Case], told: Told) -> None:
    """The first case that has somebody to ask and somebody else to decide."""
    for case in cases:
        hand = parts.hand(case)
        desk = parts.desk(case, hand)
        if hand is None or desk is None:
            continue
        if told.kind is RequestKind.TERMINATE:  # what is ended was stopped before
            _settle(parts, hand, desk, case, replace(told, kind=RequestKind.SUSPEND, ground="expert", days=5))
        _settle(parts, hand, desk, case, told)
        if told.ground == "legal":
            words = "官司上个月已经判了，判决书可以给你们看"
            objecting.object_to_decision(caller_of(case.pk), case, note=words, now=parts.now)
        return


def _settle(parts: Parts, hand: Actor, desk: Actor, case: Case, told: Told) -> None:
    asked_at, decided_at = (parts.now - timedelta(hours=hours) for hours in (ASKED_H, DECIDED_H))
    if told.kind is RequestKind.TERMINATE:
        asked_at = decided_at
    ask = Ask(
        told.kind,
        note=told.note,
        ground=told.ground,
        days=told.more,
        until=parts.now.date() + timedelta(days=told.days) if told.days else None,
        plan=told.plan,
        owner=f"{case.unit.name}负责人" if case.unit and told.plan else "",
    )
    request = requests.make_request(hand, case, ask, now=asked_at)
    if told.agreed is not None:
        note = "" if told.agreed else "现行办法已够用，请按规定办"
        requests.decide_request(desk, request, approved=told.agreed, note=note, now=decided_at)


def _watch(parts: Parts, cases: Iterator[Case]) -> None:
    """督办: one case is asked about from above."""
    case = next(cases, None)
    desk = parts.desk(case, None) if case is not None else None
    if case is not None and desk is not None:
        at = parts.now - timedelta(hours=DECIDED_H)
        asking.supervise_case(desk, case, note="居民反映多次，请今天说明进展和完成时间", now=at)


def _consult(parts: Parts, cases: Sequence[Case]) -> None:
    """会商: of what came back, one is discussed with those it could belong to."""
    case = next(iter(cases), None)
    desk = parts.desk(case, None) if case is not None else None
    if case is None or desk is None:
        return
    units = [unit for unit in parts.staff.units if unit.place_id == case.subdistrict_id][:2]
    at = parts.now - timedelta(hours=DECIDED_H)
    asked = asking.consult_units(desk, case, units=units, note="这类事按清单归谁主办？请说明依据", now=at)
    _reply(parts, asked)


def _reply(parts: Parts, asked: Sequence[CaseRequest]) -> None:
    for request in asked[:1]:
        hand = parts.staff.hands.get(request.asked_unit_id or 0)
        if hand is not None and hand.id != request.asked_by:
            asking.reply_to_request(hand, request, note="可以配合，主办建议由属地队所承担", now=parts.now)
