"""The timers delete what they must, and nothing else; referral tasks are opaque and gone at their end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver

from linli.accounts.models import Account
from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, NotFound, RuleBroken
from linli.core.outgoing.models import OutgoingMessage
from linli.needs import actions, tasks
from linli.needs.models import CareTask, Consent, Helper, Match, Need, NeedLine, NeedTotal, Referral, Served
from linli.needs.pages.referrals import TRIES
from linli.needs.rules.standing import person_of
from linli.needs.tests import make
from linli.needs.tests.make import NOW, day, fresh, later
from linli.organisation.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.world()


def test_what_ended_is_deleted_with_everything_that_hangs_on_it(world):
    world.volunteer()
    ended = world.running(world.agreed(wish="按两下门铃"))
    actions.meet(person_of(ended.pk), ended, now=NOW)
    still = world.need(name="还在等的人")
    with pytest.raises(NotAllowed):
        actions.erase_due(world.secretary, now=later(400))
    assert actions.erase_due(SYSTEM, now=later(89)).needs == 0
    assert fresh(ended.pk).wish == "按两下门铃"
    assert actions.erase_due(SYSTEM, now=later(90)).needs == 1
    for table in (Need, Served, Consent, NeedLine):
        assert table.objects.count() >= 1  # of the one that is open
    assert set(Need.objects.values_list("pk", flat=True)) == {still.pk}
    assert not Match.objects.exists() and not CareTask.objects.exists()
    assert list(Served.objects.values_list("name", flat=True)) == ["还在等的人"]
    line = AuditLine.objects.get(event="need.erased")
    assert line.subject_id == ended.pk and not line.detail
    assert "按两下门铃" not in str(list(AuditLine.objects.values_list("detail", flat=True)))
    assert "王阿姨" not in str(list(AuditLine.objects.values_list("detail", flat=True)))
    assert "送午饭" not in "".join(
        OutgoingMessage.objects.filter(kind="need.person").values_list("body", flat=True)
    )
    assert actions.count_anew() == 1 and NeedTotal.objects.get().count == 1


def test_a_need_nobody_took_up_lapses_and_goes_too(world):
    need = world.need()
    tasks.end_what_is_over.func(now=later(33))
    assert fresh(need.pk).state == "lapsed"
    tasks.erase.func(now=later(33 + 89))
    assert Need.objects.exists()
    tasks.erase.func(now=later(33 + 90))
    assert not Need.objects.exists() and not Served.objects.exists()


def test_a_helper_with_a_link_is_forgotten_after_the_last_offer(world):
    gone = world.volunteer(until=day(10))
    stays = world.volunteer("还在帮的", until=day(300))
    assert actions.erase_due(SYSTEM, now=later(99)).helpers == 0
    assert actions.erase_due(SYSTEM, now=later(102)).helpers == 1
    assert not Helper.objects.filter(pk=gone.pk).exists() and Helper.objects.filter(pk=stays.pk).exists()


def leave(world, *who, expires=30, asks="call_us"):
    office = Unit.objects.get(trade="justice")
    numbers = [make.staff_number(world.people[name]) for name in who]
    return actions.refer(
        world.justice, office, asks=asks, staff_numbers=numbers, expires_on=day(expires), now=NOW
    )


def test_a_referral_is_opened_by_its_reference_by_named_people_and_by_nobody_else(world):
    office = Unit.objects.get(trade="justice")
    for name in ("secretary", "shop", "leader"):
        with pytest.raises(NotAllowed):
            actions.refer(
                world.people[name], office, asks="call_us", staff_numbers=["x"], expires_on=day(9), now=NOW
            )
    for wrong in ({"expires": 91}, {"expires": 0}, {"asks": "watch"}):
        with pytest.raises(RuleBroken):
            leave(world, "worker", **wrong)
    with pytest.raises(RuleBroken):
        leave(world)  # for nobody
    reference = leave(world, "worker")
    told = actions.open_referral(world.worker, f" {reference[:4]}-{reference[4:].lower()}", now=NOW)
    assert (told.office, told.asks) == ("司法所", "请打电话给来函单位，按编号说")
    for name in ("secretary", "grid", "justice", "district", "leader"):
        with pytest.raises(NotFound):
            actions.open_referral(world.people[name], reference, now=NOW)
    with pytest.raises(NotFound):
        actions.open_referral(world.worker, "A" * 12, now=NOW)
    with pytest.raises(NotFound):
        actions.open_referral(world.worker, reference, now=later(31))
    row = Referral.objects.get()
    assert reference not in row.digest and reference not in str(list(AuditLine.objects.values()))
    names = {field.name for field in Referral._meta.get_fields()}
    assert names == {"id", "digest", "office", "asks", "expires_on", "readers"}  # no person, place or words


def test_referrals_are_deleted_when_done_and_when_they_expire(world):
    done, left = leave(world, "worker"), leave(world, "worker", "grid", expires=5)
    with pytest.raises(NotFound):
        actions.finish_referral(world.grid, done, now=NOW)
    actions.finish_referral(world.worker, done, now=NOW)
    assert actions.erase_expired_referrals(later(5)) == 0
    tasks.erase.func(now=later(6))
    assert not Referral.objects.exists()
    with pytest.raises(NotFound):
        actions.open_referral(world.worker, left, now=NOW)


def test_there_is_no_list_and_no_search_of_referrals_and_guessing_is_slow(world):
    names = {str(key) for key in get_resolver().reverse_dict} | {
        name for name in get_resolver("linli.needs.urls").reverse_dict if isinstance(name, str)
    }
    about = {name for name in names if "refer" in name}
    assert about == {"referrals", "referral_finish", "refer"}
    reference = leave(world, "worker")
    me = Client()
    me.force_login(Account.objects.get(pk=world.worker.id))
    page = me.get("/needs/referrals/").content.decode()
    assert reference not in page and "司法所的" not in page
    assert "来函单位" not in page
    TRIES.forget()
    answers = [me.post("/needs/referrals/", {"reference": "WRONG"}).status_code for _try in range(8)]
    assert answers[:6] == [422] * 6 and answers[6:] == [429] * 2
    TRIES.forget()


def test_an_office_leaves_a_task_and_reads_the_reference_once(world):
    hand = Client()
    hand.force_login(Account.objects.get(pk=world.justice.id))
    typed = {"asks": "call_us", "staff": make.staff_number(world.worker)}
    soon = {"expires_on": (make.timezone.localdate() + timedelta(days=20)).isoformat()}
    assert hand.post("/needs/referrals/new/", typed).status_code == 422
    assert hand.post("/needs/referrals/new/", typed | soon | {"staff": "张三，糖尿病"}).status_code == 422
    made = hand.post("/needs/referrals/new/", typed | soon).content.decode()
    assert "编号只显示这一次" in made and Referral.objects.count() == 1
    other = Client()
    other.force_login(Account.objects.get(pk=world.shop.id))
    assert other.get("/needs/referrals/new/").status_code == 403
