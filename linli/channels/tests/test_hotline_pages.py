"""The desk's way through the pages: sender, file, columns, preview, confirmation, result, answers."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.tests import make as cases
from linli.channels.models import HotlineBatch, HotlineOrder, HotlineSender
from linli.core.sheets.reading import read_rows
from linli.core.tasks import run_all
from linli.core.tasks.declare import discover
from linli.organisation.terms import Role
from linli.organisation.tests import make

discover()
TABLE = (
    "工单号,来电内容,电话,地址,要求办结时间\r\n"
    "A1,3号楼门口路灯不亮,13800001234,书声社区3号楼,2099-05-09\r\n"
    "A2,楼下垃圾没人清,,井亭社区门口,\r\n"
    ",没有编号的一行,,,\r\n"
)


def upload(text=TABLE, name="工单.csv", encoding="gb18030"):
    return SimpleUploadedFile(name, text.encode(encoding))


@pytest.fixture
def world(db):
    cases.pack()
    where = make.district()
    client = Client()
    client.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    client.post("/hotline/senders/new/", {"name": "市12345热线", "place": where.district.pk})
    return where, client, HotlineSender.objects.get()


def test_from_the_file_to_the_queue_and_back(world, django_assert_max_num_queries):
    _where, client, sender = world
    posted = client.post("/hotline/", {"sender": sender.pk, "file": upload()})
    batch = HotlineBatch.objects.get()
    assert posted.url == f"/hotline/files/{batch.pk}/"
    preview = client.get(posted.url).content.decode()
    assert "将新登记" in preview and "A1" in preview and "工单编号是空的" in preview
    assert not Case.objects.exists()
    assert client.get(posted.url + "?columns=1").status_code == 200
    client.post(posted.url + "confirm/")
    assert "正在登记" in client.get(posted.url).content.decode()
    assert "hx-trigger" in client.get(posted.url, headers={"HX-Request": "true"}).content.decode()
    run_all(timezone.now())
    with django_assert_max_num_queries(25):
        result = client.get(posted.url).content.decode()
    assert "没有登记" in result and Case.objects.count() == 2
    sheet = client.get(posted.url + "errors.xlsx")
    (row,) = read_rows(io.BytesIO(sheet.content))
    assert row.values["来电内容"] == "没有编号的一行" and "空的" in row.values["原因"]
    assert "A1" in client.get("/hotline/?number=A1").content.decode()
    order = HotlineOrder.objects.get(number="A1")
    client.post(f"/desk/cases/{order.case_id}/do/decline/", {"reason": "petition", "version": 0})
    answers = client.post(f"/hotline/senders/{sender.pk}/reply/")
    table = client.get(answers.url)
    (reply,) = read_rows(io.BytesIO(table.content))
    assert reply.values["工单编号"] == "A1" and reply.values["办理状态"] == "已告知其他渠道"
    assert client.get(f"/hotline/senders/{sender.pk}/").status_code == 200
    again = client.post(f"/hotline/senders/{sender.pk}/reply/")
    assert again.status_code == 422 and "没有可以回复" in again.content.decode()


def test_columns_are_asked_for_once_and_kept(world):
    _where, client, sender = world
    strange = "单,说,谁\r\n7,路灯不亮,李女士\r\n"
    client.post("/hotline/", {"sender": sender.pk, "file": upload(strange)})
    page = f"/hotline/files/{HotlineBatch.objects.get().pk}/"
    assert "对应各列" in client.get(page).content.decode()
    wrong = client.post(page, {"number": "单", "text": "单"})
    assert wrong.status_code == 422 and "已用在别的项目上" in wrong.content.decode()
    assert client.post(page, {"number": "单", "text": "说", "name": "谁"}).status_code == 302
    assert "将新登记" in client.get(page).content.decode()
    client.post("/hotline/", {"sender": sender.pk, "file": upload(strange)})
    second = f"/hotline/files/{HotlineBatch.objects.latest('pk').pk}/"
    assert "将新登记" in client.get(second).content.decode()
    client.post(second + "discard/")
    assert HotlineBatch.objects.count() == 1


def test_what_is_no_table_is_refused_beside_the_field(world):
    _where, client, sender = world
    for name, text, says in (
        ("工单.pdf", "x", "请选择 Excel"),
        ("工单.xlsx", "PK\x03\x04 broken", "读不懂"),
        ("工单.csv", "工单号,内容,内容\r\n1,2,3\r\n", "不止一次"),
    ):
        answer = client.post("/hotline/", {"sender": sender.pk, "file": upload(text, name, "utf-8")})
        assert answer.status_code == 422 and says in answer.content.decode(), name
    assert not HotlineBatch.objects.exists()


def test_a_community_has_no_hotline_and_a_street_not_that_of_the_district(world):
    where, client, sender = world
    client.post("/hotline/", {"sender": sender.pk, "file": upload()})
    batch = HotlineBatch.objects.get()
    community, street = Client(), Client()
    community.force_login(make.staff(Role.COMMUNITY_WORKER, place=where.communities[0]))
    street.force_login(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]))
    assert community.get("/hotline/").status_code == 403
    assert street.get("/hotline/").status_code == 200
    for page in (f"/hotline/files/{batch.pk}/", f"/hotline/senders/{sender.pk}/"):
        assert community.get(page).status_code == 403
        assert street.get(page).status_code == 404
    assert street.post(f"/hotline/files/{batch.pk}/confirm/").status_code == 404


def test_reply_columns_are_edited_in_the_browser(world):
    _where, client, sender = world
    page = f"/hotline/senders/{sender.pk}/"
    told = {"heading_0": "热线编号", "field_0": "number", "heading_1": "答复内容", "field_1": "result"}
    assert client.post(page, told).status_code == 302
    sender.refresh_from_db()
    assert sender.reply_columns == [["热线编号", "number"], ["答复内容", "result"]]
    assert client.post(page, {"heading_0": "答复", "field_0": "result"}).status_code == 422
