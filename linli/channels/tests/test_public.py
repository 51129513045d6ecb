"""The open board: tens and nothing finer, at one moment and at the next; today included."""

import csv
from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.channels.models import PublicBoard, PublicDay
from linli.channels.public import actions, queries, rules
from linli.channels.public.terms import LEAST
from linli.organisation.tests import make

NOW = cases.NOW
TODAY = timezone.localdate(NOW)

communities, groups = [0, 1, 2], ["", "a", "b"]
cells = list(product(communities, groups))
tables = st.lists(st.integers(0, 60), min_size=9, max_size=9).map(
    lambda ns: dict(zip(cells, ns, strict=True))
)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@patient
@given(tables, tables)
def test_no_told_figure_and_no_difference_of_two_lies_under_ten(one, other):
    """Two tables: the same one at two moments, or two days; every pair of their figures."""
    told = {
        *queries.day_figures(Counter(one), communities, groups).values(),
        *queries.day_figures(Counter(other), communities, groups).values(),
    }
    assert all(n == 0 or n >= LEAST for n in told)
    assert all(a == b or abs(a - b) >= LEAST for a, b in product(told, told))


@patient
@given(tables)
def test_a_sum_leaves_every_part_as_open_as_its_own_figure(table):
    """Beside the told sum each part may still be anything between its figure and nine more: also 0."""
    told = rules.told_table(table, communities, groups)
    for parts in (told.communities, told.groups):
        for key, figure in parts.items():
            most_of_others = sum(other + LEAST - 1 for name, other in parts.items() if name != key)
            assert figure + most_of_others >= told.whole


@patient
@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_total_minus_shown_never_tells_a_small_group(counts):
    whole = rules.told_whole(sum(counts), [rules.told(n) for n in counts])
    hidden = whole - sum(rules.told(n) for n in counts)
    assert hidden % LEAST == 0


@pytest.fixture
def where(db):
    cases.pack()
    return make.district()


def many(where, count, *, square=0, state=State.RECEIVED, **fields):
    return [cases.case(where, square=square, state=state, **fields) for _n in range(count)]


def rows_of(client, query=""):
    answer = client.get(f"/open/statistics.csv{query}")
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))[1:]


def test_statistics_include_today(where, client):
    """The wish of everybody whose figures end with yesterday."""
    many(where, 12)
    actions.renew(now=NOW)
    assert [TODAY.isoformat(), "全区", "全部类别", "10", ""] in rows_of(client, f"?from={TODAY}&to={TODAY}")


def test_small_groups_have_no_line(where, client):
    """12 in one community and 4 in another: the four are in the whole and nowhere else."""
    many(where, 12)
    many(where, 4, square=2)
    actions.renew(now=NOW)
    places = {row[1] for row in rows_of(client, f"?from={TODAY}&to={TODAY}")}
    assert places == {"全区", "书声社区"}
    page = client.get("/open/").content.decode()
    assert "10–19" in page and "不足 10 件" in page
    figures = PublicBoard.objects.get().figures
    assert {row["name"]: row["open"] for row in figures["communities"]} == {
        "书声社区": 10,
        "井亭社区": 0,
        "麦场社区": 0,
    }


def test_days_that_cannot_be_read_are_refused_with_a_sentence(where, client):
    for query in ("?from=yesterday", "?from=2020-01-01", f"?from={TODAY + timedelta(days=9)}&to={TODAY}"):
        assert client.get(f"/open/statistics.csv{query}").status_code == 422


def test_speed_and_solved_count_only_what_was_solved(where, client):
    many(where, 10, state=State.CLOSED, received_at=NOW - timedelta(hours=5), closed_at=NOW)
    for case in many(where, 5, state=State.WITHDRAWN):
        Case.objects.filter(pk=case.pk).update(closed_at=NOW)
    actions.renew(now=NOW)
    figures = PublicBoard.objects.get().figures
    assert figures["closed"] == 10
    assert figures["speed"] == [5, "hours"]
    assert "约 5 小时" in client.get("/open/").content.decode()


def test_counting_again_changes_nothing_and_a_reopened_matter_is_uncounted(where):
    closed = many(where, 3, state=State.CLOSED)
    actions.renew(now=NOW)
    first = sorted(PublicDay.objects.values_list("day", "community_id", "group", "received", "closed"))
    actions.rebuild(now=NOW)
    assert (
        sorted(PublicDay.objects.values_list("day", "community_id", "group", "received", "closed")) == first
    )
    Case.objects.filter(pk=closed[0].pk).update(state=State.IN_HAND, queue="unit", closed_at=None, outcome="")
    actions.renew_recent(now=NOW)
    assert sum(PublicDay.objects.values_list("closed", flat=True)) == 2


def test_the_board_reads_one_row_however_many_matters(where, client, django_assert_num_queries):
    many(where, 3)
    actions.renew(now=NOW)
    client.get("/open/")
    with django_assert_num_queries(1):
        few = client.get("/open/")
    many(where, 20)
    actions.renew(now=NOW)
    with django_assert_num_queries(1):
        client.get("/open/")
    assert len(few.content) < 40_000


def test_counting_reads_ranges_of_indexes(where, django_assert_max_num_queries):
    many(where, 5)
    with django_assert_max_num_queries(20):
        actions.renew(now=NOW)


def test_the_map_shows_communities_and_classes_not_counts(where, client):
    many(where, 23)
    actions.renew(now=NOW)
    features = client.get("/open/areas.json").json()["areas"]["features"]
    assert {feature["properties"]["level"] for feature in features} == {"community"}
    labels = {feature["properties"]["label"] for feature in features}
    assert "书声社区 20–29 件" in labels and "麦场社区 不足 10 件" in labels
    assert "20–29" in client.get("/open/map/").content.decode()


def test_before_the_first_count_the_page_says_so(db, client):
    assert "还没有数字" in client.get("/open/").content.decode()
    assert client.get("/open/areas.json").status_code == 404
