"""Lists are one range of one index, whatever else the table holds; the export's memory does not grow."""

from datetime import timedelta

import pytest
from django.db import connection

from linli.needs.models import Need, NeedKind
from linli.needs.queries.helpers import agenda
from linli.needs.queries.matching import candidates
from linli.needs.queries.needs import VIEWS, Asked, ending_soon, need_page, overdue
from linli.needs.tests import make
from linli.needs.tests.make import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make.world()


def many(world, count: int) -> None:
    """Needs of three communities in every state."""
    kind = NeedKind.objects.get(code="meal")
    states = ("raised", "agreed", "matched", "met", "lapsed")
    rows = []
    for number in range(count):
        grid, state = world.where.grids[number % 4], states[number % 5]
        over = state in {"met", "lapsed"}
        rows.append(
            Need(
                code=f"{number:011d}", key=f"k{number}", kind=kind,
                kind_code="meal" if number % 3 else "lamp",
                subdistrict_id=grid.subdistrict_id, community_id=grid.community_id, grid_id=grid.pk,
                rhythm="weekly", starts_on=TODAY, ends_on=TODAY + timedelta(days=number % 60),
                source="resident", state=state, raised_at=NOW, moved_at=NOW - timedelta(minutes=number),
                delete_on=TODAY if over else None,
            )
        )  # fmt: skip
    Need.objects.bulk_create(rows, batch_size=500)


def plan(queryset) -> str:
    sql, params = queryset.query.sql_with_params()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", params)
        return " ".join(str(part) for row in cursor.fetchall() for part in row)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="names of plans differ")
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_a_range_of_an_index(world, django_assert_num_queries, view):
    many(world, 400)
    for kind in ("", "meal"):
        states, order = VIEWS[view]
        with django_assert_num_queries(1):
            page = need_page(world.secretary, Asked(view, kind), TODAY)
        assert len(page.rows) <= 50
        found = Need.objects.filter(community__in=[world.where.communities[0].pk], state__in=states)
        found = found.filter(kind_code=kind) if kind else found
        told = plan(found.order_by(*order)[:51])
        assert "SCAN" not in told and "need_" in told, told


@pytest.mark.skipif(connection.vendor != "sqlite", reason="names of plans differ")
def test_the_timers_read_their_own_indexes(world):
    many(world, 400)
    assert "need_lapses" in plan(overdue(TODAY))
    assert "need_deletes" in plan(Need.objects.filter(delete_on__lte=TODAY).values("pk"))
    assert "SCAN" not in plan(ending_soon(TODAY))


def test_pages_run_through_all_rows_once(world):
    many(world, 400)
    seen, after = [], ""
    while True:
        page = need_page(world.secretary, Asked("raised", after=after), TODAY)
        seen += [need.pk for need in page.rows]
        after = page.next
        if not after:
            break
    own = Need.objects.filter(community=world.where.communities[0], state="raised")
    assert len(seen) == len(set(seen)) == own.count() > 30


def test_matching_and_agenda_cost_the_same_for_many(world, django_assert_max_num_queries):
    for number in range(30):
        world.volunteer(f"帮手{number}")
    need = world.agreed()
    with django_assert_max_num_queries(5):
        assert len(candidates(need)) == 5
    running = world.running(need)
    with django_assert_max_num_queries(2):
        assert agenda([running.helper_id], TODAY).tasks
