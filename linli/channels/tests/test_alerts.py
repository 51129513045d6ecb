"""Alerts: what strangers are told of an area, once each, and how they stop it."""

from datetime import timedelta

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.cases.terms import Kind, State
from linli.cases.tests import make as cases
from linli.channels.alerts import actions, queries, rules
from linli.channels.alerts.terms import WATCH_LASTS, WATCHES_MOST, Rhythm
from linli.channels.models import AreaEvent, Watch
from linli.core.actors import PUBLIC
from linli.core.errors import NotFound, RuleBroken, TooMany
from linli.core.outgoing.models import OutgoingMessage
from linli.core.tasks import announce, run_all
from linli.organisation.tests import make
from linli.organisation.tests.make import SIDE, SOUTH, WEST

NOW = cases.NOW
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def where(db):
    cases.pack()
    return make.district()


def watch(where, rhythm=Rhythm.NOW, *, places=None, groups=(), address="neighbour@example.cn"):
    asked = actions.ask_watch(
        PUBLIC, address, places or [where.grids[0]], groups=groups, rhythm=rhythm, now=NOW
    )
    actions.confirm_watch(PUBLIC, asked, now=NOW)
    OutgoingMessage.objects.filter(kind="watch.confirm").delete()
    asked.refresh_from_db()
    return asked


def closed(case):
    return {"case_id": case.pk, "step": "close", "at": NOW.isoformat()}


