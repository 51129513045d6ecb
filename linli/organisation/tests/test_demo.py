"""The invented staff: every unit has hands, every need is met but some, a dozen people can sign in."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate

from linli.accounts.models import Account
from linli.core.actors import Right
from linli.core.demo import Context
from linli.organisation import queries, rules
from linli.organisation.demo import loading as share
from linli.organisation.demo.loading import PASSWORD, WAYS_IN, DemoStaff, sign_ins
from linli.organisation.models import Person, Post
from linli.organisation.terms import Role, UnitKind
from linli.places.demo.loading import DemoPlaces
from linli.places.demo.loading import load as load_places

NOW = datetime(2026, 5, 8, 7, 30, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def loaded(db) -> Context:
    context = Context(now=NOW, scale=0.02)
    load_places(context)
    share.load(context)
    return context


def test_every_unit_that_gets_orders_has_somebody_to_handle_them(loaded):
    staff = loaded.take(DemoStaff)
    for unit in staff.units:
        if unit.kind not in {UnitKind.DESK, UnitKind.OTHER}:
            assert unit.pk in staff.hands[unit.pk].unit_ids(Right.CASE_HANDLE), unit.name
    places = loaded.take(DemoPlaces)
    for place in (places.district, *places.subdistricts, *places.communities):
        assert all(actor.reaches(Right.CASE_DESK, place) for actor in staff.desks[place.pk])


def test_the_actors_of_the_past_are_those_of_the_pages(loaded):
    staff = loaded.take(DemoStaff)
    for actor in list(staff.hands.values())[::25]:
        assert queries.actor_of(Account.objects.get(pk=actor.id), TODAY) == actor


def test_posts_sit_where_their_role_may_sit(loaded):
    for post in Post.objects.select_related("place"):
        level = post.place.level if post.place else None
        assert rules.misfit_of(post.role, level=level, in_unit=post.unit_id is not None) == ""
        assert post.deputy_id is None or post.deputy_id != post.person_id


def test_a_few_posts_are_vacant_and_the_page_of_vacancies_shows_them(loaded):
    leader = queries.actor_of(Account.objects.get(sign_in_name="desk"), TODAY)
    missing = sum(one.missing for one in queries.vacancies(leader, TODAY))
    assert missing == Post.objects.filter(person=None, integration=None).count()
    assert 2 <= missing <= 6


def test_a_dozen_can_sign_in_and_nobody_else(loaded):
    found = sign_ins()
    assert [one.name for one in found] == list(WAYS_IN)
    assert {one.role for one in found} >= {Role.DISTRICT_DESK, Role.GRID_WORKER, Role.ADMINISTRATOR}
    assert all(one.start.startswith("/") and one.title for one in found)
    others = Account.objects.exclude(sign_in_name__in=WAYS_IN)
    assert others.exists()
    assert not any(account.has_usable_password() for account in others)
    assert authenticate(sign_in_name="desk", username="desk", password=PASSWORD) is not None


def test_phones_are_of_the_invented_range(loaded):
    phones = set(Person.objects.exclude(phone="").values_list("phone", flat=True))
    assert phones
    assert all(phone.startswith("1990000") and len(phone) == 11 for phone in phones)
