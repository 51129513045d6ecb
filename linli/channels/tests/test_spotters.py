"""Spotters: things and places, never persons; nobody knows who told; what was mended is seen again."""

import io
from datetime import timedelta

import numpy as np
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

from linli.cases.models import Case, CasePhoto, CaseStep
from linli.cases.terms import Origin, State
from linli.cases.tests import make as cases
from linli.channels.models import Hazard, HazardCheck, HazardRule, SpotterLink
from linli.channels.spotters import actions, blur, queries
from linli.channels.spotters.forms import DangerForm
from linli.channels.spotters.terms import HazardKind, Spot
from linli.core.actors import PUBLIC
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, NotFound, RuleBroken, Stale
from linli.core.files.models import StoredFile
from linli.core.tasks import announce, run_all
from linli.methods.models import Pack
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.organisation.tests.make import SIDE, SOUTH, WEST
from linli.places import locator

NOW = cases.NOW
has_blur = pytest.mark.skipif(not blur.is_possible(), reason="needs the extra blur")


@pytest.fixture
def where(db):
    pack = cases.pack()
    HazardRule.objects.create(pack=pack, kind="lamp", number=1, title="路灯不亮", category_code="public.lamp")
    HazardRule.objects.create(pack=pack, kind="cover", number=2, title="井盖松动", category_code="")
    return make.district()


@pytest.fixture
def desk(where):
    return make.actor(Role.COMMUNITY_SECRETARY, place=where.communities[0])


@pytest.fixture
def joined(where, desk, client):
    """A phone whose owner opened the community's link and said yes."""
    link = actions.issue_link(desk, where.communities[0], now=NOW)
    assert client.get(f"/spot/{link.token}/").status_code == 200
    assert client.post(f"/spot/{link.token}/").status_code == 302
    return client


def danger(**more):
    return {"kind": "lamp", "where": "roadside", "door": "door0001", "mark": "灯杆 12 旁"} | more


def test_a_danger_becomes_a_case_of_its_category_and_nobody_told_it(joined, where):
    answer = joined.post("/spot/", danger())
    case = Case.objects.get()
    assert answer.status_code == 302 and answer.url == f"/spot/done/{case.key}/"
    assert (case.origin, case.channel) == ("spotter", "web")
    assert case.text == "路灯不亮（路边，灯杆 12 旁）" and case.category.code == "public.lamp"
    assert Hazard.objects.get().kind == "lamp"
    assert (case.caller.name, case.caller.phone, case.caller.filed_by) == ("", "", "")
    lines = AuditLine.objects.filter(subject_kind="case")
    assert {(line.actor_kind, line.actor_id) for line in lines} == {("public", 0)}


def test_a_spotter_who_is_signed_in_files_as_nobody(joined, where):
    joined.force_login(make.staff(Role.GRID_WORKER, place=where.grids[0]))
    joined.post("/spot/", danger())
    assert AuditLine.objects.get(event="case.receive").actor_kind == "public"


def test_thanks_and_nothing_that_counts(joined, where):
    joined.post("/spot/", danger())
    page = joined.get(f"/spot/done/{Case.objects.get().key}/").content.decode()
    assert "谢谢" in page
    assert not any(word in page for word in ("排名", "积分", "第 1 件", "您已报"))


def test_two_reports_of_one_phone_cannot_be_joined(joined, where):
    """The cookie holds the link's token and nothing else; no table has a column for a reporter."""
    token = SpotterLink.objects.get().token
    assert joined.cookies["spotter"].value.split(":")[0] == token
    fields = {
        field.name for model in (Hazard, HazardCheck, SpotterLink) for field in model._meta.get_fields()
    }
    assert not {"spotter", "reporter", "person", "phone", "name", "cookie", "device"} & fields
    assert "Spotter" not in {model.__name__ for model in apps.get_models()}


def test_the_form_has_no_field_for_persons():
    """Duty D-7. A new field here needs a reason in the same commit."""
    assert set(DangerForm(kinds=[]).fields) == {
        "kind", "where", "mark", "pictures", "place", "door", "lat", "lon", "intake_key",
    }  # fmt: skip


ABOUT_PEOPLE = ["302室门口", "王先生家旁", "住户堆的", "找13800001234", "京A12345旁", "3单元401"]


