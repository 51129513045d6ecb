"""How whistles go: counts by the place that blew and by the unit called, each with its list behind it.

In the order of the tree, beside the own past, never a ranking. A window of 90 days holds some hundreds of
calls in a district, read as one range of an index.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.actors import Actor, Level
from linli.core.errors import NotFound
from linli.organisation.models import Unit
from linli.organisation.terms import UnitKind
from linli.places.models import Place
from linli.places.terms import SCOPES
from linli.whistles.models import Call, Whistle
from linli.whistles.queries.whistles import visible_calls, visible_whistles
from linli.whistles.terms import WINDOW_DAYS, CallState, Grade, Kind, State

type Table = dict[int, Mapping[str, Any]]

SMALLEST = timedelta(microseconds=1)
_ANSWERED = Q(checked_in_at__isnull=False) | Q(refused_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and the condition of the list behind it. `of`: the measure it is a part of."""

    label: Promise
    how: Promise
    condition: Q
    of: str = "called"


MEASURES: dict[str, Measure] = {
    "called": Measure(_("叫了"), _("被叫的次数，一哨叫几家算几次"), Q()),
    "in_time": Measure(_("按时答复"), _("在时限内报到或说明不认"), _ANSWERED & Q(check_in_late=False)),
    "late": Measure(_("报到超时"), _("过了时限才答复，或还没有答复"), Q(check_in_late=True)),
    "silent": Measure(
        _("至今不应"), _("过了时限，到现在没有答复"), Q(state=CallState.ASKED, check_in_late=True)
    ),
    "refused": Measure(_("不认"), _("说明理由不来的，已报区里"), Q(refused_at__isnull=False)),
    "excused": Measure(
        _("区里同意不来"), _("不认的里面，区里认为确实不该叫的"), Q(state=CallState.EXCUSED), "refused"
    ),
    "came": Measure(_("到了场"), _("到过现场的"), Q(arrived_at__isnull=False)),
    "came_late": Measure(_("到场超时"), _("过了时限才到，或没有到"), Q(arrive_late=True)),
    "judged": Measure(_("吹哨方评过"), _("结哨后吹哨方评过的"), Q(owner_first__isnull=False)),
    "helped": Measure(
        _("因来而解决"), _("吹哨方评“问题因为他们来而解决了”"), Q(owner_second=Grade.GOOD), "judged"
    ),
    "answered": Measure(_("部门评过"), _("结哨后被叫部门评过的"), Q(unit_first__isnull=False)),
    "needless": Measure(
        _("部门认为不必叫"), _("被叫部门评“这一哨不需要我们来”"), Q(unit_first=Grade.POOR), "answered"
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One place or one unit, its numbers, and how often it called or was called in the time before."""

    key: int
    name: str
    kind: str
    numbers: Mapping[str, int]
    before: int


@dataclass(frozen=True, slots=True)
class Overview:
    since: datetime
    until: datetime
    places: Sequence[Row]
    units: Sequence[Row]

    def total(self, measure: str) -> int:
        return sum(row.numbers[measure] for row in self.units)


def overview(actor: Actor, now: datetime) -> Overview:
    """Six statements, whatever the size of the district."""
    since = window(now)
    whistles, calls = visible_whistles(actor), visible_calls(actor)
    return Overview(since, now, _places(whistles, calls, since, now), _units(calls, since, now))


def window(now: datetime) -> datetime:
    return now - timedelta(days=WINDOW_DAYS)


def _counts() -> dict[str, Count]:
    return {name: Count("pk", filter=one.condition) for name, one in MEASURES.items()}


def _sounded(calls: QuerySet[Call]) -> QuerySet[Call]:
    """What was only proposed called nobody."""
    return calls.exclude(whistle__state__in=[State.PROPOSED, State.DECLINED])


def _units(calls: QuerySet[Call], since: datetime, now: datetime) -> list[Row]:
    now_rows = _sounded(calls).filter(blown_at__gte=since, blown_at__lte=now)
    found: Table = {
        row["unit"]: dict(row) for row in now_rows.values("unit").order_by("unit").annotate(**_counts())
    }
    past = _sounded(calls).filter(blown_at__gte=since - (now - since), blown_at__lt=since)
    before = dict(past.values_list("unit").order_by("unit").annotate(n=Count("pk")))
    units = Unit.objects.only("name", "kind", "code").filter(pk__in=found.keys() | before.keys())
    order = list(UnitKind.values)
    rows = sorted(units, key=lambda unit: (order.index(unit.kind), unit.code))
    return [
        Row(unit.pk, unit.name, unit.get_kind_display(), _numbers(found, unit.pk), before.get(unit.pk, 0))
        for unit in rows
    ]


def _places(whistles: QuerySet[Whistle], calls: QuerySet[Call], since: datetime, now: datetime) -> list[Row]:
    blown = whistles.exclude(state__in=[State.PROPOSED, State.DECLINED])
    recent = blown.filter(blown_at__gte=since, blown_at__lte=now).values("place").order_by("place")
    kinds = {f"kind_{kind}": Count("pk", filter=Q(kind=kind)) for kind in Kind.values}
    own: Table = {row["place"]: dict(row) for row in recent.annotate(blown=Count("pk"), **kinds)}
    past = blown.filter(blown_at__gte=since - (now - since), blown_at__lt=since)
    before = dict(past.values_list("place").order_by("place").annotate(n=Count("pk")))
    answers = _sounded(calls).filter(blown_at__gte=since, blown_at__lte=now)
    by_place = answers.values("whistle__place").order_by("whistle__place").annotate(**_counts())
    found: Table = {row["whistle__place"]: dict(row) for row in by_place}
    for place, more in own.items():
        found[place] = {**found.get(place, {}), **more}
    places = Place.objects.only("name", "level", "number").filter(pk__in=found.keys() | before.keys())
    # A subdistrict before its communities, as in the tree.
    rows = places.order_by("subdistrict__number", "subdistrict", "-level", "number", "pk")
    return [
        Row(
            place.pk,
            place.name,
            place.level,
            _numbers(found, place.pk, "blown", *kinds),
            before.get(place.pk, 0),
        )
        for place in rows
    ]


def _numbers(found: Table, key: int, *more: str) -> dict[str, int]:
    return {measure: found.get(key, {}).get(measure, 0) for measure in (*MEASURES, *more)}


def shown_window(now: datetime, *, before: bool) -> tuple[datetime, datetime]:
    """The days that are counted, or as many before them."""
    since = window(now)
    return (since - (now - since), since - SMALLEST) if before else (since, now)


def calls_behind(
    actor: Actor,
    measure: str,
    *,
    unit_id: int | None,
    place_id: int | None,
    now: datetime,
    before: bool = False,
) -> QuerySet[Call]:
    """The list behind a number of the overview. `before`: of as many days before."""
    if measure not in MEASURES:
        raise NotFound(measure)
    days = shown_window(now, before=before)
    found = _sounded(visible_calls(actor)).filter(MEASURES[measure].condition, blown_at__range=days)
    if unit_id is not None:
        found = found.filter(unit=unit_id)
    return found if place_id is None else found.filter(whistle__place=place_id)


def blown_behind(
    actor: Actor, kind: str, *, place_id: int | None, now: datetime, before: bool = False
) -> QuerySet[Whistle]:
    """The whistles behind a place's number of whistles."""
    found = visible_whistles(actor).exclude(state__in=[State.PROPOSED, State.DECLINED])
    found = found.filter(blown_at__range=shown_window(now, before=before))
    if place_id is not None:
        found = found.filter(place=place_id)
    return found.filter(kind=kind) if kind in Kind.values else found


def level_words(level: str) -> Promise | str:
    return {Level.SUBDISTRICT.value: _("街道"), Level.COMMUNITY.value: _("社区")}.get(level, level)


@dataclass(frozen=True, slots=True)
class Sounding:
    """What sounds in a place now. `late`: called units that neither answered nor came in time."""

    whistles: int
    emergencies: int
    late: int
    refused: int


def sounding(actor: Actor, place: Place, now: datetime) -> Sounding:
    """Two statements, each a range of the window: what is older than that ended long ago."""
    within = {f"{place.level}": place.pk} if place.level in SCOPES else {}
    recent = {"blown_at__gte": window(now), "state": State.OPEN}
    kinds = visible_whistles(actor).filter(**within, **recent).values_list("kind")
    found = dict(kinds.order_by("kind").annotate(n=Count("pk")))
    calls = visible_calls(actor).filter(
        whistle__blown_at__gte=window(now),
        whistle__state=State.OPEN,
        **{f"whistle__{name}": key for name, key in within.items()},
    )
    waits = Q(state=CallState.ASKED, check_in_late=True) | Q(state=CallState.CHECKED_IN, arrive_late=True)
    told = calls.aggregate(
        late=Count("pk", filter=waits), refused=Count("pk", filter=Q(state=CallState.REFUSED))
    )
    return Sounding(sum(found.values()), found.get(Kind.EMERGENCY, 0), told["late"], told["refused"])
