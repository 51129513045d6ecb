"""The morning's overview: for units that want it, once a day, and not when there is nothing to say."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.channels.digests import actions, queries
from linli.channels.models import DigestWish
from linli.core.errors import NotAllowed
from linli.core.outgoing.models import OutgoingMessage
from linli.organisation.models import UnitAddress
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make

NOW = cases.NOW


@pytest.fixture
def world(db):
    cases.pack()
    where = make.district()
    admin = make.actor(Role.ADMINISTRATOR, place=where.district)
    team = make.unit("城管中队", place=where.subdistricts[0])
    centre = make.unit("街道指挥中心", kind=UnitKind.DESK, place=where.subdistricts[0])
    return where, admin, team, centre


def address(unit, to="team@linli.example", **options):
    return UnitAddress.objects.create(unit=unit, channel="mail", to=to, added_at=NOW, **options)


def test_a_unit_reads_what_is_late_and_due_today_once(world):
    where, admin, team, _centre = world
    late = cases.case(where, state=State.IN_HAND, unit=team)
    late.orders.update(runs_out_at=NOW - timedelta(hours=1))
    cases.case(where, state=State.IN_HAND, unit=team).orders.update(runs_out_at=NOW + timedelta(hours=3))
    cases.case(where, state=State.IN_HAND, unit=team).orders.update(runs_out_at=NOW + timedelta(days=3))
    actions.set_wish(admin, address(team), wanted=True, now=NOW)
    assert actions.send_mornings(now=NOW) == 1
    assert actions.send_mornings(now=NOW + timedelta(minutes=5)) == 0
    message = OutgoingMessage.objects.get()
    assert "已超时 1 件" in message.body and "今天到期 1 件" in message.body and "/desk/" in message.body
    assert actions.send_mornings(now=NOW + timedelta(days=1)) == 1


def test_a_desk_reads_the_queue_of_its_place(world):
    where, admin, _team, centre = world
    cases.case(where, state=State.RECEIVED, due_at=NOW - timedelta(hours=1))
    cases.case(where, state=State.RECEIVED, square=3)
    actions.set_wish(admin, address(centre), wanted=True, now=NOW)
    morning = queries.morning_of(centre, NOW)
    assert (morning.late, morning.undispatched) == (1, 1)
    assert actions.send_mornings(now=NOW) == 1


def test_who_has_nothing_to_do_or_wants_nothing_hears_nothing(world):
    where, admin, team, _centre = world
    wanted = address(team)
    actions.set_wish(admin, wanted, wanted=True, now=NOW)
    assert actions.send_mornings(now=NOW) == 0
    cases.case(where, state=State.IN_HAND, unit=team).orders.update(runs_out_at=NOW - timedelta(hours=1))
    actions.set_wish(admin, wanted, wanted=False, now=NOW)
    assert actions.send_mornings(now=NOW) == 0 and not DigestWish.objects.exists()


def test_only_whoever_arranges_the_unit_decides(world, django_assert_max_num_queries):
    where, _admin, team, _centre = world
    own = address(team)
    for role, place in ((Role.DISTRICT_DESK, where.district), (Role.ADMINISTRATOR, where.subdistricts[1])):
        with pytest.raises(NotAllowed):
            actions.set_wish(make.actor(role, place=place), own, wanted=True, now=NOW)
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=where.district))
    with django_assert_max_num_queries(16):
        assert "城管中队" in client.get("/digests/").content.decode()
    assert client.post(f"/digests/{own.pk}/", {"wanted": "1"}).status_code == 302
    assert DigestWish.objects.get().address == own
    emergency = address(team, "night@linli.example", urgent_only=True)
    assert client.post(f"/digests/{emergency.pk}/", {"wanted": "1"}).status_code == 404
