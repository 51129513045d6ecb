"""Pages of whistles: who sees what, the buttons of whoever looks, fragments, bounded statements."""

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Account
from linli.cases.terms import State as CaseState
from linli.cases.tests import make as cases
from linli.whistles import actions
from linli.whistles.actions import Blow
from linli.whistles.actions.reviewing import Review
from linli.whistles.models import Call, Whistle
from linli.whistles.terms import CallState, State
from linli.whistles.tests import make
from linli.whistles.tests.test_actions import fresh, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.world()


@pytest.fixture
def whistle(world):
    return world.blow(world.city, world.water, now=timezone.now())


def client(world, who):
    found = Client()
    found.force_login(Account.objects.get(pk=world.people[who].id))
    return found


def text(answer):
    return answer.content.decode()


def test_the_desk_blows_from_the_case(world):
    street = client(world, "street")
    assert 'data-key="w"' in text(
        street.get(f"/whistles/cases/{world.case.pk}/", headers={"HX-Request": "true"})
    )
    page = f"/whistles/cases/{world.case.pk}/blow/"
    assert "应急哨" in text(street.get(page)) and "30 分钟内到场" in text(street.get(page))
    refused = street.post(page, {"kind": "hard_case", "units": [world.city.pk], "reason": ""})
    assert refused.status_code == 422 and "请写一两句" in text(refused) and "checked" in text(refused)
    answer = street.post(page, {"kind": "hard_case", "units": [world.city.pk], "reason": "三次整治又回来"})
    made = Whistle.objects.get()
    assert answer.status_code == 302 and answer.url == f"/whistles/{made.pk}/"
    again = street.post(page, {"kind": "hard_case", "units": [world.city.pk], "reason": "x"})
    assert again.status_code == 422 and "上一哨还没有结" in text(again)
    panel = text(street.get(f"/whistles/cases/{world.case.pk}/", headers={"HX-Request": "true"}))
    assert "等报到" in panel and 'data-key="w"' not in panel


def test_the_grid_asks_on_the_same_page(world):
    page = f"/whistles/cases/{world.case.pk}/blow/"
    grid = client(world, "grid")
    assert "请社区吹哨" in text(grid.get(page))
    grid.post(page, {"kind": "hard_case", "units": [world.city.pk], "reason": "劝了三次"})
    made = Whistle.objects.get()
    assert made.state == State.PROPOSED
    assert "网格请我们吹" in text(client(world, "secretary").get("/whistles/mine/"))
    assert client(world, "city_hand").get(f"/whistles/{made.pk}/").status_code == 404
    client(world, "secretary").post(f"/whistles/{made.pk}/do/confirm/", {"version": made.version})
    assert client(world, "city_hand").get(f"/whistles/{made.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *(
            (who, 200)
            for who in ("street", "secretary", "grid", "district", "leader", "city_hand", "water_hand")
        ),
        *((who, 404) for who in ("other_street", "other_community")),
    ],
)
def test_who_sees_a_whistle(world, whistle, who, status):
    assert client(world, who).get(f"/whistles/{whistle.pk}/").status_code == status
    assert client(world, who).get("/whistles/999999/").status_code == 404


def test_a_department_sees_its_whistles_first_and_answers(world, whistle):
    hand = client(world, "water_hand")
    assert "1 哨叫我们" in text(hand.get("/whistles/mine/"))
    page = text(hand.get(f"/whistles/{whistle.pk}/"))
    assert world.case.text in page and "13800001234" not in page
    assert f"/desk/cases/{world.case.pk}/" not in page  # the file of the case is not theirs
    call = world.call(whistle, world.water)
    do = f"/whistles/{whistle.pk}/do/check_in/"
    assert hand.post(do, {"call": call.pk, "version": 0, "note": ""}).status_code == 422
    assert hand.post(do, {"call": 10**9, "version": 0, "note": "x"}).status_code == 404
    assert hand.post(do, {"call": world.call(whistle).pk, "version": 0, "note": "x"}).status_code == 403
    assert hand.post(do, {"call": call.pk, "version": 0, "note": "老李 下午三点"}).status_code == 302
    late = hand.post(do, {"call": call.pk, "version": 0, "note": "小王 四点"})
    assert late.status_code == 409 and "小王 四点" in text(late)
    assert "老李 下午三点" in text(client(world, "street").get(f"/whistles/{whistle.pk}/"))
    assert client(world, "grid").get("/whistles/mine/").status_code == 204


def test_what_turns_out_to_be_about_a_unit_is_hidden_from_it(world, whistle):
    world.case.about_unit = world.city
    world.case.save(update_fields=["about_unit"])
    hand = client(world, "city_hand")
    assert hand.get(f"/whistles/{whistle.pk}/").status_code == 404
    assert hand.get("/whistles/mine/").status_code == 204
    assert 'class="row-item"' not in text(hand.get("/whistles/list/?what=called"))
    assert "1 哨叫我们" in text(client(world, "water_hand").get("/whistles/mine/"))