def test_the_same_event_twice_is_one_mail(where):
    watch(where)
    case = cases.case(where)
    actions.note_steps([closed(case), closed(case)], now=NOW)
    actions.note_steps([closed(case)], now=LATER)
    assert AreaEvent.objects.count() == 1
    mail = OutgoingMessage.objects.get()
    assert mail.to == "neighbour@example.cn"
    assert mail.data["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_events_of_cases_reach_the_mailbox_through_tasks(where):
    watch(where)
    case = cases.case(where)
    announce("case.received", case_id=case.pk)
    announce("case.moved", case_id=case.pk, step="finish", at=NOW.isoformat())
    announce("case.moved", case_id=case.pk, step="accept", at=NOW.isoformat())
    run_all(LATER)
    assert sorted(AreaEvent.objects.values_list("what", flat=True)) == ["finished", "new"]
    assert OutgoingMessage.objects.filter(kind="alert.now").count() == 2


def test_a_mail_has_kind_grid_and_state_and_no_word_of_anybody(where):
    watch(where)
    case = cases.case(where, text="幸福里3号楼的路灯不亮", place_name="三单元门口")
    actions.note_steps([closed(case)], now=NOW)
    said = "".join(OutgoingMessage.objects.values_list("subject", "body").get())
    assert "路灯：已结案（书声社区 第1网格）" in said
    assert "1号楼" not in said and "幸福里" not in said and "单元" not in said and case.code not in said


@pytest.mark.parametrize(
    "fields",
    [
        {"confidential": True},
        {"kind": Kind.TIP_OFF},
        {"text": "楼上邻居天天吵架"},
        {"category": None},
    ],
    ids=["confidential", "tip-off", "about people", "no kind yet"],
)
def test_what_is_about_people_is_told_to_nobody(where, fields):
    watch(where)
    actions.note_steps([closed(cases.case(where, **fields))], now=NOW)
    assert not AreaEvent.objects.exists() and not OutgoingMessage.objects.exists()


def test_other_places_and_other_kinds_are_not_told(where):
    watch(where, groups=["transport"])
    watch(where, places=[where.communities[2]], address="far@example.cn")
    actions.note_steps([closed(cases.case(where))], now=NOW)
    assert AreaEvent.objects.count() == 1 and not OutgoingMessage.objects.exists()


def test_a_daily_mail_tells_each_event_once(where):
    mine = watch(where, Rhythm.DAILY, places=[where.communities[0]])
    actions.note_steps([closed(cases.case(where)), closed(cases.case(where, square=1))], now=NOW)
    assert not OutgoingMessage.objects.exists()
    assert actions.send_daily(now=LATER) == 1
    assert actions.send_daily(now=LATER) == 0
    mail = OutgoingMessage.objects.get()
    assert "2 条" in mail.subject and mail.key.startswith(f"alert-day:{mine.pk}:")
    actions.note_steps([closed(cases.case(where))], now=LATER)
    assert actions.send_daily(now=LATER + timedelta(days=1)) == 1


def test_nothing_is_sent_before_the_mailbox_says_yes(where, client):
    asked = actions.ask_watch(PUBLIC, "a@example.cn", [where.grids[0]], groups=[], rhythm=Rhythm.NOW, now=NOW)
    actions.note_steps([closed(cases.case(where))], now=NOW)
    assert list(OutgoingMessage.objects.values_list("kind", flat=True)) == ["watch.confirm"]
    Watch.objects.update(ends_at=NOW + timedelta(days=100_000 // 10))
    client.get(f"/alerts/{asked.key}/confirm/")
    assert Watch.objects.get().confirmed_at is None, "a mail program that follows links confirms nothing"
    client.post(f"/alerts/{asked.key}/confirm/")
    assert Watch.objects.get().confirmed_at is not None


def test_one_click_stops_and_forgets_the_mailbox(where):
    mine = watch(where)
    Watch.objects.update(ends_at=NOW + WATCH_LASTS * 20)
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/alerts/{mine.key}/stop/")
    assert Watch.objects.exists()
    answer = strict.post(f"/alerts/{mine.key}/stop/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not Watch.objects.exists()
    assert strict.post(f"/alerts/{mine.key}/stop/").status_code == 200, "twice is as good as once"


def test_a_wrong_key_confirms_nothing(where, client):
    watch(where)
    assert client.get("/alerts/wrong/confirm/").status_code == 404
    assert client.post("/alerts/wrong/confirm/").status_code == 404
    with pytest.raises(NotFound):
        queries.watch_by_key(Watch.objects.get().key, NOW + WATCH_LASTS + timedelta(days=1))


def test_a_mailbox_has_at_most_so_many(where):
    for _n in range(WATCHES_MOST):
        watch(where)
    assert (
        actions.ask_watch(
            PUBLIC, "neighbour@example.cn", [where.grids[0]], groups=[], rhythm=Rhythm.NOW, now=NOW
        )
        is None
    )


def test_mailboxes_are_forgotten_by_the_clock(where):
    actions.ask_watch(PUBLIC, "a@example.cn", [where.grids[0]], groups=[], rhythm=Rhythm.NOW, now=NOW)
    watch(where)
    actions.forget_old(now=NOW + timedelta(days=4))
    assert Watch.objects.get().confirmed_at is not None
    actions.note_steps([closed(cases.case(where))], now=NOW)
    actions.forget_old(now=NOW + WATCH_LASTS)
    assert not Watch.objects.exists() and not AreaEvent.objects.exists()


def test_a_drawn_area_becomes_the_grids_it_touches(where):
    shape = rules.drawn(
        f"{WEST + SIDE * 0.9},{SOUTH};{WEST + SIDE * 1.1},{SOUTH};{WEST + SIDE},{SOUTH + SIDE / 2}"
    )
    assert queries.grids_touched(shape) == [where.grids[0], where.grids[1]]
    with pytest.raises(RuleBroken):
        queries.grids_touched(rules.circle(10.0, 10.0, 500))


def form(**more):
    return {"reach": "grid", "rhythm": "daily", "do": "mail", "address": "a@example.cn"} | more


def test_the_form_takes_a_door_a_point_or_a_drawing(where, client):
    for asked in (
        form(door="door0001"),
        form(lon=WEST + SIDE / 2, lat=SOUTH + SIDE / 2, reach="1000", address="b@example.cn"),
        form(area="110.001,35.001;110.002,35.001;110.002,35.002", address="c@example.cn"),
        form(place=where.communities[1].pk, reach="community", address="d@example.cn"),
    ):
        answer = client.post("/alerts/", asked)
        assert answer.status_code == 200 and "请到邮箱里点" in answer.content.decode(), asked
    kept = {one.address[0]: {row.place_id for row in one.places.all()} for one in Watch.objects.all()}
    grids = [grid.pk for grid in where.grids]
    assert kept == {
        "a": {grids[0]},
        "b": {grids[0], grids[1]},
        "c": {grids[0]},
        "d": {where.communities[1].pk},
    }


def test_what_was_typed_stays_when_something_is_missing(where, client):
    answer = client.post("/alerts/", form(address="nobody", door="door0001"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "nobody" in page and "name@example.cn" in page
    assert client.post("/alerts/", form()).status_code == 422
    assert not Watch.objects.exists()


def test_a_feed_needs_no_mailbox_and_keeps_nothing(where, client, django_assert_max_num_queries):
    actions.note_steps([closed(cases.case(where)), closed(cases.case(where, square=3))], now=NOW)
    page = client.post("/alerts/", form(do="feed", address="", door="door0001")).content.decode()
    assert f"/alerts/feed.atom?place={where.grids[0].pk}" in page
    assert not Watch.objects.exists()
    with django_assert_max_num_queries(2):
        answer = client.get(f"/alerts/feed.atom?place={where.grids[0].pk}")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert text.count("<entry>") == 1 and "路灯：已结案" in text
    assert Case.objects.first().code not in text
    assert client.get("/alerts/feed.atom").status_code == 404
    assert client.get(f"/alerts/feed.atom?place={where.buildings[0].pk}").status_code == 404


def test_a_closed_case_reopened_is_told_again(where):
    """Updates in area feeds: every change, not only the new matters."""
    case = cases.case(where, state=State.CLOSED)
    steps = [{"case_id": case.pk, "step": "reopen", "at": LATER.isoformat()}, closed(case)]
    actions.note_steps(steps, now=LATER)
    assert set(AreaEvent.objects.values_list("what", flat=True)) == {"back", "closed"}


def test_mails_to_confirm_have_one_limit_for_all_processes(where, monkeypatch):
    """Counted in the rows: nothing is remembered by the process that asks."""
    monkeypatch.setattr(queries, "ASKS_PER_MIN", 3)

    def ask(address, now=NOW):
        return actions.ask_watch(PUBLIC, address, [where.grids[0]], groups=(), rhythm=Rhythm.NOW, now=now)

    ask("a@example.cn")
    with pytest.raises(TooMany):
        ask("a@example.cn", NOW + timedelta(seconds=30))
    ask("b@example.cn")
    ask("c@example.cn")
    with pytest.raises(TooMany):
        ask("d@example.cn")
    assert OutgoingMessage.objects.filter(kind="watch.confirm").count() == 3
    assert ask("d@example.cn", NOW + timedelta(seconds=61)) is not None
    assert ask("a@example.cn", NOW + timedelta(seconds=61)) is not None
