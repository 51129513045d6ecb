"""What people get wrong: each a sentence that says what to do, with everything typed still there."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.models import Case, CasePhoto
from linli.cases.terms import LINK_DAYS, State
from linli.cases.tests import make as cases
from linli.core.files.models import StoredFile
from linli.organisation.tests import make

TYPED = "3号楼门口路灯不亮，已经三天了"


@pytest.fixture
def world(db):
    cases.pack()
    return make.district()


def jpeg(name: str = "good.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "olive").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def send(world, **fields):
    """A report that would be fine without `fields`."""
    return Client().post(
        "/report/", {"text": TYPED, "door": world.doors[0].token, "intake_key": "k"} | fields
    )


BAD = {
    "no text": ({"text": "  "}, "请写一句发生了什么"),
    "only signs": ({"text": "！！！？？"}, "请写一句发生了什么"),
    "20 000 characters": ({"text": "吵" * 20_000}, "最多 4000 个字，现在有 20000 个字"),
    "a phone number with letters": ({"phone": "138abcd1234"}, "手机号是 11 位数字"),
    "coordinates in the sea": ({"door": "", "lon": "150.0", "lat": "10.0"}, "不在本区范围内"),
    "coordinates that are none": ({"door": "", "lon": "nan", "lat": "10.0"}, "位置"),
    "a category that is none": ({"category": "no.such"}, ""),
    "nowhere": ({"door": "", "place_name": " "}, "请写明在哪里"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_sentence_and_what_was_typed(world, name):
    fields, sentence = BAD[name]
    answer = send(world, **fields)
    if not sentence:  # an unknown category is guessed anew, nobody is bothered with it
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page
    assert fields.get("text", TYPED).strip()[:200] in page and fields.get("phone", "") in page
    assert not Case.objects.exists()


def test_a_photo_of_40_mb_and_a_pdf_named_jpg(world):
    """The good picture beside the bad one is kept and need not be sent again."""
    for bad, sentence in (
        (SimpleUploadedFile("huge.jpg", b"\xff\xd8\xff" + bytes(40_000_000), "image/jpeg"), "MB"),
        (SimpleUploadedFile("list.jpg", b"%PDF-1.7\n%fake", "image/jpeg"), "照片"),
    ):
        answer = send(world, photos=[jpeg(), bad])
        page = answer.content.decode()
        assert answer.status_code == 422 and sentence in page and TYPED in page
        assert "刚才的 1 张照片已经收到" in page
    kept = page.split('name="kept" value="')[1].split('"')[0]
    assert send(world, kept=kept).status_code == 302
    assert CasePhoto.objects.count() == 1
    assert StoredFile.objects.filter(retention_until=None).count() == 1


def test_too_many_photos(world):
    answer = send(world, photos=[jpeg(f"{n}.jpg") for n in range(9)])
    assert answer.status_code == 422 and "最多 6 张照片" in answer.content.decode()


def test_the_door_of_a_building_that_is_gone(world):
    world.buildings[0].valid_to = cases.NOW.date()
    world.buildings[0].save()
    answer = Client().get(f"/q/{world.doors[0].token}/")
    assert answer.status_code == 410 and "已停用" in answer.content.decode()
    answer = send(world)
    assert answer.status_code == 422 and TYPED in answer.content.decode()


def test_a_door_and_a_link_nobody_issued(world):
    for path in ("/q/nosuch/", "/m/nosuchkey/"):
        assert Client().get(path).status_code == 404


def test_an_expired_link(world):
    case = cases.case(world, state=State.CLOSED)
    Case.objects.filter(pk=case.pk).update(closed_at=cases.NOW - timedelta(days=LINK_DAYS + 10))
    answer = Client().get(f"/m/{case.key}/")
    assert (
        answer.status_code == 410
        and "已过期" in answer.content.decode()
        and case.text not in answer.content.decode()
    )


def test_two_people_at_once(world):
    """One wins; the other is told that it changed, and what he wrote comes back."""
    lamps = make.unit("城管中队", place=world.subdistricts[0], trade="city_management")
    case = cases.case(world, state=State.REGISTERED)
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(make.staff("subdistrict_desk", place=world.subdistricts[0]))
    form = {"version": case.version, "unit": lamps.pk, "note": "请今晚修好"}
    assert first.post(f"/desk/cases/{case.pk}/do/dispatch/", form).status_code == 302
    late = second.post(f"/desk/cases/{case.pk}/do/dispatch/", form)
    assert (
        late.status_code == 409
        and "别人刚刚处理过" in late.content.decode()
        and "请今晚修好" in late.content.decode()
    )
    assert case.orders.count() == 1


@pytest.mark.parametrize("code", ["12", "abcdefghijk", "48312059674"])
def test_a_mistyped_code(world, code):
    answer = Client().post("/find/", {"code": code, "pin": "1234"})
    assert answer.status_code == 422 and code in answer.content.decode()


def test_the_api_names_the_field(world):
    bad = [
        ({"text": "", "door": world.doors[0].token}, 422, "text"),
        ({"text": TYPED, "phone": "x1", "door": world.doors[0].token}, 422, "phone"),
        ({"text": TYPED, "surprise": 1}, 422, "surprise"),
        ({"text": TYPED, "lon": 150.0, "lat": 10.0}, 422, "place"),
        ({"text": TYPED, "door": "nosuch"}, 404, "door_unknown"),
    ]
    for body, status, word in bad:
        answer = Client().post("/api/v1/reports", body, content_type="application/json")
        assert answer.status_code == status and word in answer.content.decode(), answer.content
        assert answer["Content-Type"].startswith("application/problem+json")
    assert not Case.objects.exists()
