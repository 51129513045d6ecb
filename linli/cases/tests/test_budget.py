"""What the main pages may cost: statements counted, and every list one range of an index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.cases.actions.filing import RULES, CallerRow, CaseRow, Intake
from linli.cases.actions.intake import receive_many
from linli.cases.actions.reports import Report, check_report
from linli.cases.models import Caller, Case, CasePhoto, CaseStep
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC
from linli.core.errors import RuleBroken
from linli.core.files.models import StoredFile
from linli.core.tasks.models import EventRow
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.places.locator import locate_door
from linli.places.models import MapVersion

NOW = cases.NOW


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


def intake(world, key: str | None = None, text: str = "3号楼门口路灯不亮", **said) -> Intake:
    report = Report(
        text=text, spot=locate_door(world.doors[0].token), phone="13800001234", intake_key=key, **said
    )
    return Intake(PUBLIC, check_report(PUBLIC, report), NOW)


def loose(number: int) -> Report:
    return check_report(PUBLIC, Report(text=f"第{number}盏路灯不亮", place_name="东门"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("batch", [1, 30])
def test_a_batch_is_filed_with_five_statements(django_assert_num_queries, batch):
    """Ids, cases, callers, audit lines, announcements; around them BEGIN and COMMIT."""
    cases.pack()
    first = intake(make.district(), key="first")
    RULES.forget()
    receive_many([first])  # rules and hours are kept from now on
    with django_assert_num_queries(7):
        assert len(receive_many([first._replace(report=loose(n)) for n in range(batch)])) == batch
    assert Case.objects.count() == Caller.objects.count() == EventRow.objects.count() == batch + 1


def test_a_request_looks_for_nothing_but_the_map(world, django_assert_max_num_queries):
    """In a test's transaction nothing is kept: version, door, rules, hours; then the five in a savepoint."""
    MapVersion.objects.create(pk=1, token="one")
    client, body = Client(), {"text": "路灯不亮", "door": world.doors[0].token}
    client.post("/api/v1/reports", body, content_type="application/json")
    with django_assert_max_num_queries(14):
        answer = client.post("/api/v1/reports", body, content_type="application/json")
    assert answer.status_code == 201 and answer.json()["url"].endswith(f"/m/{answer.json()['key']}/")


def test_rows_are_those_the_orm_would_write(world):
    receive_many([intake(world, key="k", name="张女士", place_name="东门")])
    filed = Case.objects.get()
    assert set(CaseRow._fields) <= {field.attname for field in Case._meta.concrete_fields}
    assert set(CallerRow._fields) <= {field.attname for field in Caller._meta.concrete_fields}
    usual = Case()
    for field in Case._meta.concrete_fields:
        if field.attname not in CaseRow._fields:
            assert getattr(filed, field.attname) == getattr(usual, field.attname), field.name
    Case.objects.bulk_create([twin_of(filed)])
    ours, theirs = stored(Case, "id")
    for name, value in ours.items():
        assert value == theirs[name] or name in {"id", "code", "key", "intake_key"}, name
    Caller.objects.create(**Caller.objects.values().get() | {"case_id": theirs["id"][0]})
    ours, theirs = stored(Caller, "case_id")
    assert {name for name in ours if ours[name] != theirs[name]} == {"case_id"}


def twin_of(case: Case) -> Case:
    """The same row, to be written by the ORM."""
    values = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    return Case(**values | {"id": None, "code": "20000000000", "key": "twin", "intake_key": "twin"})


def stored(model, key: str) -> list[dict[str, tuple[object, str]]]:
    """Rows as they lie in the table: every value with the type it has there."""
    names = [field.column for field in model._meta.concrete_fields]
    kind = "typeof" if connection.vendor == "sqlite" else "pg_typeof"
    columns = ", ".join(f"{name}, {kind}({name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} ORDER BY {key}")
        return [
            dict(zip(names, zip(row[::2], row[1::2], strict=True), strict=True)) for row in cursor.fetchall()
        ]


def test_the_same_key_is_the_same_matter_and_never_somebody_elses(world):
    one, other = intake(world, key="1"), intake(world, key="1", text="地下室积水")
    for guessed in ([one, other], [other], [other, one]):  # in one batch, and later
        with pytest.raises(RuleBroken, match="已经用过"):
            receive_many(guessed)
        first, again = receive_many([one, one])
        assert first == again
    assert receive_many([intake(world), one, one])[1:] == [first, first]
    assert Case.objects.count() == 2


def test_control_characters_do_not_get_far(world):
    one = intake(world, text="\x01路灯\x07不亮\r\n三天\x00", name="张\x00女士", place_name="\x01")
    receive_many([one])
    case = Case.objects.select_related("caller").get()
    assert (case.text, case.caller.name, case.place_name) == ("路灯不亮\n三天", "张女士", "")


