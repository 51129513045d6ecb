"""Files to units and staff: `linli import units FILE`, `linli import staff FILE`; twice is like once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.actors import Actor
from linli.core.errors import DomainError, NotAllowed, RuleBroken
from linli.core.sheets.importers import Importer
from linli.core.sheets.reading import Row, read_rows
from linli.core.sheets.reports import ImportReport
from linli.organisation import actions, queries
from linli.organisation.models import Person, Post, Unit
from linli.organisation.terms import Employment, Role, UnitKind
from linli.places.models import Place

BATCH = 200  # rows of one transaction: a few milliseconds of writing while others want to write too

UNITS = {
    "单位代码": "code", "代码": "code", "code": "code",
    "单位名称": "name", "名称": "name", "name": "name",
    "类别": "kind", "单位类别": "kind", "kind": "kind",
    "行业代码": "trade", "行业": "trade", "trade": "trade",
    "上级单位代码": "parent", "parent": "parent",
    "所在地代码": "place", "地方代码": "place", "place": "place",
    "电话": "phone", "phone": "phone",
}  # fmt: skip
STAFF = {
    "姓名": "name", "name": "name", "工号": "number", "staff_number": "number",
    "手机": "phone", "手机号": "phone", "电话": "phone", "phone": "phone",
    "岗位": "role", "role": "role", "职务": "title", "职务名称": "title", "title": "title",
    "所在地代码": "place", "地方代码": "place", "place": "place", "单位代码": "unit", "unit": "unit",
    "专兼职": "employment", "用工方式": "employment", "employment": "employment",
    "代理人工号": "deputy", "deputy": "deputy", "登录名": "sign_in", "sign_in": "sign_in",
    "起始日期": "since", "任职日期": "since", "since": "since",
}  # fmt: skip

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"
type Values = Mapping[str, str]


@dataclass(slots=True)
class _Run:
    """One import: what it knows, and what became of each line."""

    actor: Actor
    now: datetime
    report: ImportReport = field(default_factory=ImportReport)
    done: dict[int, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def each(self, rows: Iterable[Row], work: Callable[[Values], str]) -> list[Row]:
        """Work on each row in a savepoint of its own; the rows that were good."""
        good: list[Row] = []
        for batch in batched(rows, BATCH):
            with transaction.atomic():
                good += [row for row in batch if self._one(row, work)]
        return good

    def _one(self, row: Row, work: Callable[[Values], str]) -> bool:
        try:
            with transaction.atomic():
                if row.surplus:
                    raise _bad(_("这一行的格子比表头多，可能错了一列"))
                outcome = work(row.values)
        except DomainError as error:
            self.done.pop(row.line, None)
            self.report.refuse(row.line, _reason(error))
            return False
        before = self.done.get(row.line, UNCHANGED)
        self.done[row.line] = before if outcome == UNCHANGED or before == CREATED else outcome
        return True

    def finish(self) -> ImportReport:
        outcomes = list(self.done.values())
        self.report.created += outcomes.count(CREATED)
        self.report.changed += outcomes.count(CHANGED)
        self.report.unchanged += outcomes.count(UNCHANGED)
        return self.report


def _reason(error: DomainError) -> str:
    return error.sentence or (
        _("您不能在这里安排单位和人员") if isinstance(error, NotAllowed) else error.code
    )


def _bad(sentence: str) -> RuleBroken:
    return RuleBroken("row_bad", sentence)


def _in_one_or_none(run: Callable[[], ImportReport], dry_run: bool) -> ImportReport:
    """A dry run does everything and takes it back."""
    if not dry_run:
        return run()
    with transaction.atomic():
        report = run()
        transaction.set_rollback(True)
        return report


def import_units(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """Units by their code; a parent may stand further down in the file."""
    run = _Run(actor, now)
    rows = list(read_rows(path, required=("code", "name", "kind"), renames=UNITS))
    run.report.read = len(rows)
    places = _places(rows)

    def all_rows() -> ImportReport:
        good = run.each(rows, lambda values: _put_unit(run, values, places, with_parent=False))
        run.each(good, lambda values: _put_unit(run, values, places, with_parent=True))
        return run.finish()

    return _in_one_or_none(all_rows, dry_run)


def _put_unit(run: _Run, values: Values, places: Mapping[str, Place], *, with_parent: bool) -> str:
    code = values["code"][:40]
    unit = Unit.objects.select_related("place", "parent").filter(code=code).first()
    parent_code = values.get("parent", "")
    parent = unit.parent if unit else None
    if with_parent and parent_code:
        parent = Unit.objects.filter(code=parent_code).exclude(code=code).first()
        if parent is None:
            raise _bad(_("没有代码为 %(code)s 的上级单位") % {"code": parent_code})
    row: dict[str, Any] = {
        "name": values["name"][:80],
        "kind": _named(values["kind"], UnitKind.choices, _("单位类别")),
        "trade": values.get("trade", "")[:40],
        "phone": values.get("phone", "")[:20],
        "place": _place(values, places),
        "parent": parent,
    }
    if unit is None:
        actions.add_unit(run.actor, code=code, **row, now=run.now)
        return CREATED
    return CHANGED if actions.change_unit(run.actor, unit, **row, now=run.now) else UNCHANGED


def import_staff(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """People by staff number, with their posts: two posts are two rows; a deputy may come later."""
    run = _Run(actor, now)
    rows = list(read_rows(path, required=("name", "number", "role"), renames=STAFF))
    run.report.read = len(rows)
    places = _places(rows)
    titles = {(need.level, need.title): need.role for need in queries.active_needs()}

    def all_rows() -> ImportReport:
        def put_person(values: Values) -> str:
            _role(
                values, _place(values, places), titles
            )  # a row with no possible post leaves no person behind
            _unit(values)
            return _put_person(run, values)

        good = run.each(rows, put_person)
        run.each(good, lambda values: _put_post(run, values, places, titles))
        return run.finish()

    return _in_one_or_none(all_rows, dry_run)


def _put_person(run: _Run, values: Values) -> str:
    number, name = values["number"][:40], values["name"][:40]
    if not number:
        raise _bad(_("工号是空的；同名的人要靠工号分清"))
    person = Person.objects.select_related("account").filter(staff_number=number).first()
    kind = values.get("employment", "")
    employment = _named(kind, Employment.choices, _("专兼职")) if kind else None
    phone, sign_in = values.get("phone", "")[:20], values.get("sign_in", "")
    if person is None:
        actions.add_person(
            run.actor,
            name=name,
            staff_number=number,
            phone=phone,
            employment=employment or Employment.FULL_TIME,
            sign_in_name=sign_in,
            now=run.now,
        )
        return CREATED
    changed = actions.change_person(
        run.actor,
        person,
        name=name or person.name,
        phone=phone or person.phone,
        employment=employment or person.employment,
        now=run.now,
    )
    if sign_in and person.account is None:
        actions.give_sign_in(run.actor, person, sign_in_name=sign_in, now=run.now)
        changed = True
    return CHANGED if changed else UNCHANGED


def _put_post(
    run: _Run, values: Values, places: Mapping[str, Place], titles: Mapping[tuple[str, str], str]
) -> str:
    person = Person.objects.get(staff_number=values["number"][:40])
    place, unit = _place(values, places), _unit(values)
    role, title = _role(values, place, titles)
    deputy = _deputy(values)
    posts = queries.lasting_posts(run.today).select_related("place", "unit__place", "person", "deputy")
    post: Post | None = posts.filter(role=role, place=place, unit=unit, person=person).first()
    if post is None:
        where: dict[str, Any] = {"place": place, "unit": unit, "person": person, "deputy": deputy}
        since = _day(values) or run.today
        actions.appoint(run.actor, role=role, title=title, **where, valid_from=since, now=run.now)
        return CREATED
    wanted = deputy if values.get("deputy") else post.deputy
    changed = actions.fill_post(run.actor, post, person=person, deputy=wanted, now=run.now)
    return CHANGED if changed else UNCHANGED


def _role(values: Values, place: Place | None, titles: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """A role by its identifier, its Chinese name, or the title the active method pack uses at that level."""
    cell, title = values["role"], values.get("title", "")[:40]
    by_pack = titles.get((place.level, cell)) if place else None
    if by_pack is not None:
        return by_pack, title or cell
    return _named(cell, Role.choices, _("岗位")), title


def _deputy(values: Values) -> Person | None:
    number = values.get("deputy", "")
    if not number:
        return None
    person = Person.objects.filter(staff_number=number, active=True).first()
    if person is None:
        raise _bad(_("没有工号为 %(number)s 的代理人") % {"number": number})
    return person


def _unit(values: Values) -> Unit | None:
    code = values.get("unit", "")
    if not code:
        return None
    unit = Unit.objects.select_related("place").filter(code=code).first()
    if unit is None:
        raise _bad(_("没有代码为 %(code)s 的单位，请先导入单位") % {"code": code})
    return unit


def _places(rows: Sequence[Row]) -> dict[str, Place]:
    """The places the file names, by code: a few statements for all rows."""
    codes = sorted({row.values.get("place", "") for row in rows} - {""})
    found: dict[str, Place] = {}
    for some in batched(codes, 500):
        for place in queries.light_places().filter(code__in=some, valid_to=None):
            found[place.code] = place
    return found


def _place(values: Values, places: Mapping[str, Place]) -> Place | None:
    code = values.get("place", "")
    if code and code not in places:
        raise _bad(_("没有代码为 %(code)s 的地方，请先导入区划和网格") % {"code": code})
    return places.get(code)


def _named(cell: str, choices: Iterable[tuple[str, str | Promise]], column: str) -> str:
    """A choice by its identifier or by what people call it."""
    known = {str(label): str(value) for value, label in choices}
    if cell in known.values():
        return cell
    if cell not in known:
        words = {"column": column, "cell": cell[:20], "known": _("、").join(known)}
        raise _bad(_("%(column)s写的是“%(cell)s”，可以写：%(known)s") % words)
    return known[cell]


def _day(values: Values) -> date | None:
    cell = values.get("since", "").replace("/", "-").replace(".", "-")[:10]
    if not cell:
        return None
    try:
        return datetime.strptime(cell, "%Y-%m-%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise _bad(_("起始日期写的是“%(cell)s”，应像 2026-05-08") % {"cell": cell}) from None


IMPORTS: dict[str, Importer] = {
    "units": Importer(
        "units",
        gettext_lazy("单位：单位代码、名称、类别、行业代码、上级单位代码、所在地代码、电话"),
        import_units,
    ),
    "staff": Importer(
        "staff",
        gettext_lazy(
            "人员和岗位：姓名、工号、手机、岗位、职务、所在地代码、单位代码、专兼职、代理人工号、登录名"
        ),
        import_staff,
    ),
}
