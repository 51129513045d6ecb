"""Questions on the pages: with a script and without, typed things and photos are never lost."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.models import Case, CaseAnswer, Category, Question
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def where(db) -> make.District:
    pack = cases.pack(80)  # rules are kept by version
    noise = Category.objects.get(code="public.noise")
    lamp = Category.objects.get(code="public.lamp")
    rows = [
        (noise, {"code": "now", "ask": "现在还在吵吗？", "kind": "yes_no", "required": True}),
        (
            noise,
            {
                "code": "what",
                "ask": "是什么声音？",
                "kind": "choices",
                "options": ["音乐", "机器"],
                "required": True,
                "only_if": "now",
                "only_if_is": ["yes"],
            },
        ),
        (noise, {"code": "decibels", "ask": "大约多响？", "kind": "number", "unit": "分贝"}),
        (noise, {"code": "told", "ask": "来过几次电话？", "kind": "number", "asked_of": "desk"}),
        (lamp, {"code": "how_many", "ask": "有几盏？", "kind": "number", "unit": "盏"}),
        (
            lamp,
            {
                "code": "cause",
                "ask": "什么原因？",
                "kind": "choice",
                "options": ["灯泡", "线路"],
                "required": True,
                "asked_of": "unit",
            },
        ),
    ]
    Question.objects.bulk_create(
        Question(pack=pack, category=category, number=n, **row)
        for n, (category, row) in enumerate(rows, start=1)
    )
    return make.district()


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#864").save(out, "JPEG")
    return SimpleUploadedFile("noise.jpg", out.getvalue(), "image/jpeg")


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"|value="([^"]*)"[^>]* name="{name}"', page)[1]


def test_without_a_script_the_questions_come_with_the_same_form_and_nothing_is_lost(where):
    """Text, place and photo were sent once; the second time only the answers are."""
    client = Client()
    typed = {"text": "楼下很吵", "place_name": "东门", "phone": "13800001234", "intake_key": "k1"}
    page = client.post("/report/", typed | {"photos": picture()})
    said = page.content.decode()
    assert page.status_code == 200 and not Case.objects.exists()
    assert "请再答几句" in said and "现在还在吵吗？" in said and "楼下很吵" in said and "13800001234" in said
    assert "1 张照片已经收到" in said and "请选一项" not in said and "来过几次电话" not in said
    assert "是什么声音？" in said.split("<noscript>")[1]  # all stand there, with their condition
    kept = {"asked": hidden(said, "asked"), "kept": hidden(said, "kept")}

    again = client.post("/report/", typed | kept | {"answers.now": "yes", "answers.decibels": "很响"})
    said = again.content.decode()
    assert again.status_code == 422 and "请选一项" in said and "填一个数字" in said
    assert 'value="yes" id="id_answers.now_0" checked' in said

    kept["kept"] = hidden(said, "kept")
    answers = {"answers.now": "yes", "answers.what": ["音乐", "机器"], "answers.decibels": "７０分贝"}
    done = client.post("/report/", typed | kept | answers)
    case = Case.objects.get()
    assert done["Location"] == f"/m/{case.key}/receipt/" and case.photos.count() == 1
    assert dict(CaseAnswer.objects.values_list("question", "values")) == {
        "now": ["yes"],
        "what": ["音乐", "机器"],
        "decibels": ["70"],
    }


def test_who_has_answered_on_the_page_sends_once(where):
    sent = {"text": "楼下很吵", "place_name": "东门", "asked": "now what decibels", "answers.now": "no"}
    assert Client().post("/report/", sent)["Location"].endswith("/receipt/")
    assert CaseAnswer.objects.get().values == ["no"]


def test_questions_nobody_needs_hold_nobody_up(where):
    client = Client()
    done = client.post("/report/", {"text": "路灯不亮", "place_name": "东门"}, follow=True)
    said = done.content.decode()
    assert "您的编号" in said and "再答 1 个小问题" in said and "什么原因" not in said


def test_the_script_asks_for_what_is_open_now(where, django_assert_max_num_queries):
    client = Client()
    client.post("/report/questions/", {"text": "楼下很吵"})  # reads the rule book, which stays
    with django_assert_max_num_queries(1):
        client.post("/report/questions/", {"text": "楼下很吵"})
    said = client.post("/report/questions/", {"text": "楼下很吵", "answers.now": "yes"}).content.decode()
    assert "是什么声音？" in said.split("<noscript>")[0] and "checked" in said
    said = client.post("/report/questions/", {"text": "楼下很吵", "answers.now": "no"}).content.decode()
    assert "是什么声音？" not in said.split("<noscript>")[0]
    assert "有几盏？" in client.post("/report/questions/", {"category": "public.lamp"}).content.decode()
    assert client.post("/report/questions/", {"text": "想问一件事"}).content.decode().strip() == ""


def test_the_empty_form_costs_no_statement_for_questions(where, django_assert_max_num_queries):
    with django_assert_max_num_queries(0):
        page = Client().get("/report/")
    assert page.status_code == 200 and len(page.content) < 12_000


def test_a_clerk_may_leave_what_the_caller_did_not_say(where):
    clerk = Client()
    clerk.force_login(make.staff(Role.COMMUNITY_WORKER, place=where.communities[0]))
    typed = {"text": "楼下很吵", "place_name": "东门", "channel": "phone", "whose": "self", "kind": "help"}
    typed["place"] = str(where.grids[0].pk)
    said = clerk.post("/desk/intake/", typed).content.decode()
    assert "请再答几句" in said and "来过几次电话" in said and not Case.objects.exists()
    done = clerk.post("/desk/intake/", typed | {"asked": hidden(said, "asked"), "answers.told": "3"})
    assert done.status_code == 302 and CaseAnswer.objects.get().by_kind == "staff"
    page = clerk.get(f"/desk/cases/{Case.objects.get().pk}/").content.decode()
    assert "还要问" in page and "现在还在吵吗？" in page and "来过几次电话？" in page


def test_a_worker_answers_what_he_sees(where):
    worker = Client()
    worker.force_login(make.staff(Role.GRID_WORKER, place=where.grids[0]))
    sent = {"text": "路灯不亮", "place_name": "东门", "asked": "how_many", "answers.how_many": "3"}
    assert worker.post("/today/snap/", sent).status_code == 302
    assert CaseAnswer.objects.get().values == ["3"]


def test_the_caller_answers_later_and_puts_it_right(where):
    case = cases.case(where, category=Category.objects.get(code="public.noise"), text="楼下很吵")
    client, answers = Client(), f"/m/{case.key}/answers/"
    assert "还要请您答 1 个问题" in client.get(f"/m/{case.key}/").content.decode()
    assert client.post(answers, {}).status_code == 422
    assert client.post(answers, {"answers.now": "no"})["Location"] == f"/m/{case.key}/"
    page = client.get(f"/m/{case.key}/").content.decode()
    assert "还要请您答" not in page and "改回答" in page and "补答了有关问题" in page
    assert 'value="no" id="id_answers.now_1" checked' in client.get(answers).content.decode()
    part = client.post(f"{answers}?open=1", {"answers.now": "yes"}).content.decode()
    assert "是什么声音？" in part.split("<noscript>")[0] and CaseAnswer.objects.get().values == ["no"]
    client.post(answers, {"answers.now": "yes", "answers.what": "机器"})
    assert CaseAnswer.objects.filter(former_at=None).count() == 2
    Case.objects.filter(pk=case.pk).update(
        state=State.CLOSED, queue="done", outcome="solved", closed_at=cases.NOW
    )
    assert client.post(answers, {"answers.now": "no"}).status_code in {409, 410}


def test_the_desk_fills_in_asks_and_sees_what_is_history(where):
    case = cases.case(where, category=Category.objects.get(code="public.noise"), text="楼下很吵")
    desk = Client()
    desk.force_login(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]))
    page = f"/desk/cases/{case.pk}/"
    assert desk.post(f"{page}do/ask_caller/", {"version": 0}).status_code == 302
    assert "请您补充几个情况" in Client().get(f"/m/{case.key}/").content.decode()
    said = desk.get(f"{page}?do=answers").content.decode()
    assert "“现在还在吵吗？”选“是”的才答。" in said
    assert desk.post(f"{page}do/answers/", {"version": 0, "answers.now": "maybe"}).status_code == 422
    assert (
        desk.post(f"{page}do/answers/", {"version": 0, "answers.now": "no", "answers.told": "2"}).status_code
        == 302
    )
    assert desk.post(f"{page}do/correct/", {"version": 0, "category": "public.lamp"}).status_code == 302
    said = desk.get(page).content.decode()
    assert "不再算数的回答 2 条" in said and "原类别：噪声" in said and "还要问" not in said


def test_a_unit_is_asked_when_it_is_done(where):
    lamps = make.unit("城管中队", place=where.subdistricts[0])
    case = cases.case(where, state=State.IN_HAND, unit=lamps)
    unit = Client()
    unit.force_login(make.staff(Role.UNIT_HANDLER, unit=lamps))
    page = f"/desk/cases/{case.pk}/"
    assert "什么原因？" in unit.get(f"{page}?do=finish").content.decode()
    refused = unit.post(f"{page}do/finish/", {"version": 0, "note": "已修好"})
    assert refused.status_code == 422 and "请选一项" in refused.content.decode()
    assert (
        unit.post(f"{page}do/finish/", {"version": 0, "note": "已修好", "answers.cause": "灯泡"}).status_code
        == 302
    )
    assert CaseAnswer.objects.get().values == ["灯泡"]


def test_pages_with_answers_cost_what_they_cost_without(where, django_assert_max_num_queries):
    case = cases.case(where, category=Category.objects.get(code="public.noise"))
    for code in ("now", "decibels"):
        CaseAnswer.objects.create(
            case=case, question=code, asked_for="public.noise", ask="？", kind="text", values=["有"],
            at=cases.NOW, pack_id=case.category.pack_id, category_id=case.category_id,
        )  # fmt: skip
    desk = Client()
    desk.force_login(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]))
    desk.get(f"/desk/cases/{case.pk}/")
    with django_assert_max_num_queries(8):
        assert "有" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    with django_assert_max_num_queries(7):
        assert "有" in Client().get(f"/m/{case.key}/").content.decode()
