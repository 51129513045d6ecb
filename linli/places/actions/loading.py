"""Rows of files become places: in batches, each with one transaction and one audit line; a second run
changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core import audit
from linli.core.actors import Actor, Level
from linli.core.sheets.reports import ImportReport
from linli.places.actions._common import check_may_manage, new_map_version
from linli.places.actions.bulk import COLUMNS, insert_places, next_ids
from linli.places.models import Place
from linli.places.rules.rows import PlaceRow
from linli.places.terms import LEVELS, SCOPES, PlaceKind

BATCH = 5_000
COMPARED = (
    "name",
    "kind",
    "number",
    "lon",
    "lat",
    "households",
    "phone",
    "parent_id",
    "community_id",
    "subdistrict_id",
    "grid_id",
)
OUTLINED = ("shape", "min_lon", "min_lat", "max_lon", "max_lat")
WAITING_MOST = 100_000
PARENTS_MOST = 200_000
DEFAULTS = {"kind": PlaceKind.PLAIN.value, "number": 0, "phone": ""}
SCOPES_OF = ("subdistrict_id", "community_id", "grid_id")


type Values = dict[str, Any]  # by column of Place


class Scope(NamedTuple):
    """What a row needs to know of its parent."""

    id: int
    subdistrict_id: int | None
    community_id: int | None
    grid_id: int | None


class PlaceLoader:
    """One import: holds the parents seen so far, so that a big file asks for each only once.

    `dry_run` does everything but write; places that would be made get passing keys below zero.
    """

    def __init__(self, actor: Actor, *, now: datetime, dry_run: bool) -> None:
        check_may_manage(actor, None, "import_places")
        self.report = ImportReport()
        self._actor, self._now, self._dry_run = actor, now, dry_run
        self._today = connection.ops.adapt_datefield_value(timezone.localdate(now))
        self._parents: dict[tuple[str, str], Scope | None] = {}
        self._seen: set[int] = set()
        self._waiting: list[PlaceRow] = []  # their parent may still come further down in the file
        self._passing_id = 0

    def load(self, rows: Iterable[PlaceRow]) -> ImportReport:
        """All of a file, whatever the order of its rows."""
        for batch in _batches(rows):
            self._load_batch(batch)
        while self._waiting:
            before, rows = len(self._waiting), self._waiting
            self._waiting = []
            self._parents = {key: scope for key, scope in self._parents.items() if scope}
            for batch in _batches(rows):
                self._load_batch(batch, again=True)
            if len(self._waiting) == before:
                break
        for row in self._waiting:
            self._refuse_orphan(row)
        return self.report

    def scopes(self, level: Level, codes: Iterable[str]) -> dict[str, Scope]:
        """The places of these codes as parents; missing ones are left out."""
        wanted = set(codes)
        unknown = [code for code in wanted if (level, code) not in self._parents]
        fields = ("code", "id", "subdistrict_id", "community_id", "grid_id")
        for start in range(0, len(unknown), BATCH):
            part = unknown[start : start + BATCH]
            self._parents |= {(level, code): None for code in part}
            found = Place.objects.filter(level=level, code__in=part, valid_to=None).values_list(*fields)
            self._parents |= {(level, row[0]): Scope(*row[1:]) for row in found}
        known = ((code, self._parents[level, code]) for code in wanted)
        return {code: scope for code, scope in known if scope}

    def _load_batch(self, rows: list[PlaceRow], *, again: bool = False) -> None:
        fresh = rows if again else [row for row in rows if self._first_of_its_code(row)]
        told = {(row.level, row.code) for row in fresh if not row.implied}
        fresh = [row for row in fresh if not row.implied or (row.level, row.code) not in told]
        fresh.sort(key=lambda row: LEVELS.index(row.level))
        with nullcontext() if self._dry_run else transaction.atomic():
            made: list[Values] = []
            changed: list[Values] = []
            for level, group in groupby(fresh, key=lambda row: row.level):
                part = list(group)
                new, other = self._sort_out(level, part)
                self._write(level, new, other, with_shapes=any(row.outline for row in part))
                made += new
                changed += other
            if (made or changed) and not self._dry_run:
                self._tell(made, changed)

    def _first_of_its_code(self, row: PlaceRow) -> bool:
        if not row.implied:
            self.report.read += 1
        key = hash((row.level, row.code, row.implied))
        if key not in self._seen:
            self._seen.add(key)
            return True
        if not row.implied:
            self.report.refuse(row.line, _("编码 %(code)s 在文件里出现了两次") % {"code": row.code})
        return False

    def _sort_out(self, level: Level, rows: list[PlaceRow]) -> tuple[list[Values], list[Values]]:
        """New places and changed ones; unchanged, refused and waiting rows are counted on the way."""
        by_parent: dict[Level, set[str]] = defaultdict(set)
        for row in rows:
            if row.parent_level:
                by_parent[row.parent_level].add(row.parent_code)
        parents = {level: self.scopes(level, codes) for level, codes in by_parent.items()}
        stored = _stored(level, rows)
        made: list[Values] = []
        changed: list[Values] = []
        for row in rows:
            parent = parents[row.parent_level].get(row.parent_code) if row.parent_level else None
            if row.parent_level and parent is None:
                self._put_off(row)
                continue
            values = _values(level, row, parent)
            was = stored.get(row.code)
            if was is None:
                made.append(values | {"level": row.level, "code": row.code, "valid_from": self._today})
                self.report.created += not row.implied
            elif not row.implied:
                self._compare(row, values, was, changed)
        return made, changed

    def _put_off(self, row: PlaceRow) -> None:
        if len(self._waiting) < WAITING_MOST:
            self._waiting.append(row)
        else:
            self._refuse_orphan(row)

    def _refuse_orphan(self, row: PlaceRow) -> None:
        if not row.implied:
            self.report.refuse(row.line, _("没有找到上级 %(code)s，请先导入上级") % {"code": row.parent_code})

    def _compare(
        self, row: PlaceRow, values: dict[str, Any], was: dict[str, Any], changed: list[Values]
    ) -> None:
        own = f"{row.level}_id"
        changes = {k: v for k, v in values.items() if v != was[k] and k != own}
        if not changes:
            self.report.unchanged += 1
        elif "parent_id" in changes and row.level != Level.BUILDING:
            self.report.refuse(
                row.line, _("%(name)s 已属于另一个上级，导入不能改变隶属关系") % {"name": row.name}
            )
        else:
            changed.append(was | changes)
            self.report.changed += 1

    def _write(self, level: Level, made: list[Values], changed: list[Values], *, with_shapes: bool) -> None:
        for values, pk in zip(made, self._next_ids(len(made)), strict=True):
            values["id"] = pk
            if level in SCOPES:
                values[f"{level}_id"] = pk
            if level != Level.BUILDING:
                self._parents[level, values["code"]] = Scope(pk, *map(values.get, SCOPES_OF))
        if self._dry_run:
            return
        if made:
            insert_places([tuple(map((DEFAULTS | values).get, COLUMNS)) for values in made])
        if changed:
            columns = COMPARED + OUTLINED if with_shapes else COMPARED
            Place.objects.bulk_create(
                [Place(**values) for values in changed],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=[name.removesuffix("_id") for name in columns],
            )
        if len(self._parents) > PARENTS_MOST:
            self._parents.clear()

    def _next_ids(self, count: int) -> Sequence[int]:
        if not self._dry_run:
            return next_ids(count) if count else ()
        self._passing_id -= count
        return range(self._passing_id, self._passing_id + count)

    def _tell(self, made: list[Values], changed: list[Values]) -> None:
        ends = [made[0]["code"], made[-1]["code"]] if made else []
        detail: dict[str, Any] = {
            "created": len(made),
            "first_last": ends,
            "changed": [place["code"] for place in changed],
        }
        audit.record(self._actor, "places.imported", ("place", 0), now=self._now, **detail)
        new_map_version()


def _batches(rows: Iterable[PlaceRow]) -> Iterator[list[PlaceRow]]:
    batch: list[PlaceRow] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _stored(level: Level, rows: list[PlaceRow]) -> dict[str, dict[str, Any]]:
    """What the database has under these codes; shapes only where a row brings one."""
    shapes = OUTLINED if any(row.outline for row in rows) else ()
    today = Place.objects.filter(level=level, code__in=[row.code for row in rows], valid_to=None)
    return {
        found["code"]: found
        for found in today.values("id", "code", "level", "valid_from", *COMPARED, *shapes)
    }


def _values(level: Level, row: PlaceRow, parent: Scope | None) -> dict[str, Any]:
    """The columns the row has something to say about."""
    values: dict[str, Any] = {"name": row.name}
    told = {name: getattr(row, name) for name in ("kind", "number", "lon", "lat", "households")}
    values |= {name: value for name, value in told.items() if value is not None}
    if row.phone:
        values["phone"] = row.phone
    if row.outline:
        box = dict(zip(OUTLINED[1:], row.outline.box, strict=True))
        values |= box | {"shape": row.outline.wkb, "lon": row.outline.lon, "lat": row.outline.lat}
    if parent:
        values |= {"parent_id": parent.id, "subdistrict_id": parent.subdistrict_id}
        values["community_id"] = parent.community_id
        if row.grid_id or parent.grid_id or level != Level.BUILDING:
            values["grid_id"] = row.grid_id or parent.grid_id
    return values
