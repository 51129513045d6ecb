"""GeoReport v2 as programs use it: every address in both formats, who may see what, and how it refuses."""

import threading
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server
from xml.etree import ElementTree as ET

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils import timezone

from linli.cases.models import Caller, Case, CaseAnswer, CasePhoto, Category, Question
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.cases.tests.test_journey import picture
from linli.channels.open311 import queries
from linli.channels.tests import georeport
from linli.organisation.models import Integration, IntegrationToken
from linli.organisation.terms import Role, Scope
from linli.organisation.tests import make
from linli.organisation.tests.machines import integration

pytestmark = pytest.mark.django_db
BASE = "/open311/v2"


@pytest.fixture(autouse=True)
def no_counts_of_another_test():
    queries.forget_cells()


@pytest.fixture
def where():
    cases.pack()
    return make.district()


@pytest.fixture
def key(where):
    scopes = [Scope.CASES_READ, Scope.CASES_FILE]
    return integration(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=scopes)[1]


def get(path, **asked):
    return Client().get(f"{BASE}/{path}", asked)


def post(key, form="json", **values):
    values = {"service_code": "public.lamp", "address_string": "书声社区", "api_key": key} | values
    return Client().post(f"{BASE}/requests.{form}", {name: v for name, v in values.items() if v is not None})


def test_every_address_in_both_formats_holds_to_the_shapes(where, key):
    cases.case(where, state=State.CLOSED, received_at=timezone.now())
    code = post(key, description="路灯\x07不亮 <3天>").json()[0]["service_request_id"]
    receipt_key = Case.objects.get(code=code).key
    for path, check in (
        ("discovery", georeport.discovery),
        ("services", georeport.services),
        ("services/public.lamp", georeport.definition),
        ("requests", georeport.requests),
        (f"requests/{code}", georeport.requests),
        (f"tokens/{receipt_key}", georeport.tokens),
    ):
        asked = {"api_key": key, "jurisdiction_id": "anything"}
        answer = get(f"{path}.json", **asked)
        assert answer.status_code == 200 and answer["Content-Type"] == "application/json; charset=utf-8"
        check(answer.json())
        answer = get(f"{path}.xml", **asked)
        assert answer.status_code == 200 and answer["Content-Type"] == "text/xml; charset=utf-8"
        assert answer.content.startswith(b"<?xml")
        assert ET.fromstring(answer.content).tag == georeport.ROOTS[path.partition("/")[0]][path.count("/")]
        assert get(path, **asked).content[:5] == b"<?xml"  # without an ending
        assert Client().get("/open311/discovery.json").status_code == 200


def test_a_request_is_a_matter_like_any_other(where, key):
    answer = post(
        key,
        lat=None,
        description="路灯不亮",
        address_string=None,
        address_id=str(where.buildings[0].pk),
        first_name="小石",
        last_name="赵",
        phone="138 0000 1234",
        email="x@example.cn",
        account_id="a-7",
        media_url="https://example.cn/p.jpg",
        media=picture(),
        **{"attribute[kind]": "complaint", "attribute[place_name]": "3号楼门口"},
    )
    [receipt] = answer.json()
    case = Case.objects.get(code=receipt["service_request_id"])
    assert "token" not in receipt and receipt["account_id"] == "a-7" and case.key in receipt["service_notice"]
    assert case.text == "路灯不亮\nhttps://example.cn/p.jpg" and case.kind == "complaint"
    assert (case.building_id, case.place_name) == (where.buildings[0].pk, "3号楼门口")
    caller = Caller.objects.get(pk=case.pk)
    assert (caller.name, caller.phone) == ("赵小石", "13800001234") and CasePhoto.objects.count() == 1
    in_grid = post(key, "xml", lat=str(make.SOUTH + 0.005), long=str(make.WEST + 0.005), address_string="")
    found = ET.fromstring(in_grid.content).findtext("request/service_request_id")
    assert Case.objects.get(code=found).grid_id == where.grids[0].pk
    assert Case.objects.get(code=found).text == "路灯"  # no words: the service's name


def test_what_is_sent_again_is_filed_once(where, key):
    first = post(key, description="路灯不亮", device_id="d-1").json()
    assert post(key, description="路灯不亮", device_id="d-1").json() == first
    assert post(key, description="又有一盏不亮", device_id="d-1").json() != first
    assert post(key, description="路灯不亮", device_id="d-2").json() != first
    headers = {"Idempotency-Key": "k-1"}
    body = {"service_code": "public.lamp", "address_string": "3号楼", "api_key": key, "description": "坏了"}
    answers = [Client().post(f"{BASE}/requests.json", body, headers=headers).json() for _ in range(2)]
    assert answers[0] == answers[1] and Case.objects.count() == 4
    other = Client().post(f"{BASE}/requests.json", body | {"description": "别的"}, headers=headers)
    assert other.status_code == 400


