"""Every step of a need: the yes and its noes, who hears of it, what is forgotten."""

import pytest

from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import BadStep, NotAllowed, RuleBroken, Stale
from linli.core.outgoing.models import OutgoingMessage
from linli.core.tasks import run_all
from linli.needs import actions, tasks
from linli.needs.models import CareTask, Consent, Match, Need
from linli.needs.rules.standing import helper_of, person_of
from linli.needs.tests import make
from linli.needs.tests.make import NOW, day, fresh, later, match, task
from linli.organisation.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.world()


def events(prefix: str = "need.") -> list[str]:
    return list(
        AuditLine.objects.filter(event__startswith=prefix).order_by("id").values_list("event", flat=True)
    )


def test_raising_and_its_noes(world):
    elsewhere = world.order(spot=None)
    wrong = {
        "name_needed": world.order(name=" "),
        "phone_needed": world.order(phone=""),
        "phone_form": world.order(phone="123"),
        "consent_needed": world.order(consented=False),
        "end_needed": world.order(ends_on=None),
        "end_before_start": world.order(ends_on=day(1)),
        "end_too_far": world.order(ends_on=day(3 + 90)),
        "start_unknown": world.order(starts_on=day(-1)),
        "option_unknown": world.order(options=["别的"]),
        "says_cause": world.order(wish="糖 尿 病，少放糖"),
        "kind_unknown": world.order(kind="loan"),
        "proxy_needed": world.order(relation="parent"),
        "place_needed": elsewhere,
    }
    for code, order in wrong.items():
        with pytest.raises(RuleBroken) as fault:
            actions.raise_need(PUBLIC, order, source="resident", now=NOW)
        assert fault.value.code == code and fault.value.fields
    assert not Need.objects.exists() and not events()

    raised = world.raised(wish="米饭软一点", options=["不放辣"], intake_key="k")
    assert raised == world.raised(intake_key="k")
    need = fresh(raised.need_id)
    assert (need.state, need.community, need.rhythm) == ("raised", world.where.communities[0], "weekly")
    assert raised.pin == "1234" and need.served.door == "2单元301"
    assert events() == ["need.raise"]
    run_all(NOW)
    assert tasks.tell_the_desk.name
    assert Notice.objects.filter(url=f"/needs/{need.pk}/").count() == 2  # secretary and worker


def test_who_may_write_one_down_for_others(world):
    for who, source in (("grid", "counter"), ("street", "counter"), ("other_community", "counter"),
                        ("other_community", "visit"), ("leader", "partner")):  # fmt: skip
        with pytest.raises(NotAllowed):
            world.raised(by=world.people[who], source=source)
    assert world.need(by=world.worker, source="counter", phone="").source == "counter"
    assert world.need(by=world.grid, source="visit", phone="", how="in_person").source == "visit"
    assert world.need(by=world.shop, source="partner").source == "partner"


def test_a_proxys_word_is_not_yet_the_persons(world):
    need = world.need(relation="parent", proxy_name="小王", proxy_phone="13900001111")
    with pytest.raises(RuleBroken, match="consent_not_confirmed"):
        actions.agree(world.secretary, need, now=NOW)
    for who in ("other_community", "street", "grid"):
        with pytest.raises(NotAllowed):
            actions.confirm_consent(world.people[who], need, how="phone", now=NOW)
    with pytest.raises(RuleBroken, match="how_unknown"):
        actions.confirm_consent(world.secretary, need, how="online", now=NOW)
    actions.confirm_consent(world.secretary, need, how="phone", now=NOW)
    with pytest.raises(BadStep):
        actions.confirm_consent(world.secretary, need, how="phone", now=NOW)
    actions.agree(world.secretary, need, now=NOW)
    assert fresh(need.pk).state == "agreed"
    assert "need.consent_confirmed" in events()


def test_a_guardians_paper_is_looked_at(world):
    need = world.need(relation="ward", proxy_name="老赵")
    assert need.consents.get().by == "guardian"
    with pytest.raises(RuleBroken, match="consent_not_confirmed"):
        actions.agree(world.secretary, need, now=NOW)


