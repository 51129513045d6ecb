"""Machines: who opens a way in for them, what their token opens, how often, and how it ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep, NotAllowed, RuleBroken
from linli.organisation import actions, queries
from linli.organisation.api.doors import PACE
from linli.organisation.models import Integration, IntegrationToken, Notice, StoredAnswer
from linli.organisation.terms import Role, Scope
from linli.organisation.tests import make
from linli.organisation.tests.machines import Machine, integration

pytestmark = pytest.mark.django_db
ME = "/api/v1/me"
READ = "/api/v1/notices/read"


@pytest.fixture(autouse=True)
def fresh_pace():
    PACE.forget()


@pytest.fixture
def tree():
    return make.district()


def why(answer) -> str:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["title"]


def test_a_way_in_is_opened_by_whoever_may_give_the_post(tree):
    now = timezone.now()
    here = make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[0], today=timezone.localdate())
    elsewhere = make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[1], today=timezone.localdate())
    wanted = {
        "name": "热线平台",
        "role": Role.SUBDISTRICT_DESK,
        "scopes": [Scope.CASES_READ, Scope.CASES_DESK],
        "place": tree.subdistricts[0],
        "expires_on": timezone.localdate() + timedelta(days=30),
        "now": now,
    }
    lines = AuditLine.objects.count()
    with pytest.raises(NotAllowed):
        actions.add_integration(elsewhere, **wanted)
    for wrong, field in (
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"role": Role.GRID_WORKER, "place": tree.grids[0]}, "scopes"),  # no desk in that post
        ({"per_minute": 0}, "per_minute"),
        ({"expires_on": timezone.localdate()}, "expires_on"),
        ({"expires_on": timezone.localdate() + timedelta(days=1000)}, "expires_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            actions.add_integration(here, **(wanted | wrong))
        assert field in refused.value.fields
    assert not Integration.objects.exists() and AuditLine.objects.count() == lines

    made, token = actions.add_integration(here, **wanted)
    stored = IntegrationToken.objects.get()
    assert token.startswith("lnl_") and len(token) > 43
    assert stored.digest == queries.digest_of(token) and token.startswith(stored.prefix)
    assert token not in str(vars(stored)) + str(vars(made))
    assert {line.event for line in AuditLine.objects.all()[lines:]} == {"post.given", "integration.added"}


def test_a_token_opens_what_its_post_and_its_scopes_both_allow(tree):
    _made, token = integration(
        Role.SUBDISTRICT_DESK, place=tree.subdistricts[0], scopes=[Scope.CASES_READ, Scope.CASES_FILE]
    )
    me = Machine(token).get(ME).json()
    assert me["role"] == "subdistrict_desk" and me["place"] == tree.subdistricts[0].pk
    assert me["rights"] == ["case.intake", "case.report", "case.see"]  # neither desk nor contact
    assert IntegrationToken.objects.get().last_used_on == timezone.localdate()


def test_every_wrong_token_is_refused_with_its_reason(tree):
    made, token = integration(Role.SUBDISTRICT_DESK, place=tree.subdistricts[0])
    fine = Machine(token)
    for client, reason in ((Machine(), "token_missing"), (Machine("lnl_guessed"), "token_unknown")):
        refused = client.get(ME)
        assert refused.status_code == 401 and why(refused) == reason
        assert refused["WWW-Authenticate"] == "Bearer"
    signed_in = Client()
    signed_in.force_login(make.staff(Role.DISTRICT_DESK, place=tree.district))
    assert signed_in.get(ME).status_code == 401  # a session is no token
    assert fine.get(ME, headers={"Authorization": f"Basic {token}"}).status_code == 401

    IntegrationToken.objects.update(expires_at=timezone.now())
    assert why(fine.get(ME)) == "token_expired"
    IntegrationToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert fine.get(ME).status_code == 200
    make.Post.objects.filter(pk=made.post_id).update(valid_to=timezone.localdate())
    assert why(fine.get(ME)) == "token_revoked"


def test_without_the_scope_it_is_said_which_one(tree):
    _made, token = integration(Role.SUBDISTRICT_DESK, place=tree.subdistricts[0], scopes=[Scope.CASES_READ])
    refused = Machine(token).send(READ)
    assert refused.status_code == 403 and why(refused) == "scope_missing"
    assert "cases.handle" in refused.json()["detail"]


def test_a_new_token_and_the_old_one_for_a_day(tree):
    made, old = integration(Role.SUBDISTRICT_DESK, place=tree.subdistricts[0])
    admin = make.actor(Role.ADMINISTRATOR, place=tree.district, today=timezone.localdate())
    stranger = make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[1], today=timezone.localdate())
    until, now = timezone.localdate() + timedelta(days=90), timezone.now()
    with pytest.raises(NotAllowed):
        actions.rotate_token(stranger, made, expires_on=until, overlap=True, now=now)
    second = actions.rotate_token(admin, made, expires_on=until, overlap=True, now=now)
    assert Machine(old).get(ME).status_code == Machine(second).get(ME).status_code == 200
    assert made.tokens.get(digest=queries.digest_of(old)).expires_at == now + timedelta(hours=24)
    third = actions.rotate_token(admin, made, expires_on=until, overlap=False, now=now)
    assert why(Machine(old).get(ME)) == why(Machine(second).get(ME)) == "token_expired"
    assert Machine(third).get(ME).status_code == 200

    with pytest.raises(NotAllowed):
        actions.revoke_integration(stranger, made, now=now)
    actions.revoke_integration(admin, made, now=now)
    assert why(Machine(third).get(ME)) == "token_revoked"
    with pytest.raises(BadStep):
        actions.rotate_token(admin, made, expires_on=until, overlap=False, now=now)
    made.refresh_from_db()
    assert made.revoked_at == now and made.post.valid_to == timezone.localdate()
    events = list(AuditLine.objects.filter(subject_kind="integration").values_list("event", flat=True))
    assert events == [
        "integration.added",
        "integration.token_rotated",
        "integration.token_rotated",
        "integration.revoked",
    ]


def test_who_comes_too_often_is_told_when_to_come_back(tree):
    _made, token = integration(Role.SUBDISTRICT_DESK, place=tree.subdistricts[0], per_minute=2)
    machine = Machine(token)
    assert [machine.get(ME).status_code for _ in range(3)] == [200, 200, 429]
    refused = machine.get(ME)
    assert why(refused) == "rate_limited" and 1 <= int(refused["Retry-After"]) <= 30


def test_the_same_key_gets_the_same_answer(tree):
    unit = make.unit(place=tree.subdistricts[0])
    _made, token = integration(Role.UNIT_HANDLER, unit=unit, scopes=[Scope.CASES_HANDLE])
    other = Machine(integration(Role.UNIT_HANDLER, unit=unit, scopes=[Scope.CASES_HANDLE])[1])
    for number in range(3):
        Notice.objects.create(unit=unit, text="一件", url="/", key=f"k{number}", created_at=timezone.now())
    machine, key = Machine(token), {"Idempotency-Key": "a-1"}

    first = machine.send(READ, {}, **key)
    assert first.json() == {"count": 3} and "Idempotency-Replayed" not in first
    again = machine.send(READ, {}, **key)
    assert again.json() == {"count": 3} and again["Idempotency-Replayed"] == "true"
    assert machine.send(READ, {}).json() == {"count": 0}  # without the key it is done anew
    assert other.send(READ, {}, **key).json() == {"count": 0}  # another machine's key is another key
    refused = machine.send(READ, {"ids": [1]}, **key)
    assert refused.status_code == 422 and why(refused) == "idempotency_key_used"
    assert why(machine.send(READ, {}, **{"Idempotency-Key": "\u00e4" * 3})) == "idempotency_key_form"
    assert why(machine.send(READ, {"ids": "all"}, **{"Idempotency-Key": "a-2"})) == "body_invalid"
    assert machine.send(READ, {}, **{"Idempotency-Key": "a-2"}).status_code == 200  # nothing was done before

    StoredAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    assert machine.send(READ, {}, **key).json() == {"count": 0}
    assert actions.forget_answers(now=timezone.now()) == 2 and StoredAnswer.objects.count() == 1


def test_a_machine_is_nobodys_vacancy_and_nobody_sits_in_its_post(tree):
    unit = make.unit(place=tree.subdistricts[0])
    made, _token = integration(Role.UNIT_HANDLER, unit=unit, scopes=[Scope.CASES_HANDLE])
    place_made, _token = integration(Role.GRID_WORKER, place=tree.grids[0])
    today = timezone.localdate()
    assert queries.people_of(unit, today) == []
    assert place_made.post not in queries.team_of(tree.grids[0], today).further
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=tree.district))
    assert client.get(f"/organisation/posts/{made.post_id}/").status_code == 404


def test_the_administrator_opens_shows_renews_and_closes(tree, django_assert_max_num_queries):
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=tree.district))
    for number in range(8):
        integration(Role.GRID_WORKER, place=tree.grids[number % 4], name=f"系统{number}")
    client.get("/organisation/integrations/")
    with django_assert_max_num_queries(6):
        assert "系统7" in client.get("/organisation/integrations/").content.decode()
    form = {
        "name": "地图平台",
        "role": "district_desk",
        "scopes": ["cases.read"],
        "per_minute": "60",
        "expires_on": str(timezone.localdate() + timedelta(days=30)),
    }
    add = "/organisation/integrations/add/"
    assert "开通系统接口" in client.get(add).content.decode()
    faulty = client.post(add, form | {"name": ""})
    assert faulty.status_code == 422
    shown = client.post(add, form)
    made = Integration.objects.get(name="地图平台")
    assert shown.status_code == 200 and made.tokens.get().prefix in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    page = f"/organisation/integrations/{made.pk}/"
    assert made.tokens.get().prefix in client.get(page).content.decode()
    renewed = client.post(f"{page}rotate/", {"expires_on": form["expires_on"], "overlap": "on"})
    assert "只显示这一次" in renewed.content.decode() and made.tokens.count() == 2
    assert client.post(f"{page}rotate/", {"expires_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{page}revoke/").status_code == 302
    assert "已停用" in client.get(page).content.decode()

    below = Client()
    below.force_login(make.staff(Role.ADMINISTRATOR, place=tree.subdistricts[1]))
    assert below.get(page).status_code == 404 and below.post(f"{page}revoke/").status_code == 404


def test_what_is_not_there_is_a_problem_too(tree):
    _made, token = integration(Role.GRID_WORKER, place=tree.grids[0])
    missing = Machine(token).get("/api/v1/nothing-here")
    assert missing.status_code == 404 and why(missing) == "address_unknown"
    refused = Machine(token).delete(ME)
    assert refused.status_code == 405 and refused["Allow"] == "GET" and why(refused) == "method_not_allowed"
    page = Client().get("/nothing-here/")
    assert page.status_code == 404 and "没有找到这个页面" in page.content.decode()
