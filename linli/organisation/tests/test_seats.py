"""Rights come from posts of today, from deputies on the day, and go when the post goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.core.actors import PUBLIC, SYSTEM, Right
from linli.organisation import actions, queries, rules
from linli.organisation.models import Person, Post
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY
DAY = timedelta(days=1)


def test_seats_are_those_of_posts_valid_on_the_day():
    tree = make.district()
    holder = make.person("网格员甲")
    make.post(
        Role.GRID_WORKER, place=tree.grids[0], person=holder, valid_from=TODAY, valid_to=TODAY + 2 * DAY
    )
    grid = {day: len(queries.actor_of(holder.account, TODAY + day * DAY).seats) for day in (-1, 0, 1, 2)}
    assert grid == {-1: 0, 0: 1, 1: 1, 2: 0}


def test_the_deputy_acts_on_the_days_of_absence_and_only_then():
    tree = make.district()
    holder, deputy = make.person("甲"), make.person("乙")
    post = make.post(Role.COMMUNITY_SECRETARY, place=tree.communities[0], person=holder, deputy=deputy)
    make.absence(holder, TODAY, TODAY + DAY)
    acting = {day: queries.actor_of(deputy.account, TODAY + day * DAY).seats for day in (-1, 0, 1, 2)}
    assert [len(seats) for seats in acting.values()] == [0, 1, 1, 0]
    assert acting[0][0].post_id == post.pk
    assert acting[0][0].title == "社区书记（代）"
    assert Right.CASE_DESK in acting[0][0].rights
    assert queries.actor_of(holder.account, TODAY).seats[0].title == "社区书记"


def test_units_that_closed_people_who_left_and_closed_accounts_give_no_seats():
    team = make.unit()
    account = make.staff(Role.UNIT_LEAD, unit=team)
    assert queries.actor_of(account, TODAY).unit_ids(Right.CASE_HANDLE) == {team.pk}
    team.active = False
    team.save()
    assert queries.actor_of(account, TODAY).seats == ()
    account.is_active = False
    assert queries.actor_of(account, TODAY) == PUBLIC


def test_an_actor_costs_one_query_whatever_the_posts(django_assert_num_queries):
    tree = make.district()
    holder = make.person()
    for grid in tree.grids:
        make.post(Role.GRID_WORKER, place=grid, person=holder)
    make.post(Role.UNIT_HANDLER, unit=make.unit(place=tree.grids[0]), person=holder)
    with django_assert_num_queries(1):
        assert len(queries.actor_of(holder.account, TODAY).seats) == 5


@pytest.fixture
def desk(client):
    """A community secretary, signed in, and the post behind the rights."""
    tree = make.district()
    account = make.staff(Role.COMMUNITY_SECRETARY, place=tree.communities[0])
    client.post("/sign-in/", {"name": account.sign_in_name, "password": make.PASSWORD})
    assert client.get("/organisation/").status_code == 200
    return client, Post.objects.get(), tree


def test_a_right_is_gone_with_the_next_request_after_the_post_ended(desk):
    client, post, _tree = desk
    now = timezone.now()
    actions.end_post(SYSTEM, post, on=timezone.localdate(now), now=now)
    assert client.get("/organisation/").status_code == 403


def test_a_right_is_gone_when_the_day_comes_without_anybody_doing_anything(desk, monkeypatch):
    client, post, _tree = desk
    now = timezone.now()
    tomorrow = timezone.localdate(now) + DAY
    actions.end_post(SYSTEM, post, on=tomorrow, now=now)
    assert client.get("/organisation/").status_code == 200
    monkeypatch.setattr(timezone, "localdate", lambda *_args: tomorrow)
    assert client.get("/organisation/").status_code == 403


def test_a_right_is_gone_with_the_unit_with_the_person_and_back_with_the_holder(client):
    tree = make.district()
    office = make.unit("社区办", place=tree.communities[0])
    account = make.staff(Role.COMMUNITY_SECRETARY, place=tree.communities[0], unit=office)
    client.post("/sign-in/", {"name": account.sign_in_name, "password": make.PASSWORD})
    assert client.get("/organisation/").status_code == 200
    actions.close_unit(SYSTEM, office, now=timezone.now())
    assert client.get("/organisation/").status_code == 403

    deputy, holder = make.person(), Person.objects.get(account=account)
    make.post(Role.GRID_LEADER, place=tree.grids[0], person=holder, deputy=deputy)
    client.post("/sign-out/")
    client.post("/sign-in/", {"name": deputy.account.sign_in_name, "password": make.PASSWORD})
    assert client.get("/organisation/").status_code == 403
    today = timezone.localdate()
    away = actions.set_absence(SYSTEM, holder, starts_on=today, ends_on=today + DAY, now=timezone.now())
    assert client.get("/organisation/").status_code == 200
    actions.end_absence(SYSTEM, away, now=timezone.now())
    assert client.get("/organisation/").status_code == 403


def test_a_role_may_ask_for_a_second_factor(client, desk):
    client, _post, _tree = desk
    actions.require_second_factor(SYSTEM, Role.COMMUNITY_SECRETARY, True, now=timezone.now())
    client.post("/account/sessions/0/end/")
    from_cache = client.get("/organisation/")
    assert from_cache.status_code in {200, 302}  # half a minute is the promise
    account = Person.objects.get().account
    account.rights_stamp = "another"
    account.save()
    asked = client.get("/organisation/?at=1")
    assert asked.headers["Location"] == "/account/second-factor/?next=%2Forganisation%2F%3Fat%3D1"
    assert client.get("/account/second-factor/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.GRID_WORKER, "cases:today"),
        (Role.SUBDISTRICT_DESK, "cases:queue"),
        (Role.UNIT_HANDLER, "cases:queue"),
        (Role.DISTRICT_LEADER, "cockpit:home"),
        (Role.ADMINISTRATOR, "organisation:units"),
    ],
)
def test_everybody_starts_on_the_page_that_fits(role, name):
    tree = make.district()
    where = {"unit": make.unit()} if role == Role.UNIT_HANDLER else {"place": tree.district}
    assert rules.faces_of(make.actor(role, **where))[0] == name