def test_only_the_desk_of_the_community_decides(world):
    need = world.need()
    for who in ("other_community", "street", "district", "leader", "grid", "grid_leader", "shop"):
        with pytest.raises(NotAllowed):
            actions.agree(world.people[who], need, now=NOW)
    same = fresh(need.pk)
    actions.agree(world.secretary, need, now=NOW)
    with pytest.raises(Stale):
        actions.agree(world.worker, same, now=NOW)
    with pytest.raises(BadStep):
        actions.agree(world.worker, fresh(need.pk), now=NOW)
    said = OutgoingMessage.objects.get(kind="need.person")
    assert need.kind.name not in said.body and f"/n/{need.key}/" in said.body


def test_a_no_names_another_way_and_forgets_the_person(world):
    need = world.need(wish="米饭软一点")
    with pytest.raises(RuleBroken, match="reason_needed"):
        actions.decline(world.secretary, need, why="because", now=NOW)
    with pytest.raises(RuleBroken, match="instead_needed"):
        actions.decline(world.secretary, need, why="nobody", now=NOW)
    with pytest.raises(RuleBroken, match="says_cause"):
        actions.decline(world.secretary, need, why="nobody", instead="低保户找民政", now=NOW)
    actions.decline(world.secretary, need, why="elsewhere", instead="街道食堂 0999-0000001", now=NOW)
    after = fresh(need.pk)
    assert (after.state, after.instead, after.wish) == ("declined", "街道食堂 0999-0000001", "")
    assert (after.served.name, after.served.phone, after.served.door) == ("", "", "")


def test_one_helper_after_the_other_is_asked_and_both_say_yes(world):
    near, far = world.volunteer("近"), world.volunteer("远", square=1)
    need = world.agreed()
    ids = [make.resource(near).pk, make.resource(far).pk]
    for who in ("other_community", "street", "grid"):
        with pytest.raises(NotAllowed):
            actions.ask_helpers(world.people[who], need, ids, now=NOW)
    for wrong, code in (
        ([], "helpers_needed"),
        ([*ids, 5, 6], "helpers_needed"),
        ([10**9], "helper_does_not_fit"),
    ):
        with pytest.raises(RuleBroken, match=code):
            actions.ask_helpers(world.secretary, need, wrong, now=NOW)
    actions.ask_helpers(world.secretary, need, ids, now=NOW)
    first = match(need)
    assert (first.helper, fresh(need.pk).state) == (near, "matched")
    assert first.reasons[0].startswith("相距约") and any("周二上午" in reason for reason in first.reasons)

    with pytest.raises(NotAllowed):
        actions.answer_match(helper_of(far.pk), first, yes=True, now=NOW)
    with pytest.raises(RuleBroken, match="reason_needed"):
        actions.answer_match(helper_of(near.pk), first, yes=False, now=NOW)
    actions.answer_match(helper_of(near.pk), first, yes=False, why="time", now=NOW)
    second = match(need)
    assert (second.helper, second.state) == (far, "asked")  # a refusal leads to the next

    with pytest.raises(BadStep):
        actions.choose(person_of(need.pk), second, yes=True, now=NOW)  # nobody said yes yet
    actions.answer_match(helper_of(far.pk), second, yes=True, now=NOW)
    with pytest.raises(NotAllowed):
        actions.choose(person_of(need.pk + 1), match(need), yes=True, now=NOW)
    with pytest.raises(NotAllowed):
        actions.choose(helper_of(far.pk), match(need), yes=True, now=NOW)
    actions.choose(person_of(need.pk), match(need), yes=True, now=NOW)
    after = fresh(need.pk)
    assert (after.state, after.helper) == ("running", far)
    assert [one.on.weekday() for one in after.tasks.all()] == [1] * 4  # Tuesdays, four weeks ahead


def test_the_person_may_rather_have_somebody_else_and_is_not_asked_why(world):
    only = world.volunteer()
    accepted = world.accepted()
    actions.choose(person_of(accepted.need_id), accepted, yes=False, now=NOW)
    need = fresh(accepted.need_id)
    assert need.state == "agreed" and need.matches.get().state == "unwanted"
    assert Notice.objects.filter(text__contains="这次都不行").exists()
    assert only.pk not in [one.resource.helper_id for one in actions.matching.candidates(need)]


