"""While it is typed: look-alikes at the counter, and a pace nobody can read a neighbourhood out with."""

import pytest
from django.urls import reverse

from linli.cases.tests import make as cases
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.triage.pages.pacing import Pace
from linli.triage.pages.resident import PACE
from linli.triage.terms import HINTS_A_MINUTE


@pytest.fixture
def where(db) -> make.District:
    cases.pack()
    return make.district()


def test_the_counter_sees_what_is_open_nearby_while_typing(client, where, django_assert_max_num_queries):
    """Signalen's intake staff could not (docs: what users of other systems miss)."""
    known = cases.case(where, received_at=make.datetime.now(tz=cases.NOW.tzinfo))
    hidden = cases.case(where, square=3)
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0]))
    form = {"text": "三号楼门口路灯又不亮了", "place": where.buildings[0].pk}
    client.post(reverse("triage:intake"), form)  # the map and the rule book are read once a process
    with django_assert_max_num_queries(12):
        page = client.post(reverse("triage:intake"), form).content.decode()
    assert reverse("cases:case", args=[known.pk]) in page and "同一栋楼" in page
    assert reverse("cases:case", args=[hidden.pk]) not in page
    assert "按“路灯” 归入" not in page and "路灯" in page
    assert reverse("triage:intake") in client.get(reverse("cases:intake")).content.decode()
    assert client.get(reverse("triage:intake")).status_code == 405


def test_others_do_not_read_it(client, where):
    client.force_login(make.staff(Role.GRID_WORKER, place=where.grids[0]))
    assert client.post(reverse("triage:intake"), {"text": "路灯"}).status_code == 403


def test_a_pace_counts_by_address():
    pace = Pace(2)
    assert [pace.allows("a"), pace.allows("a"), pace.allows("b"), pace.allows("a")] == [
        True,
        True,
        True,
        False,
    ]
    pace.forget()
    assert pace.allows("a")


def test_whoever_asks_too_fast_loses_hints_only(client, where):
    PACE.forget()
    for _ in range(HINTS_A_MINUTE):
        PACE.allows("127.0.0.1")
    assert client.post(reverse("triage:hints"), {"text": "路灯不亮"}).status_code == 204
    assert client.get(reverse("cases:report")).status_code == 200
    PACE.forget()
    assert client.post(reverse("triage:hints"), {"text": "路灯不亮"}).status_code == 200
