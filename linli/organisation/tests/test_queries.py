"""Which unit serves a place, who is visible to whom, and what is vacant."""

import pytest
from django.utils import timezone

from linli.core.actors import PUBLIC, Level
from linli.core.errors import NotFound
from linli.methods.models import Pack
from linli.organisation import queries
from linli.organisation.models import StaffingRule
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY


@pytest.fixture
def tree():
    return make.district()


def where(place):
    return {
        "subdistrict_id": place.subdistrict_id,
        "community_id": place.community_id,
        "grid_id": place.grid_id,
    }


def test_the_nearest_unit_of_a_trade_serves_a_place(tree, django_assert_num_queries):
    whole = make.unit("水务局", trade="water")
    street = make.unit("街道水管所", trade="water", place=tree.subdistricts[0])
    grid = make.unit("网格水工", trade="water", place=tree.grids[0])
    make.unit("园林所", trade="parks", place=tree.grids[0])
    closed = make.unit("旧水管所", trade="water", place=tree.communities[1])
    closed.active = False
    closed.save()
    with django_assert_num_queries(1):
        assert queries.unit_for("water", **where(tree.buildings[0])) == grid
    assert queries.unit_for("water", **where(tree.grids[2])) == street
    assert queries.unit_for("water", **where(tree.grids[3])) == whole
    district = make.unit("区水务中心", trade="water", place=tree.district)
    assert queries.unit_for("water", **where(tree.grids[3])) == district
    assert queries.unit_for("gas", **where(tree.grids[0])) is None
    assert queries.unit_for("water", subdistrict_id=None, community_id=None, grid_id=None) == district


def test_grid_teams_and_their_people(tree, django_assert_num_queries):
    team = make.unit("第1网格队", kind=UnitKind.GRID_TEAM, place=tree.grids[0])
    make.post(
        Role.GRID_LEADER, place=tree.grids[0], unit=team, person=make.person("甲"), deputy=make.person("乙")
    )
    make.post(Role.TEAM_MEMBER, place=tree.grids[0], unit=team)
    assert queries.grid_team_of(tree.grids[0].pk) == team
    assert queries.grid_team_of(tree.grids[1].pk) is None
    with django_assert_num_queries(1):
        people = queries.people_of(team, TODAY)
        assert [(post.person and post.person.name, post.deputy and post.deputy.name) for post in people] == [
            ("甲", "乙"),
            (None, None),
        ]


def test_staff_are_seen_within_the_area(tree):
    here = make.person("甲")
    there = make.person("乙")
    gone = make.person("丙")
    make.post(Role.GRID_WORKER, place=tree.grids[0], person=here)
    make.post(Role.UNIT_HANDLER, unit=make.unit(place=tree.communities[2]), person=there)
    make.post(Role.GRID_WORKER, place=tree.grids[0], person=gone, valid_to=TODAY)
    secretary = make.actor(Role.COMMUNITY_SECRETARY, place=tree.communities[0], name="书记")

    def names(actor):
        return set(queries.visible_staff(actor, TODAY).values_list("name", flat=True))

    assert names(secretary) == {"甲", "书记"}
    assert names(make.actor(Role.DISTRICT_LEADER, place=tree.district)) >= {"甲", "乙", "书记"}
    assert names(queries.actor_of(there.account, TODAY)) == {"乙"}
    assert names(PUBLIC) == set()
    manager = make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[0], name="管理员")
    assert names(manager) == {"甲", "书记", "丙", "管理员"}  # the one without a post waits for one
    with pytest.raises(NotFound):
        queries.person_for(secretary, there.pk, TODAY)
    assert queries.people_named(manager, TODAY, here.staff_number) == [here]
    assert queries.people_named(manager, TODAY, "乙") == []