def test_stopping_works_from_every_open_state_and_blanks_at_once(world):
    world.volunteer()
    world.volunteer("又一位", kind="meal")
    for get in (
        world.need,
        world.agreed,
        lambda: world.asked().need,
        lambda: world.accepted().need,
        world.running,
    ):
        need = fresh(get().pk)
        with pytest.raises(NotAllowed):
            actions.stop(helper_of(1), need, now=NOW)
        with pytest.raises(NotAllowed):
            actions.stop(world.street, fresh(need.pk), now=NOW)
        actions.stop(person_of(need.pk), fresh(need.pk), now=NOW)
        after = fresh(need.pk)
        assert (after.state, after.wish, after.building, after.lon) == ("stopped", "", None, None)
        assert (after.served.name, after.served.phone, after.served.door) == ("", "", "")
        assert after.consents.filter(withdrawn_at=None).count() == 0
        assert not after.tasks.filter(state="planned").exists()
        assert not Match.objects.filter(need=after, state__in=["asked", "accepted", "agreed"]).exists()
        with pytest.raises(BadStep):
            actions.stop(person_of(need.pk), after, now=NOW)


def test_tasks_are_done_not_possible_or_moved_and_nobody_clocks_in(world):
    world.volunteer()
    need = world.running()
    helper, first = helper_of(need.helper_id), task(need)
    with pytest.raises(RuleBroken, match="day_not_yet"):
        actions.task_done(helper, first, now=NOW)
    with pytest.raises(NotAllowed):
        actions.task_done(helper_of(10**6), first, now=later(5))
    actions.task_done(helper, first, now=later(5))
    with pytest.raises(BadStep):
        actions.task_done(helper, first, now=later(5))
    second, third = task(need, 1), task(need, 2)
    with pytest.raises(RuleBroken, match="reason_needed"):
        actions.task_not_possible(helper, second, reason="tired", now=later(12))
    actions.task_not_possible(helper, second, reason="nobody_home", now=later(12))
    assert Notice.objects.filter(text__contains="敲门没人应").exists()
    for to, code in ((day(1), "day_outside"), (day(40), "day_outside"), (task(need, 3).on, "day_taken")):
        with pytest.raises(RuleBroken, match=code):
            actions.move_task(helper, third, to=to, part=0, now=later(12))
    moved = actions.move_task(helper, third, to=day(20), part=1, now=later(12))
    assert (CareTask.objects.get(pk=third.pk).state, moved.on) == ("moved", day(20))
    fields = {field.name for field in CareTask._meta.get_fields()}
    assert not {name for name in fields if "_at" in name or name in {"lon", "lat"}}  # no moment, no point


def test_the_person_says_that_nobody_came(world):
    world.volunteer()
    need = world.running()
    with pytest.raises(BadStep):
        actions.tell_missed(person_of(need.pk), task(need), now=NOW)
    with pytest.raises(NotAllowed):
        actions.tell_missed(helper_of(need.helper_id), task(need), now=later(5))
    actions.tell_missed(person_of(need.pk), task(need), now=later(5))
    assert task(need).missed and Notice.objects.filter(text__contains="没有来").exists()


def test_what_is_wanted_once_is_met_when_it_is_done(world):
    world.volunteer(kind="lamp", skills=["electric"])
    need = world.running(world.agreed(kind="lamp"))
    assert need.tasks.count() == 1
    actions.task_done(helper_of(need.helper_id), task(need), now=later(5))
    assert fresh(need.pk).state == "met"


def test_a_helper_leaves_and_the_need_stays(world):
    world.volunteer("甲")
    world.volunteer("乙")
    need = world.running()
    with pytest.raises(NotAllowed):
        actions.release(helper_of(10**6), need, now=NOW)
    actions.release(helper_of(need.helper_id), fresh(need.pk), now=NOW)
    after = fresh(need.pk)
    assert (after.state, after.helper) == ("agreed", None)
    again = world.running(after)
    assert again.state == "running" and again.tasks.filter(state="planned").count() == 4


