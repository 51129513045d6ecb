"""How near and recent a look-alike must be is the district's to say; a stranger never learns of more."""

from datetime import timedelta

import pytest

from linli.cases.models import Category
from linli.cases.tests import make as cases
from linli.core.actors import SYSTEM
from linli.methods import actions, queries
from linli.methods.tests import make as packs
from linli.methods.tests.make import SMALL
from linli.organisation.tests import make
from linli.places.locator import Spot
from linli.triage.queries.alike import lookalikes_of, neighbour_hints
from linli.triage.queries.reach import Reach, reach_for
from linli.triage.terms import ALIKE_SCORE, ALIKE_WITHIN, NEAR_M

pytestmark = pytest.mark.django_db
NOW = cases.NOW
ROWS = """
[[look_alikes]]
category = "municipal.street_light"
metres = 1000
[[look_alikes]]
category = "municipal"
metres = 100
days = 30
[[look_alikes]]
threshold = 0.6
"""


def in_force(text: str):
    return actions.activate(SYSTEM, actions.load_pack(SYSTEM, text, now=NOW).pack, now=NOW)


def test_the_kind_goes_before_its_group_and_that_before_the_row_for_all():
    assert reach_for("x") == Reach(NEAR_M, ALIKE_WITHIN, ALIKE_SCORE)
    in_force(SMALL + ROWS)
    assert reach_for("municipal.street_light") == Reach(1000, timedelta(days=30), 0.6)
    assert reach_for("municipal.manhole") == Reach(100, timedelta(days=30), 0.6)
    assert reach_for("") == Reach(NEAR_M, ALIKE_WITHIN, 0.6)


def test_the_district_widens_what_the_desk_sees_and_never_what_a_stranger_does():
    where = make.district()

    def lamps(pack):
        lamp = Category.objects.get(pack=pack, code="municipal.street_light")
        for days, lat in ((0, 35.0), (20, 35.005)):  # some 550 m away, three weeks ago
            cases.case(
                where,
                category=lamp,
                building=None,
                lon=110.0,
                lat=lat,
                received_at=NOW - timedelta(days=days),
                text="路灯不亮，晚上看不见路",
            )
        first = cases.case(where, category=lamp, building=None, lon=110.0, lat=35.0049, received_at=NOW)
        return first, lookalikes_of(SYSTEM, first)

    _case, found = lamps(packs.active_pack())
    assert len(found) == 0
    case, found = lamps(in_force(SMALL + ROWS))
    assert len(found) >= 2
    grid = where.grids[0]
    spot = Spot(
        place_id=grid.pk, name="网格", how="point", lon=110.0, lat=34.997,
        subdistrict_id=grid.subdistrict_id, community_id=grid.community_id, grid_id=grid.pk,
    )  # fmt: skip
    assert not neighbour_hints(case.text, "municipal.street_light", spot, NOW)


def test_faults_are_told():
    reading = queries.read(SMALL + '\n[[look_alikes]]\ncategory = "municipel"\n')
    told = [fault.sentence for fault in reading.faults]
    assert len(told) == 2 and any("至少写一个" in one for one in told)
