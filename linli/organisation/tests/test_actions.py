"""Arranging staff: within one's area, never for oneself, with an audit line each time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.organisation import actions, queries
from linli.organisation.models import Notice, Person, Post, Unit
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def tree():
    return make.district()


@pytest.fixture
def manager(tree):
    """Arranges staff in the first subdistrict."""
    return make.actor(Role.ADMINISTRATOR, place=tree.subdistricts[0])


@pytest.fixture
def chief(tree):
    """Arranges staff in the whole district."""
    return make.actor(Role.ADMINISTRATOR, place=tree.district)


def test_a_manager_appoints_inside_the_area_only(tree, manager):
    worker = make.person("新网格员")
    inside, outside = tree.grids[0], tree.grids[3]
    for place in (outside, tree.subdistricts[1], tree.district):
        with pytest.raises(NotAllowed):
            actions.appoint(
                manager, role=Role.GRID_WORKER, place=place, person=worker, valid_from=TODAY, now=NOW
            )
    office = make.unit(place=tree.communities[2])
    with pytest.raises(NotAllowed):
        actions.appoint(manager, role=Role.UNIT_LEAD, unit=office, person=worker, valid_from=TODAY, now=NOW)
    with pytest.raises(NotAllowed):  # a unit without a place serves the whole district
        actions.appoint(
            manager, role=Role.UNIT_LEAD, unit=make.unit(), person=worker, valid_from=TODAY, now=NOW
        )
    with pytest.raises(NotAllowed):
        nobody = make.actor(Role.GRID_LEADER, place=inside)
        actions.appoint(nobody, role=Role.GRID_WORKER, place=inside, person=worker, valid_from=TODAY, now=NOW)
    assert not AuditLine.objects.exists()

    post = actions.appoint(
        manager, role=Role.GRID_WORKER, place=inside, person=worker, valid_from=TODAY, now=NOW
    )
    assert queries.actor_of(worker.account, TODAY).seats[0].post_id == post.pk
    line = AuditLine.objects.get()
    assert (line.event, line.detail["person_id"], line.actor_id) == ("post.given", worker.pk, manager.id)


def test_rights_that_know_no_place_are_given_by_the_district(tree, manager, chief):
    person = make.person()
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises((NotAllowed, RuleBroken)):
            actions.appoint(
                manager, role=role, place=tree.subdistricts[0], person=person, valid_from=TODAY, now=NOW
            )
    actions.appoint(chief, role=Role.AUDITOR, place=tree.district, person=person, valid_from=TODAY, now=NOW)


def test_nobody_appoints_oneself(tree, chief):
    me = Person.objects.get(account=chief.id)
    other = make.person()
    for people in ({"person": me}, {"person": other, "deputy": me}):
        with pytest.raises(RuleBroken, match="own_post"):
            actions.appoint(
                chief, role=Role.DISTRICT_DESK, place=tree.district, valid_from=TODAY, now=NOW, **people
            )


def test_posts_that_make_no_sense_are_refused(tree, chief):
    person, unit = make.person(), make.unit()
    base = {"person": person, "valid_from": TODAY, "now": NOW}
    for code, wrong in {
        "unit_needed": {"role": Role.UNIT_LEAD, "place": tree.grids[0]},
        "place_needed": {"role": Role.GRID_WORKER, "unit": unit},
        "level_wrong": {"role": Role.DISTRICT_DESK, "place": tree.grids[0]},
        "role_unknown": {"role": "king", "place": tree.grids[0]},
        "deputy_same": {"role": Role.GRID_WORKER, "place": tree.grids[0], "deputy": person},
        "post_dates": {"role": Role.GRID_WORKER, "place": tree.grids[0], "valid_to": TODAY},
    }.items():
        with pytest.raises(RuleBroken, match=code):
            actions.appoint(chief, **base | wrong)
    actions.appoint(chief, role=Role.GRID_WORKER, place=tree.grids[0], **base)
    with pytest.raises(RuleBroken, match="post_held"):
        actions.appoint(chief, role=Role.GRID_WORKER, place=tree.grids[0], **base)
    assert Post.objects.filter(person=person).count() == 1


def test_ending_and_filling_posts(tree, manager):
    holder, deputy, next_one = make.person("甲"), make.person("乙"), make.person("丙")
    post = make.post(Role.GRID_WORKER, place=tree.grids[0], person=holder, deputy=deputy)
    elsewhere = make.post(Role.GRID_WORKER, place=tree.grids[3], person=holder)
    for no in (
        lambda: actions.end_post(manager, elsewhere, on=TODAY, now=NOW),
        lambda: actions.fill_post(manager, elsewhere, person=next_one, deputy=None, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            no()
    with pytest.raises(RuleBroken, match="post_end_past"):
        actions.end_post(manager, post, on=TODAY - DAY, now=NOW)
    with pytest.raises(RuleBroken, match="deputy_same"):
        actions.fill_post(manager, post, person=next_one, deputy=next_one, now=NOW)

    assert actions.fill_post(manager, post, person=next_one, deputy=deputy, now=NOW)
    assert not actions.fill_post(manager, post, person=next_one, deputy=deputy, now=NOW)
    assert queries.actor_of(next_one.account, TODAY).seats
    actions.end_post(manager, post, on=TODAY, now=NOW)
    assert not queries.actor_of(next_one.account, TODAY).seats
    assert list(AuditLine.objects.values_list("event", flat=True).order_by("pk")) == [
        "post.filled",
        "post.ended",
    ]


def test_units_are_opened_changed_and_closed_within_the_area(tree, manager, chief):
    with pytest.raises(NotAllowed):
        actions.add_unit(manager, code="W1", name="水务局", kind=UnitKind.DEPARTMENT, now=NOW)
    actions.add_unit(chief, code="W1", name="水务局", kind=UnitKind.DEPARTMENT, trade="water", now=NOW)
    with pytest.raises(RuleBroken, match="unit_code_taken"):
        actions.add_unit(chief, code="W1", name="别的局", kind=UnitKind.DEPARTMENT, now=NOW)
    unit = actions.add_unit(
        manager, code="S1", name="城管队", kind=UnitKind.SUBDISTRICT_TEAM, place=tree.subdistricts[0], now=NOW
    )
    same = {"name": "城管队", "kind": UnitKind.SUBDISTRICT_TEAM, "trade": "", "parent": None, "phone": ""}
    assert not actions.change_unit(manager, unit, **same, place=tree.subdistricts[0], now=NOW)
    with pytest.raises(NotAllowed):
        actions.change_unit(manager, unit, **same, place=tree.subdistricts[1], now=NOW)
    child = make.unit(parent=unit, place=tree.communities[0])
    with pytest.raises(RuleBroken, match="unit_has_children"):
        actions.close_unit(manager, unit, now=NOW)
    actions.close_unit(manager, child, now=NOW)
    actions.close_unit(manager, unit, now=NOW)
    assert not Unit.objects.get(pk=unit.pk).active


def test_people_and_their_way_in(tree, manager):
    worker = make.actor(Role.GRID_WORKER, place=tree.grids[0])
    with pytest.raises(NotAllowed):
        actions.add_person(worker, name="新人", now=NOW)
    person = actions.add_person(manager, name="新人", staff_number="A1", sign_in_name="xin", now=NOW)
    with pytest.raises(RuleBroken, match="staff_number_taken"):
        actions.add_person(manager, name="新人", staff_number="A1", now=NOW)
    assert not person.account.has_usable_password()
    password = actions.give_password(manager, person, now=NOW)
    person.account.refresh_from_db()
    assert person.account.check_password(password)
    assert person.account.must_change_password


def test_a_password_is_given_only_by_whoever_arranges_every_post_it_opens(tree, manager):
    both = make.person()
    make.post(Role.GRID_WORKER, place=tree.grids[0], person=both)
    actions.give_password(manager, both, now=NOW)
    make.post(Role.GRID_WORKER, place=tree.grids[3], person=both)
    for refused in (actions.give_password, actions.unlock, actions.reset_second_factor, actions.leave):
        with pytest.raises(NotAllowed):
            refused(manager, both, now=NOW)


def test_absences_are_set_by_oneself_or_by_whoever_arranges_the_staff(tree, manager):
    person = make.person()
    make.post(Role.GRID_WORKER, place=tree.grids[0], person=person)
    me = queries.actor_of(person.account, TODAY)
    other = make.actor(Role.GRID_WORKER, place=tree.grids[0])
    days = {"starts_on": TODAY, "ends_on": TODAY + DAY}
    with pytest.raises(NotAllowed):
        actions.set_absence(other, person, **days, now=NOW)
    with pytest.raises(RuleBroken, match="absence_over"):
        actions.set_absence(me, person, starts_on=TODAY, ends_on=TODAY - DAY, now=NOW)
    away = actions.set_absence(me, person, **days, now=NOW)
    with pytest.raises(RuleBroken, match="absence_overlaps"):
        actions.set_absence(manager, person, starts_on=TODAY + DAY, ends_on=TODAY + 3 * DAY, now=NOW)
    with pytest.raises(NotAllowed):
        actions.end_absence(other, away, now=NOW)
    actions.end_absence(manager, away, now=NOW)
    assert not person.absences.exists()


def test_somebody_leaves(tree, chief):
    person, stands_in_for = make.person(), make.person()
    make.post(Role.GRID_WORKER, place=tree.grids[0], person=person)
    other = make.post(Role.GRID_LEADER, place=tree.grids[0], person=stands_in_for, deputy=person)
    actions.leave(chief, person, now=NOW)
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.active, person.account.is_active, other.deputy) == (False, False, None)
    with pytest.raises(NotAllowed):
        actions.leave(chief, Person.objects.get(account=chief.id), now=NOW)


def test_second_factors_are_required_by_the_district(tree, manager, chief):
    with pytest.raises(NotAllowed):
        actions.require_second_factor(manager, Role.AUDITOR, True, now=NOW)
    for _twice in range(2):
        actions.require_second_factor(chief, Role.AUDITOR, True, now=NOW)
    assert AuditLine.objects.count() == 1
    assert queries.needs_second_factor(make.actor(Role.AUDITOR, place=tree.district))
    assert not queries.needs_second_factor(chief)


def test_notices_are_put_once_and_read_by_those_they_are_for(tree):
    unit = make.unit()
    handler, stranger = (
        make.actor(Role.UNIT_HANDLER, unit=unit),
        make.actor(Role.UNIT_HANDLER, unit=make.unit()),
    )
    person = Person.objects.get(account=stranger.id)
    lines = [
        actions.NoticeLine(text="快到时限", url="/x/", key="soon-1", unit_id=unit.pk),
        actions.NoticeLine(text="请看", url="/y/", key="own-1", person_id=person.pk),
    ]
    for _twice in range(2):
        actions.put_notices(lines, now=NOW)
    assert Notice.objects.count() == 2
    assert [n.text for n in queries.unread_notices(handler)] == ["快到时限"]
    assert actions.read_notices(stranger, [Notice.objects.get(unit=unit).pk], now=NOW) == 0
    assert actions.read_notices(handler, now=NOW) == 1
    assert not queries.unread_notices(handler)
    assert queries.unread_notices(stranger).count() == 1
    assert not queries.visible_notices(SYSTEM)