def test_renewing_takes_a_fresh_yes_and_only_near_the_end(world):
    world.volunteer()
    need = world.running()
    yes = {"ends_on": day(60), "consented": True, "how": "online"}
    with pytest.raises(RuleBroken, match="renew_too_early"):
        actions.renew(person_of(need.pk), need, **yes, now=NOW)
    with pytest.raises(NotAllowed):
        actions.renew(helper_of(need.helper_id), need, **yes, now=later(25))
    for changes, code in (
        ({"consented": False}, "consent_needed"),
        ({"ends_on": day(30)}, "end_unknown"),
        ({"ends_on": day(25 + 90)}, "end_unknown"),
        ({"ends_on": None}, "end_unknown"),
    ):
        with pytest.raises(RuleBroken, match=code):
            actions.renew(person_of(need.pk), need, **(yes | changes), now=later(25))
    with pytest.raises(RuleBroken, match="how_unknown"):  # the desk heard it somehow
        actions.renew(world.secretary, need, **yes, now=later(25))
    actions.renew(person_of(need.pk), need, **yes, now=later(25))
    assert fresh(need.pk).ends_on == day(60) and Consent.objects.filter(need=need).count() == 2
    assert fresh(need.pk).tasks.filter(on__gt=day(32)).exists()


def test_reminded_once_then_it_ends_by_itself(world):
    world.volunteer()
    need, waiting = world.running(), world.need(name="别人")
    assert actions.remind_endings(NOW) == 0
    assert actions.remind_endings(later(20)) == 1
    assert actions.remind_endings(later(21)) == 0
    assert OutgoingMessage.objects.filter(key__contains="ending").count() == 1
    assert actions.lapse_due(later(32)) == 0  # the last day still counts
    assert actions.lapse_due(later(33)) == 2
    assert {fresh(need.pk).state, fresh(waiting.pk).state} == {"lapsed"}
    assert fresh(need.pk).delete_on == day(33 + 90)


def test_plans_grow_night_by_night_and_never_past_the_end(world):
    world.volunteer()
    need = world.running(world.agreed(ends_on=day(60)))
    before = need.tasks.count()
    assert actions.extend_plans(later(3)) == 0
    assert actions.extend_plans(later(14)) == 1
    assert need.tasks.count() > before and need.tasks.latest("on").on <= day(60)


def test_contact_is_read_with_a_purpose_by_the_desk_and_the_named_helper(world):
    helper, other = world.volunteer("甲"), world.volunteer("乙", square=1)
    need = world.running()
    assert need.helper == helper
    for actor in (helper_of(other.pk), world.street, world.other_community, world.grid, PUBLIC, SYSTEM):
        with pytest.raises(NotAllowed):
            actions.read_contact(actor, need, purpose="约时间", now=NOW)
    with pytest.raises(RuleBroken, match="purpose_needed"):
        actions.read_contact(world.secretary, need, purpose=" ", now=NOW)
    assert actions.read_contact(world.secretary, need, purpose="约时间", now=NOW).phone == "13800001234"
    assert actions.read_contact(helper_of(helper.pk), need, purpose="上门", now=NOW).door == "2单元301"
    assert events("need.contact_read") == ["need.contact_read"] * 2
    actions.meet(person_of(need.pk), need, now=NOW)
    with pytest.raises(NotAllowed):
        actions.read_contact(helper_of(helper.pk), fresh(need.pk), purpose="再看看", now=NOW)


def test_code_and_digits_open_it_and_guessing_is_stopped(world):
    raised = world.raised()
    for _try in range(5):
        with pytest.raises(RuleBroken, match="code_or_pin"):
            actions.prove_person(raised.code, "0000", now=NOW)
    with pytest.raises(Exception, match="pin_locked"):
        actions.prove_person(raised.code, raised.pin, now=NOW)
    assert actions.prove_person(raised.code, raised.pin, now=later(1)).pk == raised.need_id
