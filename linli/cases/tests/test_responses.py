"""Response templates: checked by line, filled in where one writes, sent by nobody but the writer."""

import pytest
from django.test import Client

from linli.cases.models import Case, CaseStep, Category
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.methods import queries
from linli.methods.tests import make as packs
from linli.methods.tests.make import SMALL
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db

TEMPLATE = """
[[responses]]
code = "mended"
title = "修好了"
deed = "finish"
category = "municipal"
text = "{place}修好了，编号 {code}，{unit}"
"""


@pytest.mark.parametrize(
    ("was", "now", "line", "told"),
    [
        ("{place}", "{phone}", 19, "没有可以填的 phone"),
        ("{place}", "{place", 19, "大括号没有配对"),
        ('"municipal"', '"municipel"', 18, "是不是想写 municipal"),
        ('"finish"', '"finnish"', 17, "是不是想写 finish"),
    ],
)
def test_faults_are_told_by_line(was, now, line, told):
    reading = queries.read(SMALL + TEMPLATE.replace(was, now))
    assert [(fault.line, told in fault.sentence) for fault in reading.faults] == [(line, True)]


@pytest.fixture
def at_work():
    """A lamp in hand, and who has it."""
    pack = packs.active_pack()
    where = make.district()
    unit = make.unit("市政设施管理所", place=where.district)
    lamp = Category.objects.get(pack=pack, code="municipal.street_light")
    case = cases.case(where, state=State.IN_HAND, unit=unit, category=lamp, place_name="3号楼东门")
    client = Client()
    client.force_login(make.staff("unit_handler", unit=unit))
    return client, case


def test_a_template_fills_the_box_and_sends_nothing(at_work):
    client, case = at_work
    page = client.get(f"/desk/cases/{case.pk}/").content.decode()
    assert "套用答复" in page and "灯修好了" in page and "垃圾清走了" not in page
    steps, version = CaseStep.objects.count(), case.version
    typed = {"response": "lamp_mended", "note": "换了灯泡。", "version": version}
    page = client.post(f"/desk/cases/{case.pk}/fill/finish/", typed)
    assert page.status_code == 200
    text = page.content.decode()
    assert "换了灯泡。\n您好，" in text and "的灯修好了" in text and "3号楼东门" in text
    assert 'id="deed-finish" open' in text
    box = client.post(f"/desk/cases/{case.pk}/fill/finish/", typed, headers={"HX-Request": "true"})
    assert box.content.decode().startswith("<textarea") and "换了灯泡。" in box.content.decode()
    assert CaseStep.objects.count() == steps and Case.objects.get(pk=case.pk).version == version


def test_a_link_fills_it_too_and_what_is_not_offered_fills_nothing(at_work):
    client, case = at_work
    page = client.get(f"/desk/cases/{case.pk}/", {"do": "finish", "response": "done"}).content.decode()
    assert "麻烦您方便时看一看" in page
    page = client.get(f"/desk/cases/{case.pk}/", {"do": "finish", "response": "rubbish_cleared"})
    assert "冲洗过了" not in page.content.decode()
    assert client.post(f"/desk/cases/{case.pk}/fill/nothing/").status_code == 404
    assert (
        "填进去"
        in client.post(f"/desk/cases/{case.pk}/fill/decline/", {"response": "legal_way"}).content.decode()
    )
    stranger = Client()
    stranger.force_login(make.staff("unit_handler", unit=make.unit("别的单位")))
    assert stranger.post(f"/desk/cases/{case.pk}/fill/finish/", {"response": "done"}).status_code == 404


def test_a_pack_without_templates_offers_none():
    cases.pack()
    where = make.district()
    unit = make.unit("城管中队", place=where.subdistricts[0])
    case = cases.case(where, state=State.IN_HAND, unit=unit)
    client = Client()
    client.force_login(make.staff("unit_handler", unit=unit))
    assert "套用答复" not in client.get(f"/desk/cases/{case.pk}/").content.decode()
