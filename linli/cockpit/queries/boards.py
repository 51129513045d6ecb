"""What the pages show: one place now, today, over a period, part by part. A fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from linli.cockpit.queries import numbers
from linli.cockpit.queries.drawings import drawing_of
from linli.cockpit.queries.grounds import Area, Ground, ground_for
from linli.cockpit.queries.numbers import Day, Late, Now, Sums
from linli.cockpit.rules.bars import WALL, Bars, bars_of, by_week
from linli.cockpit.rules.drawing import Drawing, Path
from linli.cockpit.rules.shares import class_of, classes_of, shown
from linli.cockpit.terms import STALE_S
from linli.core.actors import Actor, Right

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers that move: today, the same weekday a week ago, what is open and late now."""

    today: Sums
    week_ago: Sums
    now: Now
    late: Late
    lists: Mapping[str, str]  # view of the queue: address of the list behind the number

    @property
    def token(self) -> str:
        """Changes when a number changes."""
        today = (self.today[name] for name in ("received", "dispatched", "closed", "ended"))
        parts = (
            *today,
            self.now.desk,
            self.now.unit,
            self.now.caller,
            self.now.waiting,
            *self.late.whole.values(),
        )
        return "-".join(map(str, parts))


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the table: a part of the place, or what belongs to none of today's parts."""

    place: Area | None
    now: Now
    late: int
    sums: Sums
    before: Sums  # of as many days before


@dataclass(frozen=True, slots=True)
class Shading:
    """How dark each area of the drawing is, and what is said about it. Areas come by the hundred."""

    classes: Sequence[tuple[int, int]]
    parts: Sequence[tuple[Path, str, Sequence[tuple[int, Markup, str]]]]  # told; areas


@dataclass(frozen=True, slots=True)
class Board:
    ground: Ground
    figures: Figures
    days: Sequence[Day]  # of the period, the oldest first
    sums: Sums
    before: Sums
    parts: Sequence[Part]
    drawing: Drawing | None
    shading: Shading
    counted_at: datetime | None
    complete: bool
    stale: bool

    @property
    def flow(self) -> list[tuple[date, int, int]]:
        return [(each.day, each.sums["received"], each.sums["closed"]) for each in self.days]

    def weekly(self, least: int) -> bool:
        """Are most days' counts too small to be drawn? Then the weeks' are."""
        return 2 * sum(received >= least for _day, received, _closed in self.flow) < len(self.days)

    def bars(self, least: int) -> Bars:
        """For a wall; a count under `least` is not drawn."""
        return bars_of(by_week(self.flow) if self.weekly(least) else self.flow, least, WALL)


def board(actor: Actor, place_id: int | None, *, days: int, now: datetime, least: int = 0) -> Board:
    """The whole page of a place the actor may see. `least`: counts under it do not tell areas apart."""
    ground = ground_for(actor, place_id)
    drawing = drawing_of(ground)
    today = timezone.localdate(now)
    first = today - timedelta(days=days - 1)
    keys = [part.key for part in ground.parts]
    nows = numbers.nows_of([ground.key, *keys, *_areas(drawing)])
    late = numbers.late_in(ground.place, ground.part_level, now)
    sums = numbers.sums_of([ground.key, *keys], first, days)
    line = numbers.days_of(ground.key, min(first, today - WEEK), today)
    state = numbers.counting()
    figures = _figures(actor, ground.place, line, nows.get(ground.key, Now()), late)
    shading = _shading(drawing, nows, least)
    counted_at = state.counted_at if state else None
    return Board(
        ground=ground,
        figures=figures,
        days=line[-days:],
        sums=sums[ground.key][0],
        before=sums[ground.key][1],
        parts=_parts(ground, nows, late, sums),
        drawing=drawing,
        shading=shading,
        counted_at=counted_at,
        complete=state is None or state.complete,
        stale=counted_at is None or (now - counted_at).total_seconds() > STALE_S,
    )


def figures(actor: Actor, place_id: int | None, *, now: datetime) -> tuple[Ground, Figures]:
    """Only what moves, for a page that asks every few seconds."""
    ground = ground_for(actor, place_id)
    today = timezone.localdate(now)
    line = numbers.days_of(ground.key, today - WEEK, today)
    state = numbers.nows_of([ground.key]).get(ground.key, Now())
    return ground, _figures(actor, ground.place, line, state, numbers.late_in(ground.place, None, now))


def _figures(actor: Actor, place: Area, line: Sequence[Day], now: Now, late: Late) -> Figures:
    """`line` ends today and reaches back a week at least."""
    return Figures(line[-1].sums, line[-8].sums, now, late, _lists(actor, place))


def _areas(drawing: Drawing | None) -> list[int]:
    return [area.key for path in drawing.paths for area in path.parts] if drawing else []


def _shading(drawing: Drawing | None, nows: Mapping[int, Now], least: int) -> Shading:
    """Where areas' counts are too small to be shown, they are shaded by their part's."""
    parts = drawing.paths if drawing else ()
    opens = {key: nows.get(key, Now()).open for key in (*_areas(drawing), *(part.key for part in parts))}
    by_part = bool(least) and max((opens[key] for key in _areas(drawing)), default=0) < 2 * least
    by = {area.key: part if by_part else area for part in parts for area in part.parts}
    classes = classes_of(max((opens[path.key] for path in by.values()), default=0), least)
    sentence = _("%(name)s：在办 %(n)s 件")  # looked up once: hundreds are said
    said = {key: shown(count, least) for key, count in opens.items()}

    def told(path: Path) -> str:
        return sentence % {"name": path.name, "n": said[path.key]}

    def area(path: Path) -> tuple[int, Markup, str]:
        return class_of(opens[by[path.key].key], classes), Markup(path.d), told(by[path.key])  # noqa: S704

    return Shading(classes, [(part, told(part), [area(path) for path in part.parts]) for part in parts])


def _parts(
    ground: Ground, nows: Mapping[int, Now], late: Late, sums: Mapping[int, tuple[Sums, Sums]]
) -> list[Part]:
    """In the order of the tree, never by result; last what no part of today counts."""
    parts = [
        Part(place, nows.get(place.pk, Now()), late.parts.get(place.pk, 0), *sums[place.pk])
        for place in ground.parts
    ]
    return [*parts, *_rest(ground, parts, nows, late, sums)] if parts else []


def _rest(
    ground: Ground,
    parts: Sequence[Part],
    nows: Mapping[int, Now],
    late: Late,
    sums: Mapping[int, tuple[Sums, Sums]],
) -> list[Part]:
    """Cases whose place is not known closely enough, or lay in a part that is no more."""
    now, (recent, before) = nows.get(ground.key, Now()), sums[ground.key]
    for part in parts:
        now, recent, before = now - part.now, recent - part.sums, before - part.before
    left = Part(None, now, late.all - sum(part.late for part in parts), recent, before)
    return [left] if max(left.now.open, left.late, left.sums["received"]) > 0 else []


def _lists(actor: Actor, place: Area) -> dict[str, str]:
    """The queue's views of a place, where one of the actor's posts has a queue there."""
    seats = (s for s in actor.seats_with(Right.CASE_SEE) if s.level is not None and s.place_id == place.pk)
    seat = next(seats, None)
    if seat is None:
        return {}
    address = f"{reverse('cases:queue')}?seat={seat.post_id}&view="
    return {view: address + view for view in ("desk", "unit", "late", "caller", "done")}
