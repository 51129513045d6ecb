"""People by staff number, with their posts: two posts are two rows; a deputy may come later."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.core.actors import Actor
from linli.core.sheets.reading import read_rows
from linli.core.sheets.reports import ImportReport
from linli.organisation import actions, queries
from linli.organisation.imports.cells import Values, bad, day_of, named, place_of, places_named, unit_of
from linli.organisation.imports.running import CHANGED, CREATED, UNCHANGED, Run, in_one_or_none
from linli.organisation.models import Person, Post
from linli.organisation.terms import Employment, Role
from linli.places.models import Place

STAFF = {
    "姓名": "name", "name": "name", "工号": "number", "staff_number": "number",
    "手机": "phone", "手机号": "phone", "电话": "phone", "phone": "phone",
    "岗位": "role", "role": "role", "职务": "title", "职务名称": "title", "title": "title",
    "所在地代码": "place", "地方代码": "place", "place": "place", "单位代码": "unit", "unit": "unit",
    "专兼职": "employment", "用工方式": "employment", "employment": "employment",
    "代理人工号": "deputy", "deputy": "deputy", "登录名": "sign_in", "sign_in": "sign_in",
    "起始日期": "since", "任职日期": "since", "since": "since",
}  # fmt: skip


def import_staff(actor: Actor, path: Path, *, now: datetime, dry_run: bool) -> ImportReport:
    """People by staff number, with their posts: two posts are two rows; a deputy may come later."""
    run = Run(actor, now)
    rows = list(read_rows(path, required=("name", "number", "role"), renames=STAFF))
    run.report.read = len(rows)
    places = places_named(rows)
    titles = {(need.level, need.title): need.role for need in queries.active_needs()}

    def all_rows() -> ImportReport:
        def put_person(values: Values) -> str:
            _role(
                values, place_of(values, places), titles
            )  # a row with no possible post leaves no person behind
            unit_of(values)
            return _put_person(run, values)

        good = run.each(rows, put_person)
        run.each(good, lambda values: _put_post(run, values, places, titles))
        return run.finish()

    return in_one_or_none(all_rows, dry_run)


def _put_person(run: Run, values: Values) -> str:
    number, name = values["number"][:40], values["name"][:40]
    if not number:
        raise bad(_("工号是空的；同名的人要靠工号分清"))
    person = Person.objects.select_related("account").filter(staff_number=number).first()
    kind = values.get("employment", "")
    employment = named(kind, Employment.choices, _("专兼职")) if kind else None
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
    run: Run, values: Values, places: Mapping[str, Place], titles: Mapping[tuple[str, str], str]
) -> str:
    person = Person.objects.get(staff_number=values["number"][:40])
    place, unit = place_of(values, places), unit_of(values)
    role, title = _role(values, place, titles)
    deputy = _deputy(values)
    posts = queries.lasting_posts(run.today).select_related("place", "unit__place", "person", "deputy")
    post: Post | None = posts.filter(role=role, place=place, unit=unit, person=person).first()
    if post is None:
        where: dict[str, Any] = {"place": place, "unit": unit, "person": person, "deputy": deputy}
        since = day_of(values) or run.today
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
    return named(cell, Role.choices, _("岗位")), title


def _deputy(values: Values) -> Person | None:
    number = values.get("deputy", "")
    if not number:
        return None
    person = Person.objects.filter(staff_number=number, active=True).first()
    if person is None:
        raise bad(_("没有工号为 %(number)s 的代理人") % {"number": number})
    return person