@pytest.mark.parametrize("mark", ABOUT_PEOPLE)
def test_words_about_persons_are_refused_and_stay_in_the_form(joined, mark):
    answer = joined.post("/spot/", danger(mark=mark))
    page = answer.content.decode()
    assert answer.status_code == 422 and "只写东西" in page and mark in page
    assert not Case.objects.exists()


def test_names_sent_along_are_not_read(joined):
    joined.post("/spot/", danger(name="张三", phone="13800001234", text="张三家天天吵架"))
    case = Case.objects.select_related("caller").get()
    assert "张三" not in case.text and case.caller.name == case.caller.phone == ""


def test_what_is_not_on_the_list_is_refused(joined):
    for kind in ("person", "wire", ""):
        assert joined.post("/spot/", danger(kind=kind)).status_code == 422
    assert joined.post("/spot/", danger(door="")).status_code == 422
    assert not Case.objects.exists()


def test_the_same_sending_twice_is_one_case(joined):
    for _time in range(2):
        joined.post("/spot/", danger(intake_key="k" * 22))
    assert Case.objects.count() == Hazard.objects.count() == 1


def test_without_a_link_or_with_an_old_one_nothing_is_taken(joined, where, desk, client):
    actions.issue_link(desk, where.communities[0], now=NOW)
    assert joined.post("/spot/", danger()).status_code == 404
    assert client.get("/spot/wrong/").status_code == 404
    joined.cookies["spotter"] = "forged:x:y"
    assert joined.get("/spot/").status_code == 404
    assert not Case.objects.exists()


def test_only_the_desk_of_a_community_gives_out_its_link(where, desk):
    with pytest.raises(NotAllowed):
        actions.issue_link(desk, where.communities[1], now=NOW)
    worker = make.actor(Role.GRID_WORKER, place=where.grids[0])
    with pytest.raises(NotAllowed):
        actions.issue_link(worker, where.communities[0], now=NOW)
    assert queries.communities_of(worker) == [] and queries.communities_of(desk) == [where.communities[0]]


def picture(draw=None, size=(900, 600)):
    made = Image.effect_noise(size, 20).convert("RGB")
    if draw:
        draw(ImageDraw.Draw(made))
    written = io.BytesIO()
    made.save(written, "JPEG", quality=92)
    return SimpleUploadedFile("p.jpg", written.getvalue(), "image/jpeg")


def test_without_the_library_a_picture_is_refused_and_nothing_is_kept(joined, monkeypatch):
    monkeypatch.setattr(blur, "find_spec", lambda _name: None)
    answer = joined.post("/spot/", danger(pictures=picture()))
    assert answer.status_code == 422 and "没有照片也照样办" in answer.content.decode()
    assert not Case.objects.exists() and not StoredFile.objects.exists()
    assert 'type="file"' not in joined.get("/spot/").content.decode()


PLATE = (300, 250, 520, 320)


def plate(draw):
    """A blue plate with white signs, as a drawing: a weak stand-in for a photograph."""
    draw.rectangle(PLATE, fill=(20, 60, 190))
    for n in range(7):
        left = PLATE[0] + 14 + n * 29
        draw.rectangle((left, 265, left + 16, 305), outline="white", width=4)
        draw.line((left, 285, left + 16, 285), fill="white", width=4)


def face(draw):
    """Light oval, dark eyes, nose and mouth: what a Haar cascade takes for a face. Not a person's picture."""
    draw.rectangle((200, 60, 700, 560), fill=(90, 90, 90))
    draw.ellipse((330, 120, 570, 440), fill=(215, 190, 170))
    draw.ellipse((320, 90, 580, 260), fill=(40, 30, 25))
    draw.ellipse((345, 160, 555, 420), fill=(215, 190, 170))
    for x in (385, 475):
        draw.ellipse((x, 225, x + 46, 250), fill=(250, 250, 250))
        draw.ellipse((x + 13, 223, x + 34, 252), fill=(20, 15, 10))
        draw.rectangle((x - 6, 202, x + 52, 213), fill=(50, 35, 30))
    draw.polygon([(450, 250), (434, 325), (466, 325)], fill=(180, 150, 130))
    draw.rectangle((436, 318, 464, 326), fill=(120, 90, 80))
    draw.ellipse((405, 352, 495, 378), fill=(130, 50, 50))


