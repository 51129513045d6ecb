"""A table of who can help becomes helpers and offers: `linli import resources FILE`; twice is like once."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core.actors import Actor
from linli.core.errors import DomainError, RuleBroken
from linli.core.sheets.importers import Importer
from linli.core.sheets.reading import Row, read_rows
from linli.core.sheets.reports import ImportReport
from linli.needs import actions
from linli.needs.actions.offering import NewHelper, Offer
from linli.needs.queries.kinds import kinds, skill_names
from linli.needs.rules.times import mask_of
from linli.needs.terms import PARTS, WEEKDAYS, HelperKind, Part
from linli.organisation.models import Person, Unit
from linli.places.models import Place

BATCH = 200  # rows of one transaction
COLUMNS = {
    "类别": "kind", "kind": "kind", "名称": "name", "姓名": "name", "name": "name",
    "电话": "phone", "手机": "phone", "phone": "phone", "服务": "service", "service": "service",
    "社区代码": "place", "地方代码": "place", "place": "place", "范围(米)": "reach", "范围（米）": "reach",
    "reach_m": "reach", "时间": "times", "times": "times", "同时几家": "at_once", "at_once": "at_once",
    "到期": "until", "until": "until", "技能": "skills", "skills": "skills",
    "工号": "number", "单位代码": "number", "number": "number",
}  # fmt: skip
_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_PARTS = {"上午": Part.MORNING, "下午": Part.AFTERNOON, "晚上": Part.EVENING}
_SLOT = re.compile(r"(?:周|星期)([一二三四五六日天])(上午|下午|晚上)?")
_BETWEEN = re.compile(r"[;；,，、\s]+")
type Values = Mapping[str, str]


class DryRun(Exception):
    """Takes back what a dry run did."""


@dataclass(slots=True)
class _Run:
    actor: Actor
    now: datetime
    report: ImportReport = field(default_factory=ImportReport)
    services: Mapping[str, str] = field(default_factory=dict)  # name or code to code
    skills: Mapping[str, str] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """One line in a savepoint of its own: what is wrong with it is told, the others stay."""
        self.report.read += 1
        try:
            with transaction.atomic():
                if row.surplus:
                    raise _bad(_("这一行的格子比表头多，可能错了一列"))
                outcome = self._write(row.values)
        except DomainError as error:
            self.report.refuse(row.line, error.sentence or _("您不能在这里登记，请看社区代码"))
            return
        setattr(self.report, outcome, getattr(self.report, outcome) + 1)

    def _write(self, values: Values) -> str:
        place = _place(values)
        helper = actions.enrol_helper(self.actor, _helper(values, place), now=self.now)
        service = values.get("service", "")
        offer = Offer(
            kind=self._known(self.services, service, _("没有“%(name)s”这项服务")),
            until=_day(values.get("until", "")),
            place=place,
            reach_m=_number(values.get("reach", "") or "1000"),
            times=read_times(values.get("times", "")),
            at_once=_number(values.get("at_once", "") or "1"),
            skills=[
                self._known(self.skills, name, _("没有“%(name)s”这项技能"))
                for name in _BETWEEN.split(values.get("skills", ""))
                if name
            ],
        )
        return actions.offer_resource(self.actor, helper, offer, now=self.now)[1]

    def _known(self, names: Mapping[str, str], name: str, sentence: str) -> str:
        if name not in names:
            raise _bad(sentence % {"name": name})
        return names[name]


def import_resources(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """Good lines are kept, bad ones listed with their reason; read row by row."""
    services = {key: kind.code for kind in kinds() for key in (kind.code, kind.name)}
    skills = {key: code for code, name in skill_names().items() for key in (code, name)}
    run = _Run(actor, now, services=services, skills=skills)
    rows = read_rows(path, required=("kind", "service", "place", "until"), renames=COLUMNS)
    with _taken_back(dry_run):
        for batch in batched(rows, BATCH):
            with transaction.atomic():
                for row in batch:
                    run.take(row)
        if dry_run:
            raise DryRun
    return run.report


@contextmanager
def _taken_back(dry_run: bool) -> Iterator[None]:
    """A dry run does everything and takes it back."""
    if not dry_run:
        yield
        return
    try:
        with transaction.atomic():
            yield
    except DryRun:
        return


def read_times(text: str) -> int:
    """
    >>> read_times("周一上午；周三") == mask_of([0, 6, 7, 8]), read_times("随时")
    (True, 0)
    """
    slots: list[int] = []
    for piece in filter(None, _BETWEEN.split(text)):
        if piece in {"随时", "都行"}:
            continue
        found = _SLOT.fullmatch(piece)
        if found is None:
            raise _bad(_("看不懂时间“%(piece)s”，请写成“周一上午；周三”") % {"piece": piece})
        day = _DAYS[found[1]] % len(WEEKDAYS)
        parts = [_PARTS[found[2]]] if found[2] else list(Part)
        slots += [day * PARTS + part for part in parts]
    return mask_of(slots)


def _place(values: Values) -> Place:
    found = Place.objects.filter(code=values["place"], valid_to=None, community__isnull=False).first()
    if found is None:
        raise _bad(_("没有代码为“%(code)s”的社区或更小的地方") % {"code": values["place"]})
    return found


def _helper(values: Values, place: Place) -> NewHelper:
    labels = {str(kind.label): kind.value for kind in HelperKind} | {
        kind.value: kind.value for kind in HelperKind
    }
    kind, number = labels.get(values["kind"], ""), values.get("number", "")
    if not kind:
        wanted = _("、").join(str(one.label) for one in HelperKind)
        raise _bad(_("类别请写%(wanted)s") % {"wanted": wanted})
    person = unit = None
    if kind == HelperKind.STAFF:
        person = Person.objects.filter(staff_number=number or None, active=True).first()
    elif kind == HelperKind.UNIT:
        unit = Unit.objects.filter(code=number, active=True).first()
    if kind in {HelperKind.STAFF, HelperKind.UNIT} and person is None and unit is None:
        raise _bad(_("没有工号或单位代码“%(number)s”") % {"number": number})
    name = values.get("name", "") or (person.name if person else unit.name if unit else "")
    return NewHelper(kind, name, place, values.get("phone", ""), person, unit)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise _bad(_("到期请写成 2026-12-31 这样")) from None


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise _bad(_("“%(text)s”不是整数") % {"text": text})
    return int(text)


def _bad(sentence: str) -> RuleBroken:
    return RuleBroken("row_bad", sentence)


IMPORTS = {
    "resources": Importer("resources", gettext_lazy("能帮忙的人和单位，各帮什么"), import_resources),
}
