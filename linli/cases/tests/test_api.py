"""Machines do with cases what a person in their post could do, and nothing more."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases.models import Caller, Case, CasePhoto
from linli.cases.pages.deeds import DEEDS
from linli.cases.terms import OrderState, State
from linli.cases.tests import make as cases
from linli.cases.tests.test_journey import picture
from linli.core.api import openapi
from linli.core.audit.models import AuditLine
from linli.organisation.models import IntegrationToken, Notice
from linli.organisation.terms import Role, Scope
from linli.organisation.tests import make
from linli.organisation.tests.machines import ALL_SCOPES, Machine, integration

pytestmark = pytest.mark.django_db
CASES = "/api/v1/cases"
DESK = (Scope.CASES_READ, Scope.CASES_FILE, Scope.CASES_DESK, Scope.CONTACTS_READ)


@pytest.fixture
def where():
    cases.pack()
    return make.district()


@pytest.fixture
def unit(where):
    return make.unit("城管中队", place=where.subdistricts[0], trade="city_management")


@pytest.fixture
def desk(where):
    return Machine(integration(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=DESK)[1])


@pytest.fixture
def handler(unit):
    scopes = (Scope.CASES_HANDLE, Scope.CONTACTS_READ)
    return Machine(integration(Role.UNIT_HANDLER, unit=unit, scopes=scopes, name="工单系统")[1])


def do(machine, case, deed, **fields):
    case.refresh_from_db()
    return machine.send(f"{CASES}/{case.code}/deeds/{deed}", {"version": case.version, **fields})


def why(answer) -> str:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    return answer.json()["title"]


def test_from_filing_to_closing_by_machines_alone(where, unit, desk, handler):
    photo = desk.post("/api/v1/photos", picture().read(), content_type="image/jpeg").json()
    filed = desk.send(
        CASES,
        {
            "text": "3号楼门口路灯不亮",
            "place": where.buildings[0].pk,
            "name": "张女士",
            "phone": "13800001234",
            "channel": "phone",
            "photos": [photo["key"]],
        },
    )
    assert filed.status_code == 201, filed.content
    case = Case.objects.get(code=filed.json()["code"])
    assert filed["Location"] == f"{CASES}/{case.code}" and case.channel == "phone"
    shown = desk.get(filed["Location"]).json()
    assert shown["text"] == "3号楼门口路灯不亮" and shown["category"]["code"] == "public.lamp"
    assert [one["key"] for one in shown["photos"]] == [photo["key"]] and "13800001234" not in str(shown)
    assert {"dispatch", "decline"} <= {one["name"] for one in shown["deeds"]}
    units = desk.get(f"{CASES}/{case.code}/units").json()
    assert [one["id"] for one in units] == [unit.pk]

    after = do(desk, case, "dispatch", unit=unit.pk, note="请今天处理")
    assert after.status_code == 200 and after.json()["state"] == "dispatched", after.content
    assert after.json()["unit"] == {"id": unit.pk, "name": "城管中队"}
    [line] = handler.get(CASES).json()["items"]
    assert line["code"] == case.code
    assert [one["name"] for one in handler.get(f"{CASES}/{case.code}").json()["deeds"]][:1] == ["accept"]
    assert do(handler, case, "accept").json()["state"] == "accepted"
    assert do(handler, case, "start").json()["state"] == "in_hand"
    proof = handler.post("/api/v1/photos", picture().read(), content_type="image/jpeg").json()["key"]
    done = do(handler, case, "finish", note="已更换灯泡", photos=[proof])
    assert done.json()["state"] == "finished", done.content
    assert CasePhoto.objects.get(file__key=proof).kind == "after"
    assert do(desk, case, "verify").json()["state"] == "verified"
    assert do(desk, case, "close", outcome="solved").json()["state"] == "closed"
    steps = case.steps.order_by("id")
    assert {step.by_kind for step in steps} == {"machine"}
    assert steps[0].by_name and "热线平台" in {s.by_name.split()[-1] for s in steps}
    lines = AuditLine.objects.filter(subject_kind="case", subject_id=case.pk)
    assert {line.actor_kind for line in lines} == {"machine"} and all(line.post_id for line in lines)


def test_every_deed_of_the_pages_has_its_address():
    paths = {one.path for one in openapi.listed()}
    assert {f"{CASES}/{{code}}/deeds/{name}" for name in DEEDS} <= paths


def test_what_lies_elsewhere_is_not_there(where, unit, desk, handler):
    """Place, unit and duty narrow a machine as they narrow people."""
    hidden = cases.case(where, state=State.RECEIVED, square=3)
    about = cases.case(where, state=State.DISPATCHED, unit=unit, about_unit=unit)
    for machine, case in ((desk, hidden), (handler, hidden), (handler, about)):
        for path in ("", "/near", "/units"):
            answer = machine.get(f"{CASES}/{case.code}{path}")
            assert answer.status_code in {404, 403}
        assert machine.get(f"{CASES}/{case.code}").status_code == 404
        assert do(machine, case, "accept").status_code == 404
        refused = machine.send(f"{CASES}/{case.code}/contact", {"purpose": "核实"})
        assert refused.status_code == 404
        assert why(machine.get(f"{CASES}/99999999999")) == why(machine.get(f"{CASES}/{case.code}")) == "case"
        assert case.code not in [line["code"] for line in machine.get(CASES).json()["items"]]
    assert do(desk, about, "close", outcome="solved").status_code == 409


def test_every_address_wants_a_token_that_counts_and_has_the_scope(where, unit):
    case = cases.case(where, state=State.DISPATCHED, unit=unit)
    made, token = integration(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=ALL_SCOPES[:1])
    machine = Machine(token)
    refusals = 0
    for one in openapi.listed():
        if one.access != "machine":
            continue
        path = re.sub(r"{\w+}", "1", one.path.replace("{code}", case.code))

        def ask(client, one=one, path=path):
            return client.get(path) if one.endpoint.method == "GET" else client.send(path)

        assert ask(Machine()).status_code == 401 and ask(Machine("lnl_wrong")).status_code == 401, path
        if one.endpoint.scopes and not set(one.endpoint.scopes) & {"cases.read"}:
            answer = ask(machine)
            assert answer.status_code == 403 and why(answer) == "scope_missing", path
            refusals += 1
        IntegrationToken.objects.update(expires_at=timezone.now())
        assert why(ask(machine)) == "token_expired", path
        IntegrationToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
        made.__class__.objects.update(revoked_at=timezone.now())
        assert why(ask(machine)) == "token_revoked", path
        made.__class__.objects.update(revoked_at=None)
    assert refusals > 15


def test_stale_wrong_and_incomplete_deeds(where, unit, desk):
    case = cases.case(where, state=State.FINISHED, unit=unit)
    path = f"{CASES}/{case.code}/deeds"
    assert why(desk.send(f"{path}/rework", {})) == "body_invalid"  # the version is part of every deed
    empty = do(desk, case, "rework", note=" ")
    assert empty.status_code == 422 and set(empty.json()["fields"]) == {"note"}
    stale = desk.send(f"{path}/verify", {"version": case.version + 5})
    assert stale.status_code == 409 and why(stale) == "case_changed"
    assert do(desk, case, "close", outcome="solved").status_code == 409  # not from here
    assert do(desk, case, "accept").status_code in {403, 409}  # not the desk's to do
    assert do(desk, case, "verify", surplus=1).status_code == 422
    assert do(desk, case, "dispatch", unit=10**9).status_code == 422
    case.refresh_from_db()
    assert case.state == State.FINISHED
    assert do(desk, case, "verify").status_code == 200


def test_the_same_key_files_once_also_when_the_first_answer_was_lost(where, desk):
    body = {"text": "路灯不亮", "place": where.buildings[0].pk}
    first = desk.send(CASES, body, **{"Idempotency-Key": "w-1"})
    again = desk.send(CASES, body, **{"Idempotency-Key": "w-1"})
    assert again.json() == first.json() and Case.objects.count() == 1
    other = desk.send(CASES, body | {"text": "另一件"}, **{"Idempotency-Key": "w-1"})
    assert other.status_code == 422 and why(other) == "idempotency_key_used"
    refused = desk.send(CASES, {"text": "", "place": where.buildings[0].pk}, **{"Idempotency-Key": "w-2"})
    assert refused.status_code == 422 and Case.objects.count() == 1
    assert desk.send(CASES, body, **{"Idempotency-Key": "w-2"}).status_code == 201


def test_pictures_belong_to_whoever_sent_them_and_are_used_once(where, desk, handler):
    photo = handler.post("/api/v1/photos", picture().read(), content_type="image/jpeg").json()["key"]
    body = {"text": "路灯不亮", "place": where.buildings[0].pk}
    assert why(desk.send(CASES, body | {"photos": [photo]})) == "photo_unknown"
    own = desk.post("/api/v1/photos", picture().read(), content_type="image/jpeg").json()["key"]
    assert why(desk.send(CASES, body | {"photos": [own, own]})) == "photo_unknown"
    assert desk.send(CASES, body | {"photos": [own]}).status_code == 201
    assert why(desk.send(CASES, body | {"photos": [own]})) == "photo_unknown"
    broken = desk.post("/api/v1/photos", b"no picture", content_type="image/jpeg")
    assert broken.status_code == 422
    assert desk.post("/api/v1/photos", b"", content_type="image/jpeg").status_code == 422


def test_the_contact_is_read_with_a_purpose_and_the_caller_sees_by_whom(where, unit, desk, handler):
    case = cases.case(where, state=State.DISPATCHED, unit=unit)
    path = f"{CASES}/{case.code}/contact"
    assert why(desk.send(path, {"purpose": " "})) == "purpose_needed"
    reader = {"Idempotency-Key": "c-1"}
    for machine in (desk, desk, handler):
        assert machine.send(path, {"purpose": "核实地点"}, **reader).json()["phone"] == "13800001234"
    assert AuditLine.objects.filter(event="case.contact_read", subject_id=case.pk).count() == 3
    Case.objects.filter(pk=case.pk).update(confidential=True)
    assert handler.send(path, {"purpose": "核实地点"}).status_code == 403
    case.orders.update(open=False, state=OrderState.FINISHED)
    page = desk.get(f"/m/{case.key}/readings/").content.decode()
    assert "热线平台" in page and "核实地点" in page


def test_who_may_file_as_whom(where):
    walker = Machine(integration(Role.GRID_WORKER, place=where.grids[0], scopes=[Scope.CASES_FILE])[1])
    body = {"text": "路灯不亮", "place": where.buildings[0].pk}
    assert walker.send(CASES, body | {"channel": "counter"}).status_code == 403
    assert walker.send(CASES, body | {"origin": "patrol"}).status_code == 201
    assert walker.send(CASES, body | {"origin": "spotter"}).status_code == 422
    assert Caller.objects.get().filed_by == "热线平台"


def test_lists_are_narrowed_and_turned(where, unit, desk, handler):
    for number in range(7):
        cases.case(where, state=State.RECEIVED, due_at=cases.NOW + timedelta(hours=number))
    cases.case(where, state=State.CLOSED, unit=unit)
    cases.case(where, state=State.DISPATCHED, unit=unit, colour="red")
    codes: list[str] = []
    after = ""
    while True:
        page = desk.get(CASES, {"size": 3, "after": after}).json()
        codes += [line["code"] for line in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(codes) == len(set(codes)) == 7

    def count(**asked) -> int:
        return len(desk.get(CASES, asked).json()["items"])

    assert count(queue="unit") == count(queue="unit", colour="red") == count(queue="done") == 1
    assert count(queue="unit", colour="green") == count(queue="waiting") == 0
    assert count(category="public.lamp") == 7 and count(category="public.noise") == 0
    assert count(state="registered") == 0 and count(late="true") == 7  # the clock of the test has passed them
    assert desk.get(CASES, {"queue": "mine"}).status_code == 422
    assert desk.get(CASES, {"sort": "asc"}).status_code == 422
    assert len(handler.get(CASES, {"queue": "unit"}).json()["items"]) == 1
    assert why(handler.get(CASES, {"queue": "done"})) == "queue_of_units"


@pytest.mark.parametrize("number", [3, 30])
def test_a_list_costs_the_same_however_long_it_is(
    number, where, unit, desk, handler, django_assert_max_num_queries
):
    for _ in range(number):
        cases.case(where, state=State.DISPATCHED, unit=unit)
    desk.get(CASES), handler.get(CASES)
    with django_assert_max_num_queries(2):
        assert len(desk.get(CASES, {"queue": "unit"}).json()["items"]) == number
    with django_assert_max_num_queries(2):
        assert len(handler.get(CASES).json()["items"]) == number
    case = Case.objects.latest("pk")
    desk.get(f"{CASES}/{case.code}")  # reads the rule book, which stays
    with django_assert_max_num_queries(9):
        desk.get(f"{CASES}/{case.code}")


def test_what_one_looks_up(where, unit, desk):
    groups = {one["code"]: one["group"] for one in desk.get("/api/v1/categories").json()}
    assert groups["public"] == "" and groups["public.lamp"] == "public"
    assert desk.get("/api/v1/units", {"trade": "city_management"}).json()["items"][0]["name"] == "城管中队"
    found = desk.get("/api/v1/places", {"q": "书声"}).json()
    assert [one["id"] for one in found] == [where.communities[0].pk]
    assert desk.get("/api/v1/places").status_code == 422
    assert desk.get("/api/v1/places", {"q": "a\0"}).status_code == 422
    Notice.objects.create(unit=unit, text="快到时限", url="/", key="n", created_at=timezone.now())
    assert desk.get("/api/v1/notices").json()["items"] == []  # of the unit, not of the desk


def test_the_document_and_the_page_say_what_there_is(where, desk):
    document = desk.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1") and len(document["paths"]) > 30
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"] and operation["responses"], path
    body = document["paths"][f"{CASES}/{{code}}/deeds/finish"]["post"]["requestBody"]
    shape = document["components"]["schemas"][
        body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    ]
    assert shape["required"] == ["version", "note"] and "photos" in shape["properties"]
    page = Machine().get("/api/").content.decode().replace("<wbr>", "")
    assert f"POST {CASES}/{{code}}/deeds/finish" in page and "办完反馈" in page
