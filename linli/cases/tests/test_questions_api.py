"""Questions and answers for machines: read, filed, shown, put right, given at the end."""

import pytest
from django.test import Client

from linli.cases.models import Case, CaseAnswer, Category, Question
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.organisation.terms import Role, Scope
from linli.organisation.tests import make
from linli.organisation.tests.machines import integration

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(db) -> make.District:
    pack = cases.pack(85)  # rules are kept by version
    lamp = Category.objects.get(code="public.lamp")
    rows = (
        {"code": "lamp", "kind": "choice", "options": ["不亮", "灯杆歪了"], "required": True},
        {"code": "wire", "kind": "yes_no", "only_if": "lamp", "only_if_is": ["灯杆歪了"], "raises_to": 3,
         "raises_if": ["yes"]},
        {"code": "cause", "kind": "text", "asked_of": "unit", "required": True},
    )  # fmt: skip
    Question.objects.bulk_create(
        Question(pack=pack, category=lamp, number=n, ask=f"问 {row['code']}", **row)
        for n, row in enumerate(rows, start=1)
    )
    return make.district()


def test_a_stranger_reads_the_questions_and_files_with_answers(where):
    told = Client().get("/api/v1/questions", {"category": "public.lamp"}).json()
    assert [(one["code"], one["kind"], one["required"], one["only_if_is"]) for one in told] == [
        ("lamp", "choice", True, []),
        ("wire", "yes_no", False, ["灯杆歪了"]),
        ("cause", "text", True, []),
    ]
    assert Client().get("/api/v1/questions", {"category": "public.sun"}).status_code == 404
    body = {"text": "路灯不亮", "place_name": "东门", "answers": {"lamp": "灯杆歪了", "wire": ["yes"]}}
    filed = Client().post("/api/v1/reports", body, content_type="application/json")
    assert filed.status_code == 201 and Case.objects.get().colour == "yellow"
    for answers, field in (({"lamp": "亮着"}, "answers.lamp"), ({"bulb": "LED"}, "answers.bulb")):
        refused = Client().post(
            "/api/v1/reports", body | {"answers": answers}, content_type="application/json"
        )
        assert refused.status_code == 422 and field in refused.json()["fields"]


def test_a_desk_reads_answers_and_puts_them_right_one_by_one(where):
    case = cases.case(where)
    _made, key = integration(
        Role.SUBDISTRICT_DESK, place=where.subdistricts[0], scopes=[Scope.CASES_READ, Scope.CASES_DESK]
    )
    said = {"headers": {"Authorization": f"Bearer {key}"}}
    path = f"/api/v1/cases/{case.code}"
    detail = Client().get(path, **said).json()
    assert [one["question"] for one in detail["still_to_ask"]] == ["lamp"] and detail["answers"] == []

    def answer(answers, version=0):
        body = {"version": version, "answers": answers}
        return Client().post(f"{path}/deeds/answers", body, content_type="application/json", **said)

    assert answer({"lamp": "灯杆歪了"}).status_code == 200
    detail = answer({"wire": "no"}).json()  # the other one stays
    assert {one["question"]: one["says"] for one in detail["answers"]} == {"lamp": "灯杆歪了", "wire": "否"}
    refused = answer({"lamp": "亮着"})
    assert refused.status_code == 422 and "answers.lamp" in refused.json()["fields"]
    assert answer({"bulb": "LED"}).status_code == 422
    assert [one["former"] for one in answer({"lamp": ""}).json()["answers"]] == ["changed", "closed"]


def test_a_unit_finishes_with_its_answer(where):
    lamps = make.unit("城管中队", place=where.subdistricts[0])
    case = cases.case(where, state=State.IN_HAND, unit=lamps)
    _made, key = integration(Role.UNIT_HANDLER, unit=lamps, scopes=[Scope.CASES_HANDLE])
    said = {"headers": {"Authorization": f"Bearer {key}"}, "content_type": "application/json"}
    path = f"/api/v1/cases/{case.code}/deeds/finish"
    refused = Client().post(path, {"version": 0, "note": "已修好"}, **said)
    assert refused.status_code == 422 and "answers.cause" in refused.json()["fields"]
    done = Client().post(path, {"version": 0, "note": "已修好", "answers": {"cause": "灯泡老化"}}, **said)
    assert done.status_code == 200 and CaseAnswer.objects.get().values == ["灯泡老化"]
