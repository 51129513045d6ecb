"""Two pains of others (anchors: Signalen pulls 393, 438, 1332), walked through the pages an officer uses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.actions import desk
from linli.cases.models import Case, Category
from linli.cases.queries.rulebook import rule_book
from linli.cases.tests import make as cases
from linli.methods.models import Draft, Pack
from linli.methods.queries import active_pack
from linli.methods.tests import make as packs
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
LAMP = "municipal.street_light"


@pytest.fixture
def where():
    return make.district()


@pytest.fixture
def officer(where):
    client = Client()
    client.force_login(make.staff("administrator", place=where.district))
    return client


def edited(officer, changes) -> Pack:
    """From the version in force over a draft to the next version in force: only clicks and forms."""
    active = active_pack()
    officer.post(reverse("methods:begin", args=[active.pk]))
    draft = Draft.objects.get()
    for section, code, values in changes:
        row = draft.rows.get(section=section, kept_code=code)
        typed = {"words": "、".join(row.values.get("words", ())), **row.values} | values
        typed |= {"words": "、".join(row.values.get("words", ()))}
        url = reverse("methods:row", args=[draft.pk, section, row.pk])
        assert officer.post(url, {**typed, "seen": row.version}).status_code == 302
    draft.refresh_from_db()
    response = officer.post(reverse("methods:load_draft", args=[draft.pk]), {"seen": draft.version})
    assert response.status_code == 302
    assert officer.post(response.url, {"instead_of": active.pk}).status_code == 302
    return active_pack()


def handed_out(where, clerk, unit):
    category = Category.objects.get(pack=active_pack(), code=LAMP)
    case = cases.case(where, category=category, received_at=timezone.now())
    return desk.dispatch_case(clerk, case, unit=unit, now=cases.NOW)


def test_changing_a_deadline_or_a_category_needs_no_deployment(where, officer):
    packs.active_pack()
    clerk = make.actor("district_desk", place=where.district)
    unit = make.unit("市政设施管理所", place=where.district)
    before = handed_out(where, clerk, unit)
    edited(officer, [("time_limits", "handle.green", {"amount": 1})])
    after = handed_out(where, clerk, unit)
    assert (before.limit_text, after.limit_text) == ("3 个工作日", "1 个工作日")
    assert after.due_at < before.due_at - timedelta(days=1)
    before.refresh_from_db()
    assert before.limit_text == "3 个工作日", "what was handed out keeps its limit"


def test_the_renamed_category_keeps_its_history_and_its_model(where, officer):
    first = packs.active_pack()
    old = cases.case(where, category=Category.objects.get(pack=first, code=LAMP))
    second = edited(officer, [("categories", LAMP, {"name": "公共照明"})])
    found = rule_book().by_code[LAMP]
    assert (found.name, found.pack_id) == ("公共照明", second.pk)
    new = cases.case(where, category=found)
    assert Case.objects.filter(category__code=LAMP).count() == 2, "counted and learned as one kind, by code"
    assert [Case.objects.get(pk=one.pk).category.name for one in (old, new)] == ["路灯不亮", "公共照明"]
    guess = rule_book().guess("单元门口路灯不亮")
    assert guess is not None and rule_book().categories[guess.category_id].code == LAMP
