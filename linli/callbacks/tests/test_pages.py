"""The list and the sheet through the browser: what is shown, what is kept, what it costs."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.callbacks.actions import drawing
from linli.callbacks.models import CallBack, PlanRule
from linli.callbacks.queries import plans
from linli.callbacks.terms import CallState
from linli.callbacks.tests.make import Town
from linli.cases.models import Case, Rating
from linli.cases.terms import State
from linli.organisation.terms import Role
from linli.organisation.tests import make


@pytest.fixture
def town(db) -> Town:
    made = Town()
    PlanRule.objects.create(
        pack=made.pack, share=1.0, minimum=0, unsatisfied=True, wait_days=0, after="closing", tries=3,
        opens=time.min, closes=time.max,
    )  # fmt: skip
    plans._read.cache_clear()
    return made


def waiting(town: Town, n: int = 1, square: int = 0) -> list[CallBack]:
    start = timezone.now() - timedelta(days=10)
    done = [town.silent(at=start + timedelta(minutes=i), square=square) for i in range(n)]
    drawing.follow_cases([case.pk for case in done], now=timezone.now())
    return list(CallBack.objects.filter(case__in=done).order_by("due_at", "pk"))


def desk(town: Town, role: Role = Role.SUBDISTRICT_DESK, place=None) -> Client:
    client = Client()
    client.force_login(make.staff(role, place=place or town.where.subdistricts[0]))
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_a_desk_sees_its_own_list_and_an_elsewhere_is_not_there(town):
    (here,), (elsewhere,) = waiting(town), waiting(town, square=3)
    client = desk(town)
    page = text(client.get("/callbacks/"))
    assert f"/callbacks/{here.pk}/" in page and f"/callbacks/{elsewhere.pk}/" not in page
    assert client.get(f"/callbacks/{elsewhere.pk}/").status_code == 404
    assert client.get(f"/callbacks/{10**9}/").status_code == 404
    whole = desk(town, Role.DISTRICT_DESK, town.where.district)
    assert f"/callbacks/{elsewhere.pk}/" in text(whole.get("/callbacks/"))
    assert "现在可以回访 1 位" in text(client.get("/callbacks/badge/"))
    assert desk(town, Role.SUBDISTRICT_LEADER).get("/callbacks/").status_code == 403


def test_the_sheet_shows_no_number_until_it_is_asked_for(town):
    (row,) = waiting(town)
    client = desk(town)
    sheet = text(client.get(f"/callbacks/{row.pk}/"))
    assert "修好了" in sheet and "13800001234" not in sheet and "三个问题" in sheet
    assert "13800001234" in text(client.post(f"/callbacks/{row.pk}/number/"))
    readings = text(Client().get(f"/m/{row.case.key}/readings/"))
    assert "电话回访" in readings, "the caller sees who read it and what for"


def test_an_answer_is_kept_when_it_lacks_something_and_leads_on_when_not(town):
    (row,) = waiting(town)
    client, address = desk(town), f"/callbacks/{row.pk}/answer/"
    lacking = client.post(address, {"version": row.version, "satisfaction": "mostly", "words": "还行吧"})
    assert lacking.status_code == 422 and "还行吧" in text(lacking)
    silent = client.post(address, {"version": row.version, "solved": "no"})
    assert silent.status_code == 422 and not Rating.objects.exists()
    stale = client.post(address, {"version": row.version + 7, "solved": "no", "words": "漏水"})
    assert stale.status_code == 409 and "漏水" in text(stale)
    given = {
        "version": row.version,
        "contacted": "no",
        "solved": "no",
        "reason": "half_done",
        "words": "漏水",
    }
    assert client.post(address, given).headers["Location"] == "/callbacks/"
    case = Case.objects.get(pk=row.case_id)
    assert case.state == State.IN_HAND and case.steps.latest("pk").note == "只处理了一部分；漏水"
    done = client.get(f"/callbacks/{row.pk}/")
    assert "没有人联系" in text(done) and "不用再打" in text(done)
    again = client.post(address, given)
    assert again.status_code == 409


def test_partly_solved_sends_the_rest_back(town):
    (row,) = waiting(town)
    said = {"version": row.version, "solved": "part", "words": "还有一盏不亮", "satisfaction": "mostly"}
    assert desk(town).post(f"/callbacks/{row.pk}/answer/", said).status_code == 302
    rating = Rating.objects.get()
    assert (rating.solved, rating.partly, rating.asked_by) == (False, True, "phone")
    assert Case.objects.get(pk=row.case_id).state == State.IN_HAND


def test_a_try_moves_the_row_down_the_list(town):
    first, second = waiting(town, 2)
    client = desk(town)
    address = f"/callbacks/{first.pk}/attempt/"
    assert client.post(address, {"version": first.version}).status_code == 422
    assert client.post(address, {"version": first.version, "attempt": "not_reached"}).status_code == 302
    page = text(client.get("/callbacks/"))
    assert page.index(f"/callbacks/{second.pk}/") < page.index(f"/callbacks/{first.pk}/")
    refused = client.post(address, {"version": first.version + 1, "attempt": "refused"})
    assert refused.status_code == 302
    assert CallBack.objects.get(pk=first.pk).state == CallState.REFUSED
    assert f"/callbacks/{first.pk}/" in text(client.get("/callbacks/?view=refused"))
    assert client.post(address, {"version": 9, "attempt": "refused"}).status_code == 409


def test_the_list_costs_the_same_for_fifty(town, django_assert_max_num_queries):
    waiting(town, 30)
    client = desk(town)
    client.get("/callbacks/")
    with django_assert_max_num_queries(7):
        assert text(client.get("/callbacks/")).count("row-item") == 30


def test_the_board_of_a_place_shows_three_shares(town):
    waiting(town)
    client = desk(town, Role.DISTRICT_LEADER, town.where.district)
    place = town.where.district.pk
    glance = text(client.get(f"/callbacks/shares/{place}/glance/?days=30"))
    assert all(word in glance for word in ("响应率", "解决率", "满意率", "样本不足"))
    assert f"/callbacks/shares/{place}/glance/" in text(client.get("/cockpit/"))