def test_every_refusal_has_its_status_and_its_words(where, key):
    """404 for what does not exist, 403 for a key that does not open, 400 for the rest, in either format."""
    reading = integration(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=[Scope.CASES_READ])[1]
    filing = integration(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=[Scope.CASES_FILE])[1]
    hidden = cases.case(where, state=State.RECEIVED, square=3)
    for form in ("json", "xml"):
        refusals = (
            (404, get(f"services/nothing.{form}")),
            (404, get(f"services/public.{form}")),  # a group is no service
            (404, get(f"requests/48312059673.{form}", api_key=key)),
            (404, get(f"requests/{hidden.code}.{form}", api_key=key)),
            (404, get(f"requests/{hidden.code}.{form}")),
            (404, get(f"tokens/nothing.{form}")),
            (404, get(f"tokens/{'k' * 22}.{form}")),
            (404, get(f"nowhere.{form}")),
            (404, post(key, form, service_code="nothing")),
            (403, post(None, form)),
            (403, post("lnl_wrong", form)),
            (403, post(reading, form)),
            (403, get(f"requests.{form}", api_key="lnl_wrong")),
            (403, get(f"requests.{form}", api_key=filing)),
            (400, post(key, form, service_code=None)),
            (400, post(key, form, address_string="")),
            (400, post(key, form, address_string="", lat="91", long="110")),
            (400, post(key, form, address_string="", lat="north", long="110")),
            (400, post(key, form, address_string="", lat="1", long="1")),  # outside the district
            (400, post(key, form, address_id="999999")),
            (400, post(key, form, phone="123")),
            (400, post(key, form, description="灯" * 4001)),
            (400, post(key, form, media_url="file:///etc/passwd")),
            (400, post(key, form, **{"attribute[size]": "big"})),
            (400, post(key, form, **{"attribute[kind]": "song"})),
            (400, get(f"requests.{form}", status="broken")),
            (400, get(f"requests.{form}", start_date="yesterday")),
            (400, get(f"requests.{form}", start_date="2026-01-01", end_date="2026-05-01")),
            (400, get(f"requests.{form}", start_date="2026-05-02", end_date="2026-05-01")),
            (400, get(f"requests.{form}", page_size="0")),
            (400, get(f"requests.{form}", page="x")),
            (405, Client().delete(f"{BASE}/requests.{form}")),
        )
        for status, answer in refusals:
            assert answer.status_code == status, (form, answer.wsgi_request, answer.content.decode())
            if form == "json":
                georeport.errors(answer.json())
            else:
                assert ET.fromstring(answer.content).tag == "errors"
    assert Case.objects.count() == 1


@pytest.mark.parametrize("ended", ["expired", "revoked"])
def test_a_key_that_is_over_opens_nothing(ended, where, key):
    if ended == "expired":
        IntegrationToken.objects.update(expires_at=timezone.now())
    else:
        Integration.objects.update(revoked_at=timezone.now())
    assert post(key).status_code == get("requests.json", api_key=key).status_code == 403