def test_a_refusal_stands_at_the_top_of_the_districts_queue(world, whistle):
    say(world, "water_hand", whistle, "refuse", "管网已移交", unit=world.water, now=timezone.now())
    assert "1 家不认" in text(client(world, "district").get("/whistles/mine/"))
    assert "管网已移交" in text(client(world, "district").get(f"/whistles/{whistle.pk}/"))


def test_notes_and_reviews_on_the_page(world, whistle):
    street, hand = client(world, "street"), client(world, "city_hand")
    hand.post(f"/whistles/{whistle.pk}/note/", {"note": "周三九点门口见"})
    assert hand.post(f"/whistles/{whistle.pk}/note/", {"note": ""}).status_code == 422
    say(world, "city_hand", whistle, "arrive", "", now=timezone.now())
    page = text(street.get(f"/whistles/{whistle.pk}/"))
    assert "周三九点门口见" in page and "一哨一评" not in page
    street.post(f"/whistles/{whistle.pk}/do/close/", {"version": 0, "note": "办好了"})
    assert "一哨一评" in text(street.get(f"/whistles/{whistle.pk}/"))
    call = world.call(whistle)
    post = {"call": call.pk, "side": "owner", "first": 3, "words": "来得快"}
    refused = street.post(f"/whistles/{whistle.pk}/review/", post)
    assert refused.status_code == 422 and "来得快" in text(refused)
    street.post(f"/whistles/{whistle.pk}/review/", post | {"second": 2})
    assert hand.post(f"/whistles/{whistle.pk}/review/", post | {"side": "me"}).status_code == 404
    assert Call.objects.get(pk=call.pk).owner_second == 2
    assert "来得快" in text(hand.get(f"/whistles/{whistle.pk}/"))


def many(world, number):
    now = timezone.now()
    for n in range(number):
        case = cases.case(world.where, state=CaseState.IN_HAND, unit=world.city)
        units = [world.city.pk, world.water.pk]
        asked = Blow("emergency" if n % 3 == 0 else "hard_case", units, "x")
        made = actions.blow(world.street if n % 2 else world.secretary, case.pk, asked, now=now)
        if n % 4 == 0:
            say(world, "water_hand", made, "refuse", "不归我们", unit=world.water, now=now)
        if n % 5 == 0:
            say(world, "city_hand", made, "arrive", "", now=now)
            actions.end(world.street if n % 2 else world.secretary, fresh(made), "close", note="好", now=now)
            actions.review(world.city_hand, world.call(made), "unit", Review(1, 1), now=now)


def test_overuse_and_silence_are_visible_and_each_number_opens_its_list(world, django_assert_max_num_queries):
    many(world, 12)
    Call.objects.filter(state=CallState.ASKED, unit=world.water).update(check_in_late=True)
    leader = client(world, "leader")
    leader.get("/whistles/")
    with django_assert_max_num_queries(14):
        page = text(leader.get("/whistles/"))
    assert "不排名次" in page and page.index("向榆街道") < page.index("书声社区")
    silent = Call.objects.filter(state=CallState.ASKED, unit=world.water, check_in_late=True).count()
    link = f"/whistles/list/?what=silent&amp;unit={world.water.pk}"
    assert f'<a href="{link}">{silent}</a>' in page
    listed = text(leader.get(link.replace("&amp;", "&")))
    assert listed.count('class="row-item"') == silent
    needless = text(leader.get(f"/whistles/list/?what=needless&place={world.where.communities[0].pk}"))
    by_community = Call.objects.filter(unit_first=1, whistle__place=world.where.communities[0]).count()
    assert needless.count('class="row-item"') == by_community > 0
    blown = text(leader.get(f"/whistles/list/?what=blown&place={world.where.subdistricts[0].pk}"))
    assert blown.count('class="row-item"') == 6
    for wrong in ("what=praise", "what=called&unit=x", ""):
        assert leader.get(f"/whistles/list/?{wrong}").status_code == 404


def test_who_sees_which_numbers(world):
    many(world, 4)
    assert "不排名次" not in text(client(world, "city_hand").get("/whistles/"))
    other = text(client(world, "other_street").get("/whistles/"))
    assert "没有吹过哨" in other
    listed = text(client(world, "water_hand").get("/whistles/list/?what=called"))
    assert listed.count('class="row-item"') == 4  # its own calls, not the other unit's


def test_pages_cost_the_same_however_many_there_are(world, django_assert_max_num_queries):
    many(world, 9)
    hand, street = client(world, "city_hand"), client(world, "street")
    whistle = Whistle.objects.filter(state=State.OPEN, place=world.where.subdistricts[0]).first()
    for who, path, most in (
        (hand, "/whistles/mine/", 8),
        (street, "/whistles/mine/", 8),
        (street, f"/whistles/{whistle.pk}/", 12),
        (street, f"/whistles/cases/{whistle.case_id}/", 10),
        (street, "/whistles/list/?what=called", 8),
    ):
        who.get(path)
        with django_assert_max_num_queries(most):
            assert who.get(path).status_code == 200
