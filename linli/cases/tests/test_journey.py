"""From the QR code to "solved, and I agree", as people press it, without JavaScript."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.models import Case, CasePhoto
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.organisation.terms import Role
from linli.organisation.tests import make


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


def picture() -> SimpleUploadedFile:
    bytes_io = io.BytesIO()
    Image.new("RGB", (640, 480), "sienna").save(bytes_io, "JPEG")
    return SimpleUploadedFile("lamp.jpg", bytes_io.getvalue(), "image/jpeg")


def signed_in(role, **where) -> Client:
    client = Client()
    client.force_login(make.staff(role, **where))
    return client


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', html
    )
    assert found, name
    return found[1]


def press(client: Client, case: Case, deed: str, **fields) -> None:
    case.refresh_from_db()
    answer = client.post(f"/desk/cases/{case.pk}/do/{deed}/", {"version": case.version, **fields})
    assert answer.status_code == 302, answer.content.decode()[:3000]


def test_from_the_door_to_the_rating(world):
    lamps = make.unit("城管中队", place=world.subdistricts[0], trade="city_management")
    resident = Client()
    desk = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    handler = signed_in(Role.UNIT_HANDLER, unit=lamps)

    assert "1号楼" in resident.get(f"/q/{world.doors[0].token}/").content.decode()
    form = resident.get(f"/report/?door={world.doors[0].token}").content.decode()
    sent = {
        "text": "单元门口路灯不亮，三天了",
        "door": world.doors[0].token,
        "phone": "138 0000 1234",
        "photos": [picture(), picture()],
        "intake_key": hidden(form, "intake_key"),
    }
    receipt = resident.post("/report/", sent, follow=True)
    case = Case.objects.get()
    assert f"{case.code[:3]} {case.code[3:7]} {case.code[7:]}" in receipt.content.decode()
    assert (case.category.code, case.category_guessed, case.building) == (
        "public.lamp",
        True,
        world.buildings[0],
    )
    assert CasePhoto.objects.filter(case=case).count() == 2

    press(desk, case, "dispatch", unit=lamps.pk, note="请今晚修好")
    for deed in ("accept", "start"):
        press(handler, case, deed)
    press(handler, case, "finish", note="已更换灯泡", photos=[picture()])
    press(desk, case, "verify")
    page = resident.get(f"/m/{case.key}/").content.decode()
    assert "已更换灯泡" in page and "没解决" in page and "请今晚修好" not in page

    rated = resident.post(
        f"/m/{case.key}/rate/", {"solved": "no", "reason": "half_done", "words": "只修了一盏"}
    )
    assert rated.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.rounds) == (State.IN_HAND, 1)
    press(handler, case, "finish", note="两盏都修好了")
    press(desk, case, "verify")
    assert "没解决" in resident.get(f"/m/{case.key}/").content.decode()
    resident.post(f"/m/{case.key}/rate/", {"solved": "yes", "satisfaction": "satisfied"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.CLOSED, "solved")
    assert [rating.solved for rating in case.ratings.order_by("round")] == [False, True]


def test_the_same_form_sent_twice_is_one_case(world):
    sent = {"text": "楼道堆垃圾", "door": world.doors[0].token, "intake_key": "once"}
    first, second = (Client().post("/report/", sent) for _ in range(2))
    assert first.url == second.url
    assert Case.objects.count() == 1
    guessed = Client().post("/report/", {**sent, "text": "想看看别人的回执"})
    assert guessed.status_code == 422 and "已经用过" in guessed.content.decode()


def test_back_by_code_and_four_digits(world):
    case = cases.case(world)
    found = Client().post("/find/", {"code": f"{case.code[:3]} {case.code[3:]}", "pin": "1234"})
    assert found.url == f"/m/{case.key}/"
    for _ in range(5):
        wrong = Client().post("/find/", {"code": case.code, "pin": "9999"})
        assert wrong.status_code == 422 and "对不上" in wrong.content.decode()
    assert Client().post("/find/", {"code": case.code, "pin": "1234"}).status_code == 429


def test_the_calendar_file_and_who_read_the_phone(world):
    case = cases.case(world)
    calendar = Client().get(f"/m/{case.key}/calendar.ics")
    assert calendar["Content-Type"].startswith("text/calendar") and b"BEGIN:VEVENT" in calendar.content
    desk = signed_in(Role.SUBDISTRICT_DESK, place=world.subdistricts[0])
    assert desk.post(f"/desk/cases/{case.pk}/contact/", {"purpose": ""}).status_code == 422
    assert (
        "13800001234"
        in desk.post(f"/desk/cases/{case.pk}/contact/", {"purpose": "电话核实地点"}).content.decode()
    )
    assert "电话核实地点" in Client().get(f"/m/{case.key}/readings/").content.decode()


def test_a_reminder_reaches_the_unit(world):
    lamps = make.unit("城管中队", place=world.subdistricts[0], trade="city_management")
    case = cases.case(world, state=State.IN_HAND, unit=lamps)
    assert Client().post(f"/m/{case.key}/remind/").status_code == 302
    assert "诉求人催办" in lamps.notices.get().text
    assert Client().post(f"/m/{case.key}/remind/").status_code == 429
    assert lamps.notices.count() == 1
