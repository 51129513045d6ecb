"""On the table of stored files: it has dates that may be equal, numbers and texts."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models.functions import Length
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.files.models import StoredFile
from linli.core.lists import keyset_page
from linli.core.search.models import SearchText

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 12, 9, 30, 0, 123456, tzinfo=UTC)


def fill(rows):
    StoredFile.objects.bulk_create(
        StoredFile(
            key=f"k{n}",
            sha256="0" * 64,
            media_type="image/jpeg",
            size_bytes=1,
            width=width,
            height=height,
            created_at=NOW + timedelta(microseconds=minute),
            created_by_kind="public",
            created_by_id=0,
            purpose="probe",
        )
        for n, (width, height, minute) in enumerate(rows)
    )


ORDERS = [
    [],
    ["id"],
    ["-pk"],
    ["created_at"],
    ["-created_at", "-id"],
    ["width", "-created_at"],
    ["-width", "height", "created_at", "-id"],
    ["height", "key"],
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 3)), max_size=25),
    st.sampled_from(ORDERS),
    st.integers(1, 7),
)
def test_walking_there_and_back_shows_every_row_once_and_in_order(rows, order, size):
    StoredFile.objects.all().delete()
    fill(rows)
    default = [*order, "id"] if order else ["id"]
    if order and order[-1].startswith("-"):
        default = [*order, "-id"]
    expected = list(StoredFile.objects.order_by(*default))

    pages, after = [], ""
    while True:
        page = keyset_page(StoredFile.objects.all(), order=order, after=after, size=size)
        assert len(page.rows) <= size
        pages.append(page)
        after = page.next
        if not after:
            break
    assert [row for page in pages for row in page.rows] == expected
    assert not pages[0].previous
    assert len(pages) == max(1, -(-len(expected) // size))  # no empty last page

    page = pages[-1]
    for forward in reversed(pages[:-1]):
        page = keyset_page(StoredFile.objects.all(), order=order, after=page.previous, size=size)
        assert page.rows == forward.rows and page.next == forward.next
    assert not page.previous


@pytest.mark.parametrize("order", ORDERS)
def test_one_statement_without_offset_or_count(order, django_assert_num_queries):
    fill([(1, 1, n) for n in range(30)])
    after = keyset_page(StoredFile.objects.all(), order=order, size=10).next
    with django_assert_num_queries(1) as seen:
        page = keyset_page(StoredFile.objects.all(), order=order, after=after, size=10)
    assert len(page.rows) == 10
    sql = seen.captured_queries[0]["sql"]
    assert "OFFSET" not in sql and "COUNT" not in sql and "LIMIT 11" in sql


@pytest.mark.parametrize("after", ["x", "....", "é", "AAAA" * 20, "=" * 7, "\x00", "A" * 5000])
def test_a_broken_cursor_gives_the_first_page(after):
    fill([(1, 1, n) for n in range(5)])
    page = keyset_page(StoredFile.objects.all(), order=["id"], after=after, size=2)
    assert [row.key for row in page.rows] == ["k0", "k1"] and not page.previous


def test_a_cursor_of_another_list_or_changed_by_hand_gives_the_first_page():
    fill([(1, 1, n) for n in range(5)])
    first = keyset_page(StoredFile.objects.all(), order=["id"], size=2)
    other_order = keyset_page(StoredFile.objects.all(), order=["-id"], after=first.next, size=2)
    assert [row.key for row in other_order.rows] == ["k4", "k3"] and not other_order.previous
    changed = first.next[:-2] + ("AA" if first.next[-2:] != "AA" else "BB")
    assert keyset_page(StoredFile.objects.all(), order=["id"], after=changed, size=2).rows == first.rows
    assert len(first.next) < 24  # fits any address line


def test_rows_that_came_and_went_meanwhile():
    fill([(1, 1, n) for n in range(5)])
    second = keyset_page(
        StoredFile.objects.all(),
        order=["-id"],
        size=2,
        after=keyset_page(StoredFile.objects.all(), order=["-id"], size=2).next,
    )
    assert [row.key for row in second.rows] == ["k2", "k1"]
    StoredFile.objects.filter(key="k0").delete()
    end = keyset_page(StoredFile.objects.all(), order=["-id"], size=2, after=second.next)
    assert end.rows == [] and not end.next
    back = keyset_page(StoredFile.objects.all(), order=["-id"], size=2, after=end.previous)
    assert [row.key for row in back.rows] == ["k3", "k2"] and back.next and back.previous


def test_related_annotated_and_plain_rows():
    SearchText.objects.bulk_create(
        SearchText(kind="a", subject_id=n, grams="x" * (n % 4 + 1)) for n in range(9)
    )
    long_first = SearchText.objects.annotate(length=Length("grams"))
    for queryset in (long_first, long_first.values("length", "id")):
        seen, after = [], ""
        for _ in range(5):
            page = keyset_page(queryset, order=["-length", "id"], after=after, size=2)
            seen += [row["length"] if isinstance(row, dict) else row.length for row in page.rows]
            after = page.next
        assert seen == [4, 4, 3, 3, 2, 2, 1, 1, 1] and not after


def test_the_index_is_used_for_both_kinds_of_order():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans small tables without an index")
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX probe_one ON core_storedfile (width, created_at, id)")
        cursor.execute("CREATE INDEX probe_two ON core_storedfile (height, created_at DESC, id DESC)")
    fill([(n, n, n) for n in range(20)])
    for order, index in ((["width", "created_at"], "probe_one"), (["height", "-created_at"], "probe_two")):
        after = keyset_page(StoredFile.objects.all(), order=order, size=5).next
        plans: list[str] = []
        with connection.execute_wrapper(partial(explain, plans)):
            keyset_page(StoredFile.objects.all(), order=order, after=after, size=5)
        assert f"SEARCH core_storedfile USING INDEX {index}" in plans[0]
        assert "TEMP B-TREE FOR ORDER BY" not in plans[0]


def explain(plans, execute, sql, params, many, context):
    rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}", params)
    plans.append("\n".join(row[-1] for row in rows))
    return execute(sql, params, many, context)
