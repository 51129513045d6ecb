"""Systems that are told: ids and states, only of cases their post sees, each event once."""

from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from linli.cases.actions import desk
from linli.cases.queries.cases import case_for
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.channels.hooks import actions, queries
from linli.channels.models import Hook
from linli.core.errors import NotAllowed, NotFound, RuleBroken
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.webhook import payload_of
from linli.core.tasks import run_all
from linli.core.tasks.declare import discover
from linli.organisation.terms import Role, Scope
from linli.organisation.tests import make
from linli.organisation.tests.machines import integration

discover()
NOW = cases.NOW
URL = "https://partner.example/in"


@pytest.fixture
def world(db):
    cases.pack()
    where = make.district()
    admin = make.actor(Role.ADMINISTRATOR, place=where.district)
    machine, _token = integration(
        Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=[Scope.CASES_READ], now=NOW
    )
    return where, admin, machine


def told():
    return list(OutgoingMessage.objects.filter(channel="webhook").order_by("pk"))


def test_a_step_is_told_once_without_a_word_about_anybody(world):
    where, admin, machine = world
    hook = actions.add_hook(admin, machine, url=URL, events=["case.moved"], now=NOW)
    clerk = make.actor(Role.DISTRICT_DESK, place=where.district)
    case = cases.case(where, state=State.RECEIVED)
    elsewhere = cases.case(where, state=State.RECEIVED, square=3)
    for one in (case, elsewhere):
        desk.register_case(clerk, case_for(clerk, one.pk), now=NOW)
    run_all(NOW)
    (message,) = told()
    assert message.to == URL and (message.about_kind, message.about_id) == ("hook", hook.pk)
    payload = msgspec.json.decode(payload_of(message))
    assert payload["type"] == "case.moved"
    assert payload["data"]["case"] == {"id": case.pk, "state": "registered", "queue": "desk"}
    said = payload_of(message).decode()
    assert "13800001234" not in said and case.text not in said and case.key not in said
    payload = {"case_id": case.pk, "step": "register", "at": NOW.isoformat()}
    assert actions.tell_hooks("case.moved", [payload], now=NOW) == 0
    assert queries.log_of(hook)[0].pk == message.pk


def test_what_nobody_asked_for_and_ended_subscriptions_are_silent(world):
    where, admin, machine = world
    hook = actions.add_hook(admin, machine, url=URL, events=["case.late"], now=NOW)
    case = cases.case(where, state=State.RECEIVED)
    assert actions.tell_hooks("case.received", [{"case_id": case.pk}], now=NOW) == 0
    payload = [{"case_id": case.pk, "at": NOW.isoformat()}]
    assert actions.tell_hooks("case.late", payload, now=NOW) == 1
    actions.end_hook(admin, hook, now=NOW)
    again = [{"case_id": case.pk, "at": (NOW + timedelta(days=1)).isoformat()}]
    assert actions.tell_hooks("case.late", again, now=NOW) == 0


def test_a_machine_whose_way_in_was_closed_hears_nothing(world):
    where, admin, machine = world
    actions.add_hook(admin, machine, url=URL, events=["case.received"], now=NOW)
    case = cases.case(where, state=State.RECEIVED)
    machine.revoked_at = NOW
    machine.save(update_fields=["revoked_at"])
    assert actions.tell_hooks("case.received", [{"case_id": case.pk}], now=NOW) == 0


def test_only_whoever_arranges_the_machine_subscribes_it(world):
    where, admin, machine = world
    clerk = make.actor(Role.DISTRICT_DESK, place=where.district)
    other = make.actor(Role.ADMINISTRATOR, place=where.subdistricts[1])
    for wrong in (clerk, other):
        with pytest.raises(NotAllowed):
            actions.add_hook(wrong, machine, url=URL, events=["case.moved"], now=NOW)
    hook = actions.add_hook(admin, machine, url=URL, events=["case.moved"], now=NOW)
    with pytest.raises(NotFound):
        queries.hook_for(other, hook.pk)
    with pytest.raises(NotAllowed):
        actions.end_hook(other, hook, now=NOW)
    for url, events, code in (
        ("partner", ["case.moved"], "hook_url"),
        (URL + "2", [], "hook_events"),
        (URL + "2", ["case.read"], "hook_events"),
        (URL, ["case.moved"], "hook_known"),
    ):
        with pytest.raises(RuleBroken) as fault:
            actions.add_hook(admin, machine, url=url, events=events, now=NOW)
        assert fault.value.code == code


def test_the_administrator_subscribes_and_ends_in_the_browser(world, django_assert_max_num_queries):
    where, _admin, machine = world
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=where.district))
    data = {"integration": machine.pk, "url": URL, "events": ["case.moved", "case.late"]}
    assert client.post("/hooks/", data | {"url": "x"}).status_code == 422
    page = client.post("/hooks/", data).url
    shown = client.get(page).content.decode()
    assert "whsec_" in shown and "一件诉求走了一步" in shown
    with django_assert_max_num_queries(16):
        assert "partner.example" in client.get("/hooks/").content.decode()
    client.post(page + "end/")
    assert Hook.objects.get().ended_at is not None and "已结束" in client.get(page).content.decode()