def pixels(jpeg):
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"), dtype=float)


@pytest.mark.slow
@has_blur
def test_a_plate_is_unreadable_afterwards():
    before = picture(plate).read()
    after = blur.blurred(before)
    left, top, right, bottom = PLATE
    sharp, flat = pixels(before)[top:bottom, left:right], pixels(after)[top:bottom, left:right]
    assert np.abs(np.diff(flat, axis=1)).mean() < np.abs(np.diff(sharp, axis=1)).mean() / 4
    elsewhere = (slice(480, 590), slice(600, 890))
    assert np.abs(pixels(before)[elsewhere] - pixels(after)[elsewhere]).mean() < 6


@pytest.mark.slow
@has_blur
def test_a_drawn_face_is_unreadable_afterwards():
    """What the cascade finds is flattened. Says nothing of how many real faces it finds: none are in here."""
    made = Image.open(picture(face)).filter(ImageFilter.GaussianBlur(2))
    written = io.BytesIO()
    made.save(written, "JPEG", quality=92)
    before, after = pixels(written.getvalue()), pixels(blur.blurred(written.getvalue()))
    eyes = (slice(215, 260), slice(380, 525))
    assert np.abs(np.diff(after[eyes], axis=1)).mean() < np.abs(np.diff(before[eyes], axis=1)).mean() / 3


@pytest.mark.slow
@has_blur
def test_a_stored_picture_went_through_the_blur(joined, monkeypatch):
    seen = []
    real = blur.blurred
    monkeypatch.setattr(blur, "blurred", lambda jpeg: seen.append(jpeg) or real(jpeg))
    joined.post("/spot/", danger(pictures=picture(plate)))
    assert len(seen) == 1 and b"Exif" not in seen[0]
    assert CasePhoto.objects.get().file == StoredFile.objects.get()


def filed(where, square=0, state=State.FINISHED, **more):
    unit = make.unit("城管中队", place=where.subdistricts[0], trade="city_management")
    case = cases.case(where, state=state, unit=unit, square=square, origin=Origin.SPOTTER, **more)
    Hazard.objects.create(
        case=case, kind="lamp", created_at=NOW,
        subdistrict_id=case.subdistrict_id, community_id=case.community_id, grid_id=case.grid_id,
    )  # fmt: skip
    return case


def test_finished_asks_for_one_recheck_however_often_it_is_said(where):
    case = filed(where)
    for _time in range(3):
        announce("case.moved", case_id=case.pk, step="finish", at=NOW.isoformat())
    run_all(NOW + timedelta(minutes=5))
    assert HazardCheck.objects.get().due_at > NOW
    Case.objects.filter(pk=case.pk).update(state=State.CLOSED, queue="done", outcome="solved", closed_at=NOW)
    actions.follow_cases([case.pk], now=NOW)
    assert not HazardCheck.objects.exists() and not Hazard.objects.get().open


def asked(where, case):
    actions.follow_cases([case.pk], now=NOW)
    return HazardCheck.objects.get()


def photo(actor):
    return StoredFile.objects.create(
        key=f"k{StoredFile.objects.count()}", sha256="0", media_type="image/jpeg", size_bytes=1,
        width=1, height=1, created_at=NOW, created_by_kind=actor.kind, created_by_id=actor.id, purpose="case",
    )  # fmt: skip


def test_a_grid_worker_looks_again_and_the_desk_decides(where):
    case = filed(where)
    check = asked(where, case)
    worker = make.actor(Role.GRID_WORKER, place=where.grids[0])
    elsewhere = make.actor(Role.GRID_WORKER, place=where.grids[3])
    with pytest.raises(NotFound):
        queries.check_for(elsewhere, check.pk)
    with pytest.raises(NotAllowed):
        actions.record_check(elsewhere, check, passed=True, photos=[photo(elsewhere)], now=NOW)
    with pytest.raises(NotAllowed):
        actions.record_check(PUBLIC, check, passed=False, photos=[], now=NOW)
    with pytest.raises(RuleBroken):
        actions.record_check(worker, check, passed=True, photos=[], now=NOW)
    actions.record_check(worker, check, passed=True, photos=[photo(worker)], now=NOW)
    with pytest.raises(Stale):
        actions.record_check(worker, check, passed=False, photos=[], now=NOW)
    case.refresh_from_db()
    assert case.state == State.FINISHED and not Hazard.objects.get().open
    assert CaseStep.objects.get(step="rechecked").photos.count() == 1
    actions.follow_cases([case.pk], now=NOW + timedelta(hours=1))