# Lists and their plans: who looks, what, and by which index.

SEATS = {
    "district": ("district_desk", "district"),
    "subdistrict": ("subdistrict_desk", "subdistricts"),
    "community": ("community_worker", "communities"),
    "grid": ("grid_worker", "grids"),
}
SCOPE = {"district": "", "subdistrict": "_sub", "community": "_com", "grid": "_grid"}
INDEX = {"": "case_queue", "?view=late": "case_queue", "?view=done": "case_done"}


def signed_in(role: str, **where: object) -> Client:
    client = Client()
    client.force_login(make.staff(role, **where))
    client.get("/desk/")  # the seats are kept from now on
    return client


def at(world, seat: str) -> Client:
    role, name = SEATS[seat]
    place = getattr(world, name)
    return signed_in(role, place=place[0] if isinstance(place, list) else place)


@pytest.fixture
def many(world):
    """Three pages in each queue of one grid."""
    states = (State.RECEIVED, State.DISPATCHED, State.WITHDRAWN)
    for n in range(120):
        cases.case(world, state=states[n % 3], due_at=timezone.now() + timedelta(minutes=n - 60))
    return world


@pytest.mark.parametrize("view", INDEX)
@pytest.mark.parametrize("seat", SEATS)
def test_every_list_is_a_range_of_its_index(many, seat, view):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which a test has none of")
    client = at(many, seat)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/desk/{view}").status_code == 200
    lists = [query["sql"] for query in seen.captured_queries if 'FROM "cases_case"' in query["sql"]]
    assert len(lists) == 1
    plan = " | ".join(explained(lists[0]))
    assert f"USING INDEX {INDEX[view]}{SCOPE[seat]}" in plan and "TEMP B-TREE" not in plan, plan


def test_a_units_orders_are_a_range_of_their_index(many):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics, which a test has none of")
    lamps = make.unit("城管中队", place=many.subdistricts[0])
    case = cases.case(many, state=State.IN_HAND, unit=lamps)
    client = signed_in(Role.UNIT_HANDLER, unit=lamps)
    with CaptureQueriesContext(connection) as seen:
        client.get("/desk/")
        client.get(f"/desk/cases/{case.pk}/")
    plans = [line for query in seen.captured_queries for line in explained(query["sql"])]
    assert any("USING INDEX order_queue" in line for line in plans)
    assert not [line for line in plans if line.startswith("SCAN") or "TEMP B-TREE" in line]


def explained(sql: str) -> list[str]:
    if not sql.startswith("SELECT") or " FROM " not in sql:  # Django asks once whether there is JSON
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return [row[3] for row in cursor.fetchall()]


@pytest.mark.parametrize("view", ["", "?view=done", "?view=late", "?q=路灯", "?view=done&q=路灯"])
@pytest.mark.parametrize("seat", SEATS)
def test_the_queue_costs_three_statements(many, seat, view, django_assert_max_num_queries):
    """Session, account, page."""
    client = at(many, seat)
    with django_assert_max_num_queries(3):
        assert client.get(f"/desk/{view}").status_code == 200


@pytest.fixture
def long_case(world) -> Case:
    """In hand, with thirty steps and a photograph in each."""
    lamps = make.unit("城管中队", place=world.subdistricts[0], trade="city_management")
    case = cases.case(world, state=State.IN_HAND, unit=lamps)
    for n in range(30):
        step = CaseStep.objects.create(
            case=case, at=NOW, step="answer", by_kind="staff", by_name="城管中队", note=f"{n}"
        )
        CasePhoto.objects.create(case=case, step=step, file=photo(n))
    return case


def photo(number: int) -> StoredFile:
    return StoredFile.objects.create(
        key=f"photo-{number:016d}",
        sha256="0" * 64,
        media_type="image/jpeg",
        size_bytes=1,
        width=4,
        height=3,
        created_at=NOW,
        created_by_kind="staff",
        created_by_id=1,
        purpose="case",
    )


def test_the_case_page_costs_eight_statements(world, long_case, django_assert_max_num_queries):
    desk = at(world, "subdistrict")
    handler = signed_in(Role.UNIT_HANDLER, unit=long_case.unit)
    desk.get(f"/desk/cases/{long_case.pk}/")  # what every request shares (map, pack, calendar) is read once
    for client in (desk, handler):
        with django_assert_max_num_queries(8):
            page = client.get(f"/desk/cases/{long_case.pk}/")
        assert page.status_code == 200 and page.content.decode().count("城管中队") >= 30


def test_the_callers_page_costs_eight_statements(long_case, django_assert_max_num_queries):
    Client().get(f"/m/{long_case.key}/")
    with django_assert_max_num_queries(8):
        assert Client().get(f"/m/{long_case.key}/").status_code == 200
