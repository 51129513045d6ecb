"""Places are added, renamed, recoded, described and removed; doors issued and revoked. Every yes beside its
noes.
"""

from datetime import UTC, date, datetime

import pytest

from linli.core.actors import PUBLIC, SYSTEM, Actor, Level, Right, Seat
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken, Stale
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.places import actions
from linli.places.models import Door, MapVersion, Place, PlaceCode
from linli.places.terms import PlaceKind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 2, 0, tzinfo=UTC)


def admin_of(place, level):
    seat = Seat(1, "administrator", "", frozenset({Right.PLACE_MANAGE}), level=level, place_id=place.pk)
    return Actor("staff", 7, "", (seat,))


def events():
    return list(AuditLine.objects.order_by("pk").values_list("event", flat=True))


def test_adding_a_place():
    tree = make.district()
    community, strange = tree.communities[0], tree.subdistricts[1]
    ours, theirs = admin_of(tree.subdistricts[0], Level.SUBDISTRICT), admin_of(strange, Level.SUBDISTRICT)
    for actor in (theirs, PUBLIC, make.actor(Role.COMMUNITY_SECRETARY, place=community)):
        with pytest.raises(NotAllowed):
            actions.add_place(actor, community, level=Level.GRID, name="新网格", now=NOW)
    with pytest.raises(RuleBroken, match="请填写名称"):
        actions.add_place(ours, community, level=Level.GRID, name=" ", now=NOW)
    with pytest.raises(RuleBroken, match="不能包含"):
        actions.add_place(ours, community, level=Level.SUBDISTRICT, name="街", now=NOW)
    with pytest.raises(RuleBroken, match="已被使用"):
        actions.add_place(ours, community, level=Level.GRID, name="新", code=tree.grids[0].code, now=NOW)
    with pytest.raises(RuleBroken, match="区划代码"):
        actions.add_place(SYSTEM, tree.subdistricts[0], level=Level.COMMUNITY, name="新社区", now=NOW)
    assert not AuditLine.objects.exists()
    assert not MapVersion.objects.exists()

    grid = actions.add_place(ours, community, level=Level.GRID, name="新网格", now=NOW)
    assert (grid.code, grid.number) == (f"{community.code}003", 3)
    assert (grid.subdistrict_id, grid.community_id, grid.grid_id) == (
        community.parent_id,
        community.pk,
        grid.pk,
    )
    assert grid.valid_from == date(2026, 5, 8)
    assert events() == ["place.added"]
    estate = actions.add_place(ours, community, level=Level.ESTATE, name="幸福里", now=NOW)
    building = actions.add_place(ours, estate, level=Level.BUILDING, name="12号楼", now=NOW)
    assert building.code.startswith(estate.code)
    assert building.number == 12
    assert Place.objects.get(pk=building.pk).community_id == community.pk


def test_renaming_a_place():
    tree = make.district()
    grid = tree.grids[0]
    in_another_tab = Place.objects.get(pk=grid.pk)
    with pytest.raises(NotAllowed):
        actions.rename_place(PUBLIC, grid, "东里", now=NOW)
    with pytest.raises(RuleBroken):
        actions.rename_place(SYSTEM, grid, "长" * 81, now=NOW)
    actions.rename_place(SYSTEM, grid, "东里", now=NOW)
    with pytest.raises(Stale):
        actions.rename_place(SYSTEM, in_another_tab, "西里", now=NOW)
    assert Place.objects.get(pk=grid.pk).name == grid.name == "东里"
    assert AuditLine.objects.get().detail == {"was": "第1网格", "name": "东里"}


def test_recoding_keeps_the_history():
    tree = make.district()
    grid = tree.grids[0]
    first = grid.code
    in_another_tab = Place.objects.get(pk=grid.pk)
    with pytest.raises(NotAllowed):
        actions.recode_place(PUBLIC, grid, "G-1", reason="文件", now=NOW)
    for code, reason in ((" ", "文件"), (first, "文件"), ("G-1", " "), (tree.grids[1].code, "文件")):
        with pytest.raises(RuleBroken):
            actions.recode_place(SYSTEM, grid, code, reason=reason, now=NOW)
    assert not PlaceCode.objects.exists()
    actions.recode_place(SYSTEM, grid, "G-1", reason="区划调整", now=NOW)
    with pytest.raises(Stale):
        actions.recode_place(SYSTEM, in_another_tab, "G-2", reason="区划调整", now=NOW)
    later = datetime(2026, 6, 1, tzinfo=UTC)
    actions.recode_place(SYSTEM, grid, "G-2", reason="再调整", now=later)
    rows = PlaceCode.objects.order_by("valid_to").values_list("code", "valid_from", "valid_to")
    assert list(rows) == [
        (first, make.LONG_AGO, date(2026, 5, 8)),
        ("G-1", date(2026, 5, 8), date(2026, 6, 1)),
    ]
    assert Place.objects.get(pk=grid.pk).code == "G-2"