def test_the_desk_that_looks_itself_takes_the_step_with_it(where, desk):
    gone, still = filed(where), filed(where, square=1)
    actions.record_check(desk, asked(where, gone), passed=True, photos=[photo(desk)], now=NOW)
    actions.follow_cases([still.pk], now=NOW)
    actions.record_check(desk, HazardCheck.objects.get(hazard=still.pk), passed=False, photos=[], now=NOW)
    gone.refresh_from_db()
    still.refresh_from_db()
    assert (gone.state, still.state) == (State.VERIFIED, State.IN_HAND)
    assert Hazard.objects.get(pk=still.pk).open


def test_a_unit_does_not_look_at_its_own_work(where):
    case = filed(where)
    team = make.unit("网格队", place=where.grids[0])
    Case.objects.filter(pk=case.pk).update(unit=team)
    check = asked(where, case)
    member = make.actor(Role.GRID_WORKER, place=where.grids[0], unit=team)
    with pytest.raises(NotAllowed):
        actions.record_check(member, check, passed=False, photos=[], now=NOW)


def test_patrol_uses_the_same_list_and_the_worker_signs(where, client):
    client.force_login(make.staff(Role.GRID_WORKER, place=where.grids[0]))
    page = client.get("/hazards/patrol/").content.decode()
    assert "路灯不亮" in page and "井盖松动" in page
    point = {"door": "", "lon": WEST + SIDE / 2, "lat": SOUTH + SIDE / 2}
    assert client.post("/hazards/patrol/", danger(**point)).url == "/hazards/"
    case = Case.objects.get()
    assert case.origin == "patrol" and case.grid == where.grids[0]
    assert AuditLine.objects.get(event="case.receive").actor_kind == "staff"


def test_the_page_of_dangers_costs_the_same_for_many(where, client, django_assert_max_num_queries):
    client.force_login(make.staff(Role.COMMUNITY_SECRETARY, place=where.communities[0]))
    for _n in range(12):
        actions.follow_cases([filed(where).pk], now=NOW)
    filed(where, square=3)
    client.get("/hazards/")
    for show in ("", "?show=open"):
        with django_assert_max_num_queries(14):
            page = client.get(f"/hazards/{show}").content.decode()
        assert page.count("row-link") == 12


def test_a_check_is_done_on_its_page(where, client):
    check = asked(where, filed(where))
    client.force_login(make.staff(Role.GRID_WORKER, place=where.grids[0]))
    assert client.post(f"/hazards/checks/{check.pk}/", {"passed": "yes"}).status_code == 422
    answer = client.post(f"/hazards/checks/{check.pk}/", {"passed": "yes", "photos": picture()})
    assert answer.status_code == 302
    check.refresh_from_db()
    assert check.passed and check.by_name


def test_the_pack_gives_titles_and_cannot_add_kinds(where):
    assert [row.title for row in queries.closed_list().values()] == ["路灯不亮", "井盖松动"]
    Pack.objects.update(active=False)
    assert set(queries.closed_list()) == set(HazardKind.values)
    with pytest.raises(RuleBroken):
        unlisted = actions.Danger(HazardKind.LAMP, Spot.ROADSIDE, "住户门口")
        actions.file_danger(PUBLIC, unlisted, locator.locate_door("door0001"), origin=Origin.SPOTTER, now=NOW)


def test_spotters_have_one_limit_for_all_processes(where, monkeypatch):
    monkeypatch.setattr(queries, "SENT_PER_MIN", 2)
    cases.case(where, origin=Origin.SPOTTER, received_at=NOW)
    cases.case(where, received_at=NOW)
    assert not queries.crowded(NOW)
    cases.case(where, origin=Origin.SPOTTER, received_at=NOW)
    assert queries.crowded(NOW) and not queries.crowded(NOW + timedelta(minutes=2))