@pytest.fixture
def pack():
    made = Pack.objects.create(
        name="t", version=1, title="t", digest="d", text="", loaded_at=timezone.now(), active=True
    )

    def rule(level, role, title, least, most=None, core=True):
        StaffingRule.objects.create(
            pack=made, level=level, role=role, title=title, at_least=least, at_most=most, core=core
        )

    rule(Level.GRID, Role.GRID_LEADER, "网格长", 1, 1)
    rule(Level.GRID, Role.GRID_WORKER, "网格员", 1)
    rule(Level.GRID, Role.TEAM_MEMBER, "民警", 1, core=False)
    rule(Level.GRID, Role.TEAM_MEMBER, "物业经理", 1, core=False)
    rule(Level.COMMUNITY, Role.COMMUNITY_SECRETARY, "社区书记", 1, 1)
    return made


def test_vacancies_are_too_few_and_too_many(tree, pack):
    actor = make.actor(Role.DISTRICT_DESK, place=tree.district)
    grid = tree.grids[0]
    for _n in range(2):
        make.post(Role.GRID_LEADER, place=grid, person=make.person())
    team = make.unit(kind=UnitKind.GRID_TEAM, place=grid)
    member = make.post(Role.TEAM_MEMBER, place=grid, unit=team, person=make.person())
    member.title = "民警"
    member.save()
    make.post(Role.GRID_WORKER, place=grid)  # nobody in it
    make.post(Role.COMMUNITY_SECRETARY, place=tree.communities[0], person=make.person())

    found = queries.vacancies(actor, TODAY)
    here = {(v.need.title, v.have, v.missing, v.surplus) for v in found if v.place == grid}
    assert here == {("网格长", 2, 0, 1), ("网格员", 0, 1, 0), ("物业经理", 0, 1, 0)}
    assert [v.place for v in found if v.need.level == Level.COMMUNITY] == tree.communities[1:]
    assert {v.place for v in found if v.need.level == Level.GRID} == set(tree.grids)

    inside = queries.vacancies(actor, TODAY, at=tree.subdistricts[1])
    assert {v.place for v in inside} == {tree.communities[2], tree.grids[3]}
    counts = queries.area_counts(found, tree.subdistricts)
    assert [(c.place.name, c.missing, c.surplus) for c in counts] == [("向榆街道", 11, 1), ("临坡街道", 5, 0)]


def test_vacancies_are_seen_within_the_area(tree, pack):
    secretary = make.actor(Role.COMMUNITY_SECRETARY, place=tree.communities[2])
    assert {v.place for v in queries.vacancies(secretary, TODAY)} == {tree.grids[3]}
    assert queries.vacancies(make.actor(Role.GRID_WORKER, place=tree.grids[0]), TODAY) == []


def test_vacancies_cost_the_same_for_many_places(tree, pack, django_assert_num_queries):
    actor = make.actor(Role.DISTRICT_DESK, place=tree.district)
    with django_assert_num_queries(3):
        few = len(queries.vacancies(actor, TODAY))
    for number in range(30):
        make.place(Level.GRID, tree.communities[2], f"X{number}", f"新{number}网格")
    with django_assert_num_queries(3):
        assert len(queries.vacancies(actor, TODAY)) == few + 30 * 4


def test_a_team_shows_core_others_and_whoever_else_is_there(tree, pack, django_assert_num_queries):
    grid = tree.grids[0]
    leader = make.post(Role.GRID_LEADER, place=grid, person=make.person("甲"), deputy=make.person("乙"))
    neighbour = make.post(Role.BUILDING_LEADER, place=grid, person=make.person("丙"))
    with django_assert_num_queries(2):
        team = queries.team_of(grid, TODAY)
        assert [(slot.need.title, len(slot.posts), slot.missing) for slot in team.core] == [
            ("网格长", 1, 0),
            ("网格员", 0, 1),
        ]
        assert team.core[0].posts == [leader]
        assert [slot.need.title for slot in team.others] == ["民警", "物业经理"]
        assert team.further == [neighbour]