def test_a_key_sees_what_its_post_sees_by_dates_services_and_status(
    where, key, django_assert_max_num_queries
):
    now = timezone.now()
    ours = [cases.case(where, state=State.RECEIVED, received_at=now - timedelta(days=n)) for n in range(5)]
    closed = cases.case(where, state=State.CLOSED, received_at=now - timedelta(days=6))
    old = cases.case(where, state=State.RECEIVED, received_at=now - timedelta(days=120))
    hidden = cases.case(where, state=State.RECEIVED, received_at=now, square=3)

    def codes(**asked):
        found = get("requests.json", api_key=key, **asked).json()
        georeport.requests(found)
        return [one["service_request_id"] for one in found]

    recent = [case.code for case in ours]
    assert codes() == [*recent, closed.code]
    assert codes(status="open") == recent and codes(status="closed") == [closed.code]
    assert codes(status="open,closed") == [*recent, closed.code]
    assert codes(service_code="public.noise") == [] and len(codes(service_code="public.lamp,x")) == 6
    assert codes(service_request_id=f"{old.code}, {hidden.code}", status="closed") == [old.code]
    day = timezone.localtime(now - timedelta(days=3))
    for written in (day.isoformat(), day.strftime("%Y-%m-%dT%H:%M:%S"), day.strftime("%Y-%m-%dT%H:%M:%S%z")):
        assert codes(start_date=written)[-1] in {ours[2].code, ours[3].code}
    assert old.code in codes(end_date=(now - timedelta(days=100)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert codes(page_size="2", page="2") == recent[2:4]
    shown = get(f"requests/{closed.code}.json", api_key=key).json()[0]
    assert shown["status"] == "closed" and shown["description"] == closed.text
    assert shown["requested_datetime"].endswith("+08:00")
    assert "张女士" not in str(shown) and "13800001234" not in str(shown)
    with django_assert_max_num_queries(4):
        codes()


def test_the_public_sees_counts_of_ten_and_more_and_nothing_of_anybody(where, django_assert_max_num_queries):
    """Who, what exactly, where exactly and when exactly stays with the matter; the id is none of a case."""
    now = timezone.now()
    for _ in range(11):
        cases.case(where, state=State.RECEIVED, text="秘密的话", received_at=now)
    for _ in range(9):
        cases.case(where, state=State.CLOSED, text="秘密的话", received_at=now)
    for _ in range(9):
        cases.case(where, state=State.RECEIVED, received_at=now, square=3)
    found = get("requests.json").json()
    georeport.requests(found)
    assert len(found) == 11 and {one["status"] for one in found} == {"open"}
    assert {one["address"] for one in found} == {"向榆街道"}
    assert {(one["lat"], one["long"]) for one in found} == {
        (where.subdistricts[0].lat, where.subdistricts[0].lon)
    }
    assert "秘密" not in str(found) and "号楼" not in str(found)
    month = timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    assert {one["requested_datetime"] for one in found} == {month.isoformat()}
    codes = set(Case.objects.values_list("code", flat=True))
    assert not codes & {one["service_request_id"] for one in found}
    again = get(f"requests/{found[3]['service_request_id']}.json").json()
    assert again == [found[3]]
    assert get("requests.json", service_request_id=found[0]["service_request_id"]).json() == [found[0]]
    assert get("requests.json", status="closed").json() == []
    assert len(get("requests.json", page_size="4", page="3").json()) == 3
    same_month = get("requests.json", start_date=now.isoformat(), end_date=now.isoformat()).json()
    assert same_month == found  # a narrower span tells nothing more
    with django_assert_max_num_queries(2):
        get("requests.json")


class _Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.mark.django_db(transaction=True)
def test_an_independent_client_makes_the_round(where, key, monkeypatch):
    """The client `three` (written for the American cities that began it) against a served site."""
    monkeypatch.setattr("itertools.ifilter", filter, raising=False)
    three = pytest.importorskip("three")
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}{BASE}"
            client = three.Three(address, api_key=key, jurisdiction="x")
            assert client.discovery()["endpoints"][0]["url"].endswith("/open311/v2")
            georeport.services(client.services())
            georeport.definition(client.services("public.lamp"))
            [posted] = client.post(
                "public.lamp", address="书声社区", name="小石 赵", phone="13800001234", description="路灯不亮"
            )
            code = posted["service_request_id"]
            assert client.request(code, api_key=key)[0]["description"] == "路灯不亮"
            assert [one["service_request_id"] for one in client.requests(api_key=key)] == [code]
            today = timezone.localdate()
            between = [(today - timedelta(days=3)).strftime("%m-%d-%Y"), today.strftime("%m-%d-%Y")]
            georeport.requests(client.requests("public.lamp", between=between, api_key=key))
            assert client.token(Case.objects.get().key)[0]["service_request_id"] == code
        finally:
            server.shutdown()
            thread.join()


def asking(pack_version: int = 90) -> None:
    """Lamps with a question of each datatype, one of them on a condition, one for the unit."""
    pack = cases.pack(pack_version)  # rules are kept by version
    lamp = pack_category(pack)
    rows = (
        {"code": "lamp", "kind": "choice", "options": ["不亮", "灯杆歪了"], "required": True},
        {"code": "signs", "kind": "choices", "options": ["闪", "响"]},
        {"code": "wire", "kind": "yes_no", "only_if": "lamp", "only_if_is": ["灯杆歪了"], "required": True},
        {"code": "how_many", "kind": "number", "unit": "盏", "least": 1},
        {"code": "since", "kind": "date", "help": "记得的话"},
        {"code": "at", "kind": "time_of_day"},
        {"code": "words", "kind": "text"},
        {"code": "cause", "kind": "text", "asked_of": "unit"},
    )
    Question.objects.bulk_create(
        Question(pack=pack, category=lamp, number=n, ask=f"问 {row['code']}", **row)
        for n, row in enumerate(rows, start=1)
    )


def pack_category(pack):
    return Category.objects.get(pack=pack, code="public.lamp")


def test_a_service_tells_its_questions_as_attributes():
    asking()
    told = get("services/public.lamp.json").json()["attributes"]
    georeport.definition(get("services/public.lamp.json").json())
    assert [(one["code"], one["datatype"], one["required"], one["order"]) for one in told] == [
        ("lamp", "singlevaluelist", True, 1),
        ("signs", "multivaluelist", False, 2),
        ("wire", "singlevaluelist", False, 3),
        ("how_many", "number", False, 4),
        ("since", "datetime", False, 5),
        ("at", "string", False, 6),
        ("words", "text", False, 7),
        ("kind", "singlevaluelist", False, 8),
        ("place_name", "string", False, 9),
    ]
    assert told[1]["values"] == [{"key": "闪", "name": "闪"}, {"key": "响", "name": "响"}]
    assert "灯杆歪了" in told[2]["datatype_description"] and told[2]["values"][0] == {
        "key": "yes",
        "name": "是",
    }
    assert told[3]["description"] == "问 how_many（盏）" and told[4]["datatype_description"] == "记得的话"


def test_answers_are_posted_as_attributes():
    asking()
    where = make.district()
    key = integration(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=[Scope.CASES_FILE])[1]
    sent = {"attribute[lamp]": "不亮", "attribute[signs][]": ["响", "闪"], "attribute[wire]": "yes"}
    more = {"attribute[since]": "2026-05-01T00:00:00+08:00", "attribute[how_many]": "3"}
    assert post(key, description="路灯不亮", **sent, **more).status_code == 200
    assert dict(CaseAnswer.objects.values_list("question", "values")) == {
        "lamp": ["不亮"],
        "signs": ["闪", "响"],
        "since": ["2026-05-01"],
        "how_many": ["3"],
    }
    for attributes, named in (
        ({}, "attribute[lamp]"),
        ({"attribute[lamp]": "亮着"}, "attribute[lamp]"),
        ({"attribute[lamp]": "灯杆歪了"}, "attribute[wire]"),
        ({"attribute[lamp]": "不亮", "attribute[how_many]": "几盏"}, "attribute[how_many]"),
        ({"attribute[lamp]": "不亮", "attribute[cause]": "灯泡"}, "attribute[cause]"),
    ):
        refused = post(key, description="路灯不亮", **attributes)
        assert refused.status_code == 400 and refused.json()[0]["description"].startswith(named), attributes
    assert Case.objects.count() == 1


def test_pages_go_on_behind_the_last_row_and_meet_nobody_twice(where, key, django_assert_num_queries):
    queries.forget_marks()
    now = timezone.now()
    rows = [cases.case(where, state=State.RECEIVED, received_at=now - timedelta(hours=n)) for n in range(7)]

    def page(number, **asked):
        found = get("requests.json", api_key=key, page=str(number), page_size="3", **asked).json()
        return [one["service_request_id"] for one in found]

    codes = [case.code for case in rows]
    page(1)
    cases.case(where, state=State.RECEIVED, received_at=timezone.now())
    with django_assert_num_queries(2) as seen:  # the machine, and the page
        assert page(2) == codes[3:6], "new ones push nothing to the next page"
    assert not any("OFFSET" in one["sql"] for one in seen.captured_queries)
    assert page(3) == codes[6:] and page(4) == []
    queries.forget_marks()
    assert page(3) == codes[5:], "another process finds its way by itself"
    same = now - timedelta(days=3)
    twins = {cases.case(where, state=State.CLOSED, received_at=same).code for _ in range(5)}
    assert {*page(1, status="closed"), *page(2, status="closed")} == twins


def test_the_rules_of_the_published_schemas_hold_in_both_formats(where, key):
    """Bare arrays, nothing missing, texts as ids, a yes or no as metadata, errors in the format asked."""
    done = cases.case(where, state=State.CLOSED, received_at=timezone.now())
    for form, media in (("json", "application/json; charset=utf-8"), ("xml", "text/xml; charset=utf-8")):
        for answer, status in (
            (get(f"services.{form}"), 200),
            (get(f"requests.{form}", api_key=key), 200),
            (get(f"services/nothing.{form}"), 404),
            (get(f"requests.{form}", status="lost"), 400),
            (get(f"requests.{form}", api_key="wrong"), 403),
        ):
            assert (answer.status_code, answer["Content-Type"]) == (status, media)
    services, requests = get("services.json").json(), get("requests.json", api_key=key).json()
    assert isinstance(services, list) and isinstance(requests, list)
    assert all(isinstance(one["metadata"], bool) and isinstance(one["keywords"], str) for one in services)
    (one,) = [one for one in requests if one["service_request_id"] == done.code]
    assert (one["expected_datetime"], one["media_url"], one["zipcode"]) == (None, None, "")
    assert isinstance(one["lat"], float) and isinstance(one["long"], float) and one["service_name"]
    written = ET.fromstring(get("requests.xml", api_key=key).content)
    assert written.tag == "service_requests" and written[0].tag == "request"
    assert [child.tag for child in written[0]] == list(one), "the same fields, empty ones too"
    for answer in (get("requests.json", status="lost"), get("services/nothing.json")):
        georeport.errors(answer.json())
