"""The head of a unit sees the unit's own shares; nobody else does, and no other unit is in it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.callbacks.actions import counting
from linli.callbacks.models import OrderFact
from linli.callbacks.tests.make import HOUR, Town
from linli.cases.models import Case
from linli.organisation.terms import Role
from linli.organisation.tests import make

OWN = "/callbacks/own/"


@pytest.fixture
def town(db) -> Town:
    town, start = Town(), timezone.now() - timedelta(days=5)
    for n in range(3):
        case = town.finished(at=start + timedelta(hours=n))
        town.rated(case, start + timedelta(hours=n) + 3 * HOUR, solved=True)
    town.rated(town.finished(at=start, unit=town.water), start + 3 * HOUR, solved=True)
    counting.count_cases(list(Case.objects.values_list("pk", flat=True)), now=timezone.now())
    return town


def client(role: Role, **where: object) -> Client:
    made = Client()
    made.force_login(make.staff(role, **where))
    return made


def test_the_head_sees_his_units_numbers_and_opens_the_list_behind_each(town, django_assert_max_num_queries):
    head = client(Role.UNIT_LEAD, unit=town.team)
    head.get(OWN)
    with django_assert_max_num_queries(8):
        page = head.get(OWN).content.decode()
    assert "城管中队" in page and "自来水公司" not in page and "样本不足" in page
    link = f"{OWN}cases/?days=30&amp;unit={town.team.pk}&amp;share=resolution"
    assert f'<a href="{link}&amp;part=hits">3</a> / <a href="{link}&amp;part=all">3</a>' in page
    with django_assert_max_num_queries(8):
        listed = head.get(f"{link}&part=all".replace("&amp;", "&")).content.decode()
    assert (
        listed.count('class="row-item"') == 3 == OrderFact.objects.filter(unit=town.team, solved=True).count()
    )
    assert head.get("/desk/").content.decode().count(f'href="{OWN}?unit={town.team.pk}"') == 1


def test_nobody_else_does(town):
    other = client(Role.UNIT_LEAD, unit=town.water)
    for path in (f"{OWN}?unit={town.team.pk}", f"{OWN}cases/?unit={town.team.pk}&share=resolution&part=all"):
        assert other.get(path).status_code == 404
        assert client(Role.UNIT_HANDLER, unit=town.team).get(path).status_code == 404
        assert client(Role.DISTRICT_DESK, place=town.where.district).get(path).status_code == 403
    assert other.get(f"{OWN}cases/?share=praise&part=all").status_code == 404
    assert other.get(f"{OWN}?unit=x").status_code == 404
