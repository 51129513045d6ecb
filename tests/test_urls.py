"""Every address, opened as every role and as nobody: rights come from posts and from nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.cases.models import Case
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import Right
from linli.organisation.models import Person, Post, Unit
from linli.organisation.queries import actor_of
from linli.organisation.terms import RIGHTS, Role
from linli.organisation.tests import make
from linli.whistles.actions import Blow, blow
from tests.journeys import pages


@dataclass(frozen=True)
class Address:
    route: str
    pattern: URLPattern

    def path(self, values: dict[str, object]) -> str:
        """The route with something real in every place of a value."""
        path = self.route
        for name in self.pattern.pattern.converters:
            kinds = ("int", "str", "slug", "path")
            found = [part for part in (f"<{kind}:{name}>" for kind in kinds) if part in path]
            path = path.replace(found[0], str(values[name]))
        return f"/{path}"


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, prefix + str(entry.pattern))
        else:
            yield Address(prefix + str(entry.pattern), entry)


ALL = list(addresses(get_resolver()))
STAFF_ONLY = [address for address in ALL if address.pattern.callback.access == "staff"]
MACHINES_ONLY = [address for address in ALL if address.pattern.callback.access == "machine"]
OPEN = [address for address in ALL if address.pattern.callback.access in {"public", "resident"}]
FINE = {200, 201, 204, 302, 400, 404, 405, 410, 422}


@dataclass
class World:
    where: make.District
    unit: Unit
    case: Case
    values: dict[str, object]

    def client(self, role: Role | None) -> Client:
        client = Client(raise_request_exception=True)
        if role is not None:
            place = None if role in {Role.UNIT_LEAD, Role.UNIT_HANDLER} else self.place_of(role)
            client.force_login(make.staff(role, place=place, unit=None if place else self.unit))
        return client

    def place_of(self, role: Role) -> object:
        of = {
            Role.SUBDISTRICT_LEADER: self.where.subdistricts[0],
            Role.SUBDISTRICT_DESK: self.where.subdistricts[0],
            Role.COMMUNITY_SECRETARY: self.where.communities[0],
            Role.COMMUNITY_WORKER: self.where.communities[0],
            Role.GRID_LEADER: self.where.grids[0],
            Role.GRID_WORKER: self.where.grids[0],
            Role.BUILDING_LEADER: self.where.buildings[0],
            Role.TEAM_MEMBER: self.where.grids[0],
        }
        return of.get(role, self.where.district)


@pytest.fixture
def world(db) -> World:
    pack = cases.pack()
    where = make.district()
    unit = make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    case = cases.case(where, state=State.DISPATCHED, unit=unit)
    make.staff(Role.GRID_WORKER, place=where.grids[0])
    desk = actor_of(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]), make.TODAY)
    whistle = blow(desk, case.pk, Blow("hard_case", [unit.pk], "一家办不了"), now=cases.NOW)
    values = {
        "token": where.doors[0].token,
        "key": case.key,
        "case_id": case.pk,
        "name": "accept",
        "place_id": where.communities[0].pk,
        "door_id": where.doors[0].pk,
        "unit_id": unit.pk,
        "person_id": Person.objects.latest("pk").pk,
        "post_id": Post.objects.latest("pk").pk,
        "pack_id": pack.pk,
        "asked": "v2/requests.json",
        "shell": "resident",
        "size": "thumb",
        "session_id": 0,
        "absence_id": 0,
        "whistle_id": whistle.pk,
    }
    return World(where, unit, case, values)


def value_for(world: World) -> dict[str, object]:
    """Names of values an app adds later still get something."""
    needed = {name for address in ALL for name in address.pattern.pattern.converters}
    return dict.fromkeys(needed, 1) | world.values


def test_nobody_opens_what_is_open_and_is_sent_to_sign_in_elsewhere(world):
    client, values = world.client(None), value_for(world)
    for address in OPEN:
        status = client.get(address.path(values)).status_code
        assert status in FINE, f"{address.route}: {status}"
    for address in STAFF_ONLY:
        for answer in (client.get(address.path(values)), client.post(address.path(values))):
            assert answer.status_code == 302 and answer.url.startswith("/sign-in/"), address.route


def test_machines_come_with_a_token_and_nobody_with_a_session(world):
    """Whoever signed in, with whatever rights, is nobody where only tokens count."""
    nobody, values = world.client(None), value_for(world)
    staff = world.client(Role.DISTRICT_DESK)
    for address in MACHINES_ONLY:
        for client in (nobody, staff):
            answers = client.get(address.path(values)), client.post(address.path(values))
            statuses = {answer.status_code for answer in answers}
            assert 401 in statuses and statuses <= {401, 405}, f"{address.route}: {statuses}"


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_its_rights_allow(world, role):
    """Without the right a page is 403 for GET and POST alike."""
    client, values = world.client(role), value_for(world)
    for address in ALL:
        if address.pattern.callback.access != "staff" or "sign-out" in address.route:
            continue
        right: Right | None = address.pattern.callback.right
        status = client.get(address.path(values)).status_code
        if right is not None and right not in RIGHTS[role]:
            assert status == 403, f"{address.route}: {status}"
            assert client.post(address.path(values)).status_code == 403, address.route
        else:
            assert status in FINE | {403}, f"{address.route}: {status}"


def test_every_page_is_opened_by_a_journey(world):
    """What answers with a page, or might, and is in no list: nobody looked whether it fits a phone."""
    values, names = value_for(world), {entry: name for name, entry in pages.addresses()}
    clients = {role: world.client(role) for role in (None, *Role)}
    forgotten = []
    for address in ALL:
        view, name = address.pattern.callback, names[address.pattern]
        if view.access == "machine" or name in pages.listed():
            continue
        right = getattr(view, "right", None)
        able = [role for role in Role if right is None or right in RIGHTS[role]]
        answer = clients[able[0] if view.access == "staff" else None].get(address.path(values))
        if answer.status_code in {403, 404} or b"<html" in answer.content:
            forgotten.append(name)
    assert not forgotten, f"tests/journeys/pages.py says nothing about {forgotten}"


CASE_PAGES = (
    "/desk/cases/{}/",
    "/desk/cases/{}/sheet/",
    "/today/{}/",
    "/triage/cases/{}/",
    "/whistles/cases/{}/",
)


@pytest.mark.parametrize("role", Role)
def test_a_case_elsewhere_is_a_case_that_is_not_there(world, role):
    """Outside the places and units of one's posts a case looks like a missing one."""
    client = world.client(role)
    elsewhere = cases.case(world.where, state=State.RECEIVED, square=3)
    district_wide = role in {Role.DISTRICT_DESK, Role.DISTRICT_LEADER}
    for page in CASE_PAGES:
        hidden, missing = client.get(page.format(elsewhere.pk)), client.get(page.format(10**9))
        if district_wide:
            assert hidden.status_code in {200, 204, 403}
        else:
            assert hidden.status_code == missing.status_code, page
            assert hidden.status_code in {204, 403, 404} and not hidden.content.strip().startswith(
                b"<article"
            ), page
    posted = client.post(f"/desk/cases/{elsewhere.pk}/do/decline/", {"reason": "outside", "version": 0})
    if role is not Role.DISTRICT_DESK:
        elsewhere.refresh_from_db()
        assert posted.status_code in {403, 404, 422} and elsewhere.state == State.RECEIVED


def test_what_the_caller_said_of_himself_is_read_by_few(world):
    """Name and phone: the desk of the place and the handler of the open order, each with a purpose."""
    path = f"/desk/cases/{world.case.pk}/contact/"
    readers = set()
    for role in Role:
        answer = world.client(role).post(path, {"purpose": "电话核实"})
        if "13800001234" in answer.content.decode():
            readers.add(role)
    desks = {Role.DISTRICT_DESK, Role.SUBDISTRICT_DESK, Role.COMMUNITY_SECRETARY, Role.COMMUNITY_WORKER}
    assert readers == desks | {Role.UNIT_HANDLER, Role.UNIT_LEAD}
    assert (
        "13800001234" not in world.client(Role.GRID_WORKER).get(f"/today/{world.case.pk}/").content.decode()
    )
