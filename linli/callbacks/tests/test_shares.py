"""Facts and sums: counted once however often, to the letter of the definitions, never a ranking."""

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.callbacks.actions import counting
from linli.callbacks.models import OrderFact, ShareDay, ShareState
from linli.callbacks.queries import shares as reads
from linli.callbacks.queries.shares import Report
from linli.callbacks.terms import MEASURES, WHOLE
from linli.callbacks.tests.make import DAY, HOUR, NOW, Town
from linli.cases.actions import desk, handling
from linli.cases.actions.history.rows import BASIS, LIMIT_UNKNOWN
from linli.cases.models import Case, CaseRequest
from linli.cases.terms import State
from linli.cases.terms.requests import Decision, RequestKind
from linli.cases.tests import make as cases
from linli.core.sheets.reading import read_rows
from linli.core.tasks import declare, run_all
from linli.organisation.terms import Role
from linli.organisation.tests import make

declare.discover()
LATER = NOW + 20 * DAY


@pytest.fixture
def town(db) -> Town:
    return Town()


def count(*matters: Case, now: datetime = LATER) -> None:
    counting.count_cases([case.pk for case in matters], now=now)


def report(town: Town, *, by: str = "place", days: int = 30, now: datetime = LATER, place=None) -> Report:
    leader = make.actor(Role.DISTRICT_LEADER, place=town.where.district)
    return reads.report(leader, place.pk if place else None, by=by, days=days, now=now)


def sums() -> dict:
    return {
        (row.place_id, row.unit_id, row.day): [getattr(row, name) for name in MEASURES]
        for row in ShareDay.objects.all()
    }


def test_replaying_events_changes_nothing(town):
    town.rated(town.finished(), NOW + DAY)
    town.silent(square=3)
    run_all(LATER)
    once = sums()
    assert once
    for case in Case.objects.all():
        count(case)
        count(case)
    assert sums() == once
    counting.rebuild(now=LATER)
    assert sums() == once


def test_every_place_above_and_the_unit_count_the_same_order(town):
    case = town.rated(town.finished(), NOW + DAY)
    count(case)
    places = {WHOLE, case.subdistrict_id, case.community_id, case.grid_id}
    rows = ShareDay.objects.filter(reached=1, solved=1, satisfied=1, due=1, on_time=1)
    assert {(row.place_id, row.unit_id) for row in rows} == {
        (place, unit) for place in places for unit in (WHOLE, town.team.pk)
    }


def test_no_answer_is_to_be_reached_and_nothing_else(town):
    count(town.silent())
    fact = OrderFact.objects.get()
    assert fact.to_reach and not (fact.reached or fact.solved or fact.graded or fact.satisfied)
    assert report(town).whole.now.share("reach").hits == 0


def test_a_caller_who_was_not_contacted_overrules_the_unit(town):
    """The unit answered on the same page within the hour; the caller says nobody was in touch."""
    case = town.finished()
    count(case)
    assert OrderFact.objects.get().in_touch
    town.rated(case, NOW + DAY, contacted=False)
    run_all(LATER)
    assert not OrderFact.objects.get().in_touch and OrderFact.objects.get().due


def test_what_runs_out_is_counted_by_the_clock(town):
    case = cases.case(town.where, state=State.REGISTERED)
    order = desk.dispatch_case(town.desk, case, unit=town.team, now=NOW)
    count(case, now=NOW)
    assert OrderFact.objects.get().day is None and not ShareDay.objects.exists()
    assert counting.keep_up(now=order.due_at - HOUR) == 0
    assert counting.keep_up(now=order.due_at + HOUR) == 1
    fact = OrderFact.objects.get()
    assert fact.day == timezone.localdate(order.due_at) and fact.timed and not fact.on_time
    assert counting.keep_up(now=order.due_at + 2 * HOUR) == 0


def test_a_returned_order_counts_for_the_unit_that_returned_it(town):
    case = cases.case(town.where, state=State.REGISTERED)
    order = desk.dispatch_case(town.desk, case, unit=town.water, now=NOW)
    order.case = case
    handling.return_order(town.hands[town.water.pk], order, note="不归我管", now=NOW + HOUR)
    desk.dispatch_case(town.desk, Case.objects.get(pk=case.pk), unit=town.team, now=NOW + 2 * HOUR)
    count(case)
    found = {line.key: line.now for line in report(town, by="unit").lines}
    assert (found[town.water.pk]["given"], found[town.water.pk]["returned"]) == (1, 1)
    assert (found[town.team.pk]["given"], found[town.team.pk]["returned"]) == (1, 0)