def test_describing_a_place():
    tree = make.district()
    community = tree.communities[0]
    in_another_tab = Place.objects.get(pk=community.pk)
    told = {"kind": PlaceKind.PLAIN, "households": 1200, "phone": " 0999-1234567 ", "number": 1}
    with pytest.raises(NotAllowed):
        actions.describe_place(PUBLIC, community, **told, now=NOW)
    actions.describe_place(SYSTEM, community, **told, now=NOW)
    actions.describe_place(SYSTEM, community, **told, now=NOW)
    assert AuditLine.objects.get().detail == {"changed": ["households", "phone"]}
    assert Place.objects.get(pk=community.pk).phone == "0999-1234567"
    with pytest.raises(Stale):
        actions.describe_place(SYSTEM, in_another_tab, **(told | {"phone": "1"}), now=NOW)


def test_removing_a_place():
    tree = make.district()
    grid, building = tree.grids[0], tree.buildings[0]
    in_another_tab = Place.objects.get(pk=building.pk)
    with pytest.raises(NotAllowed):
        actions.remove_place(PUBLIC, building, now=NOW)
    with pytest.raises(RuleBroken, match="这里还有1号楼等"):
        actions.remove_place(SYSTEM, grid, now=NOW)
    actions.remove_place(SYSTEM, building, now=NOW)
    with pytest.raises(Stale):
        actions.remove_place(SYSTEM, in_another_tab, now=NOW)
    actions.remove_place(SYSTEM, grid, now=NOW)
    assert set(Place.objects.exclude(valid_to=None).values_list("pk", flat=True)) == {grid.pk, building.pk}
    assert events() == ["place.removed"] * 2
    again = actions.add_place(
        SYSTEM, tree.communities[0], level=Level.GRID, name="新", code=grid.code, now=NOW
    )
    assert again.pk != grid.pk


def test_doors_are_issued_and_revoked():
    tree = make.district()
    building = tree.buildings[0]
    with pytest.raises(NotAllowed):
        actions.issue_door(PUBLIC, building, now=NOW)
    door = actions.issue_door(SYSTEM, building, now=NOW)
    assert len(door.token) == 10
    in_another_tab = Door.objects.get(pk=door.pk)
    with pytest.raises(NotAllowed):
        actions.revoke_door(PUBLIC, door, now=NOW)
    actions.revoke_door(SYSTEM, door, now=NOW)
    with pytest.raises(Stale):
        actions.revoke_door(SYSTEM, in_another_tab, now=NOW)
    assert events() == ["door.issued", "door.revoked"]
    actions.remove_place(SYSTEM, building, now=NOW)
    with pytest.raises(RuleBroken):
        actions.issue_door(SYSTEM, building, now=NOW)


@pytest.mark.parametrize(
    ("of", "wanted"), [("district", 4), ("subdistrict", 3), ("community", 2), ("grid", 1)]
)
def test_missing_doors_are_issued_once(of, wanted, django_assert_max_num_queries):
    tree = make.district()
    Door.objects.all().delete()
    where = {"district": tree.district, "subdistrict": tree.subdistricts[0], "community": tree.communities[0]}
    place = where.get(of, tree.grids[0])
    with pytest.raises(NotAllowed):
        actions.issue_missing_doors(PUBLIC, place, now=NOW)
    with django_assert_max_num_queries(5):
        assert actions.issue_missing_doors(SYSTEM, place, now=NOW) == wanted
    assert actions.issue_missing_doors(SYSTEM, place, now=NOW) == 0
    assert len(set(Door.objects.values_list("token", flat=True))) == wanted
    assert events() == ["door.issued"] * wanted
