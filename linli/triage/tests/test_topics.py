"""Hot topics over cases: found, kept, scoped, public only in tens; problems that come back."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from linli.cases.models import Category
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.triage.actions import topics as actions
from linli.triage.models import Recurring, Topic, TopicCase, TopicPlace
from linli.triage.terms import Course

NOW = cases.NOW
LEAK = "地下车库一下雨就漏水，水漫到脚脖子"


@pytest.fixture
def where(db) -> make.District:
    cases.pack()
    return make.district()


def told(where: make.District, number: int, text: str = LEAK, *, days: int = 1, **fields: object) -> None:
    for _ in range(number):
        cases.case(where, text=text, received_at=NOW - timedelta(days=days), **fields)


def test_a_topic_has_a_name_a_count_and_a_course(where):
    told(where, 6)
    told(where, 3, days=20)
    told(where, 4, text="广场舞音响太响睡不着")
    assert actions.find_topics(now=NOW) == 1
    topic = Topic.objects.get()
    assert (topic.cases, topic.before, topic.category_code) == (6, 3, "public.lamp")
    assert "漏水" in topic.words or "车库" in topic.words
    whole = TopicPlace.objects.get(place=None)
    assert (whole.cases, whole.before, whole.course) == (6, 3, Course.GROWING)
    assert {row.level for row in topic.places.all()} == {"", "subdistrict", "community", "grid"}


def test_a_topic_keeps_its_key_and_ends(where):
    told(where, 6)
    actions.find_topics(now=NOW)
    key, since = Topic.objects.values_list("pk", "found_at").get()
    told(where, 3, days=0)
    actions.find_topics(now=NOW + timedelta(hours=1))
    assert Topic.objects.values_list("pk", "found_at").get() == (key, since)
    assert TopicCase.objects.filter(topic=key).count() == 9
    actions.find_topics(now=NOW + timedelta(days=40))
    assert not Topic.objects.exists() and not TopicPlace.objects.exists()


@pytest.mark.parametrize("fields", [{"confidential": True}, {"state": State.DECLINED}, {"days": 40}])
def test_what_is_no_part_of_a_topic(where, fields):
    told(where, 8, **fields)
    assert actions.find_topics(now=NOW) == 0


def test_a_way_of_speaking_is_no_topic(where):
    for code in ("lamp", "noise", "rubbish"):
        about = Category.objects.get(code=f"public.{code}")
        told(where, 3, text="我不太会打字说得不好请见谅", category=about)
    assert actions.find_topics(now=NOW) == 0


def client_of(client, role: Role, **fields: object):
    client.force_login(make.staff(role, **fields))
    return client


def test_each_sees_the_topics_of_his_places(client, where, django_assert_max_num_queries):
    told(where, 6)
    actions.find_topics(now=NOW)
    topic = Topic.objects.get()
    ours = client_of(client, Role.SUBDISTRICT_DESK, place=where.subdistricts[0])
    with django_assert_max_num_queries(14):
        page = ours.get(reverse("triage:topics")).content.decode()
    assert "路灯" in page and reverse("triage:topic", args=[topic.pk]) in page
    with django_assert_max_num_queries(14):
        page = ours.get(reverse("triage:topic", args=[topic.pk])).content.decode()
    assert page.count(LEAK[:10]) == 6 and "全区" not in page
    assert ours.get(f"{reverse('triage:topics')}?place={where.subdistricts[1].pk}").status_code == 404
    theirs = client_of(client, Role.SUBDISTRICT_LEADER, place=where.subdistricts[1])
    assert (
        reverse("triage:topic", args=[topic.pk]) not in theirs.get(reverse("triage:topics")).content.decode()
    )
    assert theirs.get(reverse("triage:topic", args=[topic.pk])).status_code == 404


def test_the_public_sees_tens_and_nobodys_words(client, where):
    told(where, 9)
    actions.find_topics(now=NOW)
    assert "路灯" not in client.get(reverse("triage:open_topics")).content.decode()
    told(where, 3)
    actions.find_topics(now=NOW)
    page = client.get(reverse("triage:open_topics")).content.decode()
    assert "路灯" in page and "12" in page and "书声社区" in page
    assert "漏水" not in page and "网格" not in page.replace("网格员", "")


def test_a_problem_that_comes_back_may_become_the_topic_of_a_month(client, where):
    about = Category.objects.get(code="public.rubbish")
    for month in (1, 2, 4):
        for day in range(6):
            at = datetime(2026, month, 10 + day, tzinfo=NOW.tzinfo)
            cases.case(where, category=about, state=State.CLOSED, received_at=at)
    told(where, 9, days=40)
    assert actions.find_recurring(now=NOW) == 1
    problem = Recurring.objects.get()
    assert (problem.months, problem.cases, problem.community) == (3, 18, where.communities[0])
    assert problem.monthly[-2:] == [["2026-04", 6], ["2026-05", 0]]
    desk = client_of(client, Role.COMMUNITY_SECRETARY, place=where.communities[0])
    assert "垃圾" in desk.get(reverse("triage:topics")).content.decode()
    desk.post(reverse("triage:choose", args=[problem.pk]), {"month": "2026-06"})
    actions.find_recurring(now=NOW)
    problem = Recurring.objects.get()
    assert problem.chosen_for == "2026-06"
    assert AuditLine.objects.get().event == "triage.topic_chosen"
    with pytest.raises(NotAllowed):
        actions.choose_recurring(PUBLIC, problem, month="", now=NOW)
    elsewhere = make.actor(Role.COMMUNITY_SECRETARY, place=where.communities[2])
    with pytest.raises(NotAllowed):
        actions.choose_recurring(elsewhere, problem, month="", now=NOW)
    ours = make.actor(Role.COMMUNITY_SECRETARY, place=where.communities[0])
    with pytest.raises(RuleBroken):
        actions.choose_recurring(ours, problem, month="2026-13", now=NOW)
    assert actions.choose_recurring(ours, problem, month="", now=NOW).chosen_for == ""