def test_another_place_or_an_unmerged_caller_counts_elsewhere(town):
    case = town.rated(town.finished(), NOW + DAY)
    count(case)
    grid = town.where.grids[3]
    Case.objects.filter(pk=case.pk).update(
        subdistrict=grid.subdistrict_id, community=grid.community_id, grid=grid.pk
    )
    count(case)
    lines = {line.key: line.now["reached"] for line in report(town).lines}
    first, second = town.where.subdistricts
    assert (lines[first.pk], lines[second.pk]) == (0, 1)


def test_an_exclusion_leaves_the_shares_and_is_published_as_a_count(town):
    case = town.rated(town.finished(), NOW + DAY, satisfaction="unsatisfied")
    count(case)
    CaseRequest.objects.create(
        case=case, kind=RequestKind.EXCLUSION, ground="no_power", note="无权处理", asked_kind="staff",
        asked_by=1, asked_at=NOW, due_at=NOW + DAY, decision=Decision.APPROVED, answered_by=2,
        answered_at=NOW + DAY, order=case.orders.get(),
    )  # fmt: skip
    count(case)
    found = report(town)
    assert found.excluded == [("no_power", 1)] and found.whole.now["excluded"] == 1
    assert found.whole.now["judged"] == found.whole.now["reached"] == 0


def test_past_orders_of_a_file_say_only_what_the_file_says(town):
    case = town.finished()
    case.steps.all().delete()
    case.orders.update(basis=BASIS, limit_text=LIMIT_UNKNOWN, finished_at=NOW)
    count(case)
    fact = OrderFact.objects.get()
    assert fact.judged and not (fact.due or fact.timed or fact.to_reach)


def test_a_quick_old_fix_cannot_top_a_ranking(town):
    """One quick fix of long ago, or one of today, says nothing; and there is no ranking to top."""
    old = town.rated(town.finished(at=NOW - 300 * DAY, took=timedelta(minutes=5)), NOW - 299 * DAY)
    many = [town.finished(at=NOW + n * HOUR, unit=town.water, square=1) for n in range(25)]
    many = [town.rated(case, NOW + 5 * DAY, satisfaction="mostly") for case in many]
    one = town.rated(town.finished(at=NOW + DAY, took=timedelta(minutes=5)), NOW + 5 * DAY)
    count(old, one, *many)
    lines = {line.key: line for line in report(town, by="unit").lines}
    quick, busy = (
        lines[town.team.pk].now.share("satisfaction"),
        lines[town.water.pk].now.share("satisfaction"),
    )
    assert (quick.hits, quick.of) == (1, 1), "what is long ago is in no period of today"
    assert quick.value is None and not quick.enough, "one answer is no share"
    assert busy.value == 1.0 and busy.low < 0.9, "and 25 are said with their interval"
    assert lines[town.team.pk].before.share("satisfaction").of == 0
    units = [line.code for line in report(town, by="unit").lines]
    assert units == sorted(units), "in the order of the list of units, whatever the result"
    whole = report(town).whole.now.share("satisfaction")
    assert (whole.hits, whole.of) == (26, 26), "each answer weighs the same, not each unit"


def test_the_parts_stand_in_the_order_of_the_tree(town):
    good = [town.rated(town.finished(at=NOW + n * HOUR, square=3), NOW + 5 * DAY) for n in range(3)]
    count(*good)
    lines = report(town).lines
    assert [line.key for line in lines] == [place.pk for place in town.where.subdistricts]


def test_the_period_before_stands_beside_and_today_is_in(town):
    before = town.rated(town.finished(at=NOW), NOW + DAY)
    today = town.rated(town.finished(at=NOW + 30 * DAY), NOW + 31 * DAY)
    count(before, today, now=NOW + 31 * DAY)
    line = report(town, now=NOW + 30 * DAY + 3 * HOUR).whole
    assert (line.now["reached"], line.before["reached"]) == (1, 1)


def client(role: Role, place) -> Client:
    signed_in = Client()
    signed_in.force_login(make.staff(role, place=place))
    return signed_in


def recent(town: Town, n: int = 1, **where: object) -> list[Case]:
    now = timezone.now() - 2 * DAY
    done = [town.finished(at=now + i * timedelta(minutes=1), **where) for i in range(n)]
    done = [town.rated(case, now + DAY) for case in done]
    count(*done, now=timezone.now())
    return done


