"""Further units for a whistle that sounds, the numbers of the days before, and what sounds in a place."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases.terms import State as CaseState
from linli.cases.tests import make as cases
from linli.core.audit import lines_about
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.organisation.models import Notice
from linli.organisation.terms import UnitKind
from linli.organisation.tests import make as units
from linli.whistles import actions
from linli.whistles.models import Call, Whistle
from linli.whistles.terms import CallState
from linli.whistles.tests import make
from linli.whistles.tests.test_actions import fresh
from linli.whistles.tests.test_pages import client, text

pytestmark = pytest.mark.django_db
NOW = make.NOW
LATER = NOW + timedelta(days=1)


@pytest.fixture
def world():
    return make.world()


def test_whoever_blew_calls_others_later_and_their_limits_run_from_then(world):
    whistle = world.blow(world.city)
    first = world.call(whistle)
    calls = actions.call_more(world.street, fresh(whistle), [world.water.pk], note="挖到水管了", now=LATER)
    assert [call.unit for call in calls] == [world.water]
    second = world.call(whistle, world.water)
    assert second.blown_at == LATER and second.check_in_due_at > first.check_in_due_at
    assert world.call(whistle).check_in_due_at == first.check_in_due_at, "the first keep their limits"
    assert Notice.objects.filter(unit=world.water, text__contains="请").exists()
    assert "挖到水管了" in whistle.lines.get(step="call_more").note
    assert lines_about(whistle).filter(event="whistle.called_more").count() == 1
    assert world.case.steps.filter(step="whistle").count() == 2, "the caller reads of both"


def test_who_may_not_call_further_units_and_when(world):
    whistle = world.blow(world.city)
    more = {"note": "要水务", "now": LATER}
    for nobody in (world.secretary, world.district, world.city_hand, world.grid, world.other_street):
        with pytest.raises(NotAllowed):
            actions.call_more(nobody, fresh(whistle), [world.water.pk], **more)
    with pytest.raises(RuleBroken, match="已经叫过"):
        actions.call_more(world.street, fresh(whistle), [world.city.pk], **more)
    with pytest.raises(RuleBroken, match="从列表里选"):
        actions.call_more(world.street, fresh(whistle), [10**9], **more)
    with pytest.raises(RuleBroken, match="写一两句"):
        actions.call_more(world.street, fresh(whistle), [world.water.pk], note=" ", now=LATER)
    in_another_tab = fresh(whistle)
    actions.call_more(world.street, fresh(whistle), [world.water.pk], **more)
    third = units.unit("区城管局", place=world.where.district, kind=UnitKind.DEPARTMENT)
    with pytest.raises(Stale):
        actions.call_more(world.street, in_another_tab, [third.pk], **more)
    actions.end(world.street, fresh(whistle), "close", note="办好了", now=LATER)
    with pytest.raises(BadStep):
        actions.call_more(world.street, fresh(whistle), [third.pk], **more)
    assert Call.objects.count() == 2


def test_calling_more_on_the_page(world):
    whistle = world.blow(world.city, now=timezone.now())
    street, page = client(world, "street"), f"/whistles/{whistle.pk}/"
    assert "再叫几家来" in text(street.get(page)) and "再叫几家来" not in text(
        client(world, "city_hand").get(page)
    )
    refused = street.post(f"{page}more/", {"version": 0, "units": [world.water.pk], "note": ""})
    assert refused.status_code == 422 and "checked" in text(refused)
    sent = {"version": 0, "units": [world.water.pk], "note": "要关水阀"}
    assert street.post(f"{page}more/", sent).status_code == 302
    assert "区水务局：要关水阀" in text(street.get(page))
    third = units.unit("区城管局", place=world.where.district, kind=UnitKind.DEPARTMENT)
    late = street.post(f"{page}more/", sent | {"units": [third.pk], "note": "还要城管局"})
    assert late.status_code == 409 and "还要城管局" in text(late)
    assert client(world, "city_hand").post(f"{page}more/", sent).status_code in {403, 422}


def test_the_number_of_the_days_before_opens_its_list_too(world):
    now = timezone.now()
    for days in (10, 100, 120, 200):
        case = cases.case(world.where, state=CaseState.IN_HAND, unit=world.city, text=f"{days}天前的")
        asked = actions.Blow("hard_case", [world.city.pk], "一家办不了")
        actions.blow(world.street, case.pk, asked, now=now - timedelta(days=days))
    leader = client(world, "leader")
    page = text(leader.get("/whistles/"))
    place = world.where.subdistricts[0].pk
    for link in (f"what=blown&amp;place={place}", f"what=called&amp;unit={world.city.pk}"):
        assert f'<a href="/whistles/list/?{link}&amp;before=1">2</a>' in page
        listed = text(leader.get(f"/whistles/list/?{link}&before=1".replace("&amp;", "&")))
        assert "100天前的" in listed and "120天前的" in listed and "再往前的 90 天" in listed
        assert "10天前的" not in listed.replace("110天前的", "") and "200天前的" not in listed
        assert listed.count('class="row-item"') == 2


def test_what_sounds_in_a_place_for_pages_above(world, django_assert_max_num_queries):
    now = timezone.now()
    world.blow(world.city, world.water, kind="emergency", now=now - timedelta(hours=2))
    Call.objects.filter(unit=world.water).update(check_in_late=True)
    Call.objects.filter(unit=world.city).update(state=CallState.REFUSED, refused_at=now, refusal="不归我们")
    leader = client(world, "leader")
    glance = f"/whistles/glance/{world.where.district.pk}/"
    leader.get(glance)
    with django_assert_max_num_queries(7):
        told = text(leader.get(glance))
    assert "应急 1 · 超时没来 1 家 · 不认待定 1 家" in told
    assert "不足 10" in text(leader.get(f"{glance}?least=10")), "a hall sees no small number"
    elsewhere = text(leader.get(f"/whistles/glance/{world.where.subdistricts[1].pk}/"))
    assert "应急 0 · 超时没来 0 家" in elsewhere
    assert client(world, "other_street").get(glance).status_code == 404
    assert client(world, "city_hand").get(glance).status_code == 403
    assert Whistle.objects.count() == 1