def test_each_number_opens_the_cases_it_counts_within_ones_rights(town):
    case, other = *recent(town), *recent(town, square=3)
    leader = client(Role.DISTRICT_LEADER, town.where.district)
    page = leader.get("/callbacks/shares/").content.decode()
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="(/callbacks/shares/\d+/cases/[^"]+)"', page)
    }
    assert len(links) > 20
    assert all(leader.get(link).status_code == 200 for link in links)
    behind = "/callbacks/shares/{}/cases/?share=satisfaction&part={}"
    listed = leader.get(behind.format(town.where.district.pk, "hits")).content.decode()
    assert f"/desk/cases/{case.pk}/" in listed and f"/desk/cases/{other.pk}/" in listed
    missed = leader.get(behind.format(town.where.district.pk, "misses")).content.decode()
    assert f"/desk/cases/{case.pk}/" not in missed
    street = client(Role.SUBDISTRICT_LEADER, town.where.subdistricts[0])
    listed = street.get(behind.format(town.where.subdistricts[0].pk, "all")).content.decode()
    assert f"/desk/cases/{case.pk}/" in listed and f"/desk/cases/{other.pk}/" not in listed
    for hidden in (town.where.subdistricts[1].pk, town.where.buildings[0].pk, 10**9):
        assert street.get(f"/callbacks/shares/{hidden}/").status_code == 404
        assert street.get(behind.format(hidden, "all")).status_code == 404
    assert (
        leader.get(behind.format(town.where.district.pk, "all").replace("satisfaction", "x")).status_code
        == 404
    )


def test_too_few_answers_are_words_and_counts(town):
    recent(town, 3)
    page = client(Role.DISTRICT_LEADER, town.where.district).get("/callbacks/shares/").content.decode()
    assert "样本不足" in page and "上期" not in page.split("剔除")[0]
    assert "含今天" in page and "这些数字怎么算" in page


@pytest.mark.parametrize("by", ["place", "unit"])
def test_files_say_the_same_as_the_page(town, by):
    recent(town, 21)
    leader = client(Role.DISTRICT_LEADER, town.where.district)
    address = f"/callbacks/shares/{town.where.district.pk}/table."
    text = leader.get(f"{address}csv?by={by}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["名称"] == town.where.district.name
    assert (rows[0]["满意率"], rows[0]["满意率：分子"], rows[0]["满意率：分母"]) == ("1.0", "21", "21")
    assert rows[0]["到"] == timezone.localdate().isoformat()
    book = leader.get(f"{address}xlsx?by={by}")
    sheet = [row.values for row in read_rows(io.BytesIO(book.content))]
    assert len(sheet) == len(rows) and sheet[0]["满意率：分子"] == "21"
    assert leader.get(f"{address}pdf").status_code == 404


def year_of_sums(town: Town) -> None:
    """Sums as after a year of many matters: the page reads these and no more."""
    units = [make.unit(f"单位{n}", trade="") for n in range(40)]
    today = timezone.localdate()
    keys = [
        WHOLE,
        *(place.pk for place in (*town.where.subdistricts, *town.where.communities, *town.where.grids)),
    ]
    full = dict.fromkeys(MEASURES, 3)
    ShareDay.objects.bulk_create(
        [
            ShareDay(place_id=key, unit_id=unit_id, day=today - timedelta(ago), **full)
            for key in keys
            for unit_id in (WHOLE, *(unit.pk for unit in units[:10]))
            for ago in range(200)
        ],
        batch_size=500,
    )
    ShareState.objects.create(pk=1, counted_at=timezone.now())


def test_a_page_of_shares_reads_six_statements(town, django_assert_max_num_queries):
    year_of_sums(town)
    leader = make.actor(Role.DISTRICT_LEADER, place=town.where.district)
    signed_in = client(Role.DISTRICT_LEADER, town.where.district)
    signed_in.get("/callbacks/shares/")
    for by in ("place", "unit"):
        with django_assert_max_num_queries(6):
            found = reads.report(leader, None, by=by, days=90, now=timezone.now())
        assert found.lines and found.whole.now["due"] == 90 * 3
        with django_assert_max_num_queries(9):  # with the session, the account and the rights of who asks
            signed_in.get(f"/callbacks/shares/?by={by}&days=90")


def test_a_list_behind_a_number_costs_the_same_for_fifty(town, django_assert_max_num_queries):
    recent(town, 30)
    signed_in = client(Role.DISTRICT_LEADER, town.where.district)
    address = f"/callbacks/shares/{town.where.district.pk}/cases/?share=reach&part=all"
    signed_in.get(address)
    with django_assert_max_num_queries(8):
        assert signed_in.get(address).content.decode().count("row-item") == 30


def test_counting_costs_the_same_for_many(town, django_assert_max_num_queries):
    many = [town.finished(at=NOW + n * HOUR) for n in range(12)]
    count(*many)
    for case in many:
        town.rated(case, NOW + 5 * DAY)
    with django_assert_max_num_queries(24):
        assert counting.count_cases([case.pk for case in many], now=LATER) == 12
