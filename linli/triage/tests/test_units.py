"""Which unit the desk is offered, with what reason, and when it is offered none."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse

from linli.cases.actions import correcting, desk, handling
from linli.cases.actions.moving import Words
from linli.cases.models import Case, Category
from linli.cases.terms import OrderState, State
from linli.cases.tests import make as cases
from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed
from linli.core.tasks import announce, run_all
from linli.organisation.models import Unit
from linli.organisation.terms import Role, UnitKind
from linli.organisation.tests import make
from linli.triage import tasks
from linli.triage.actions import counting
from linli.triage.models import Lesson, UnitCount
from linli.triage.queries.units import offered_units
from linli.triage.terms import SAME_AT_LEAST

NOW = cases.NOW
TOLD = tasks.learn_finished  # its room is imported, else nobody would be told of anything


@dataclass
class World:
    where: make.District
    lamps: Unit  # city management of the first subdistrict
    sister: Unit  # of the second
    water: Unit  # of the whole district

    def offers(self, case: Case) -> list[tuple[str, tuple[str, ...]]]:
        return [(offer.unit.name, offer.reasons) for offer in offered_units(case)]

    def finished(self, unit: Unit, number: int, *, square: int = 0, category: str = "public.rubbish") -> None:
        about = Category.objects.get(code=category)
        for _ in range(number):
            made = cases.case(self.where, state=State.CLOSED, unit=unit, square=square, category=about)
            announce("case.moved", case_id=made.pk, step="close", at=NOW.isoformat())
        run_all(NOW)


@pytest.fixture
def world(db) -> World:
    cases.pack()
    where = make.district()
    first, second = where.subdistricts
    return World(
        where,
        make.unit("向榆城管中队", place=first, trade="city_management"),
        make.unit("临坡城管中队", place=second, trade="city_management"),
        make.unit("供水公司", kind=UnitKind.UTILITY, trade="water"),
    )


def rubbish(world: World, square: int = 0, **fields: object) -> Case:
    return cases.case(
        world.where, square=square, category=Category.objects.get(code="public.rubbish"), **fields
    )


def test_the_catalogue_names_the_nearest_unit_of_the_trade(world):
    assert world.offers(cases.case(world.where)) == [
        ("向榆城管中队", ("派单目录：路灯 → 向榆城管中队（街道队所）",))
    ]
    assert world.offers(cases.case(world.where, square=3))[0][0] == "临坡城管中队"


def test_silent_without_category_row_or_enough_counts(world):
    assert world.offers(cases.case(world.where, category=None)) == []
    assert world.offers(rubbish(world)) == []
    world.finished(world.water, SAME_AT_LEAST - 1)
    assert world.offers(rubbish(world)) == []
    world.finished(world.water, 1)
    assert world.offers(rubbish(world)) == [("供水公司", ("向榆街道同类 5 件中 5 件由其办理",))]


def test_what_one_street_teaches_holds_for_the_sister_team_in_the_next(world):
    world.finished(world.lamps, 6)
    (name, reasons), *others = world.offers(rubbish(world, square=3))
    assert name == "临坡城管中队"
    assert reasons == ("同类 6 件中 6 件由当地街道队所办理",)
    assert others == []


def test_catalogue_on_top_where_counts_disagree(world):
    world.finished(world.water, 8, category="public.lamp")
    offers = world.offers(cases.case(world.where))
    assert [name for name, _reasons in offers] == ["向榆城管中队", "供水公司"]
    assert offers[1][1] == ("向榆街道同类 8 件中 8 件由其办理",)
    world.finished(world.lamps, 20, category="public.lamp")
    assert world.offers(cases.case(world.where))[0][1] == (
        "派单目录：路灯 → 向榆城管中队（街道队所）",
        "向榆街道同类 28 件中 20 件由其办理",
    )


def test_silent_when_nobody_is_likely(world):
    for number in range(5):
        world.finished(make.unit(f"单位{number}", kind=UnitKind.DEPARTMENT), 4)
    assert world.offers(rubbish(world)) == []


def test_only_what_the_desk_could_choose_is_offered(world):
    world.finished(world.water, 6)
    world.water.active = False
    world.water.save()
    assert world.offers(rubbish(world)) == []
    world.lamps.active = False
    world.lamps.save()
    assert world.offers(cases.case(world.where)) == []


def test_a_unit_that_returned_it_is_not_offered_again(world):
    case = cases.case(world.where, state=State.RETURNED, unit=world.lamps)
    assert case.orders.get().state == OrderState.RETURNED
    assert world.offers(case) == []


def test_nothing_to_offer_once_it_is_given_to_somebody(world):
    assert world.offers(cases.case(world.where, state=State.IN_HAND, unit=world.lamps)) == []


def test_few_statements(world, django_assert_max_num_queries):
    world.finished(world.water, 8, category="public.lamp")
    case = Case.objects.select_related("category", "subdistrict").get(pk=cases.case(world.where).pk)
    offered_units(case)  # reads the rule book once
    with django_assert_max_num_queries(3):
        offered_units(case)


# The learned table


def counts() -> dict[tuple[str, str], int]:
    rows = UnitCount.objects.filter(count__gt=0)
    return {(row.context, row.answer): row.count for row in rows}


def test_a_repeated_event_counts_once(world):
    case = cases.case(world.where, state=State.FINISHED, unit=world.water)
    for step in ("finish", "verify", "close", "finish"):
        announce("case.moved", case_id=case.pk, step=step, at=NOW.isoformat())
        run_all(NOW)
    once = counts()
    assert once["public.lamp", f"unit {world.water.pk}"] == 1
    assert once["*", f"unit {world.water.pk}"] == 1
    assert counting.learn_cases([case.pk]) == 0
    assert counting.learn_dispatch(SYSTEM, now=NOW) == 0
    assert counts() == once


def test_real_steps_teach(world):
    """Finished by the unit through the real actions, and nothing before that."""
    clerk = make.actor(Role.DISTRICT_DESK, place=world.where.district)
    handler = make.actor(Role.UNIT_HANDLER, unit=world.lamps)
    case = cases.case(world.where)
    order = desk.dispatch_case(clerk, case, unit=world.lamps, now=NOW)
    handling.accept_order(handler, order, now=NOW)
    handling.start_order(handler, order, now=NOW)
    run_all(NOW)
    assert counts() == {}
    handling.finish_order(handler, order, words=Words("换了灯泡"), now=NOW)
    run_all(NOW)
    assert counts()["public.lamp", "subdistrict subdistrict_team city_management"] == 1


def test_a_corrected_category_is_counted_anew(world):
    case = cases.case(world.where, state=State.FINISHED, unit=world.water)
    counting.learn_cases([case.pk])
    clerk = make.actor(Role.DISTRICT_DESK, place=world.where.district)
    noise = Category.objects.get(code="public.noise")
    correcting.correct_case(clerk, case, category=noise, now=NOW)
    run_all(NOW)
    answer = f"unit {world.water.pk}"
    assert ("public.lamp", answer) not in counts()
    assert counts()["public.noise", answer] == counts()["public", answer] == 1
    assert Lesson.objects.get().category == "public.noise"


def test_rebuilding_gives_the_same_table(world):
    for square in (0, 1, 3):
        world.finished(world.lamps, 3, square=square)
    learned = counts()
    UnitCount.objects.all().delete()
    Lesson.objects.all().delete()
    assert counting.learn_dispatch(SYSTEM, now=NOW) == 9
    assert counts() == learned
    assert AuditLine.objects.filter(event="triage.learned").count() == 1
    with pytest.raises(NotAllowed):
        counting.learn_dispatch(PUBLIC, now=NOW)


def test_an_imported_stretch_teaches(world):
    made = [cases.case(world.where, state=State.CLOSED, unit=world.water) for _ in range(3)]
    for _ in range(2):
        announce("cases.imported", first_id=made[0].pk, last_id=made[-1].pk)
        run_all(NOW)
    assert counts()["public.lamp", f"unit {world.water.pk}"] == 3


# The fragment


def test_the_desk_dispatches_with_one_button(world, client):
    clerk = make.staff(Role.DISTRICT_DESK, place=world.where.district)
    client.force_login(clerk)
    case = cases.case(world.where)
    answer = client.get(reverse("triage:suggestions", args=[case.pk]))
    page = answer.content.decode()
    assert "建议派给 向榆城管中队" in page and 'data-key="y"' in page
    assert "hx-post" not in page
    assert "hx-post" in client.get(reverse("triage:suggestions", args=[case.pk]) + "?pane=1").content.decode()
    sent = {"unit": world.lamps.pk, "version": case.version, "note": ""}
    assert client.post(reverse("cases:deed", args=[case.pk, "dispatch"]), sent).status_code == 302
    case.refresh_from_db()
    assert case.state == State.DISPATCHED and case.unit == world.lamps


def test_handlers_and_other_desks_are_offered_nothing(world, client):
    case = cases.case(world.where, state=State.DISPATCHED, unit=world.lamps)
    url = reverse("triage:suggestions", args=[case.pk])
    client.force_login(make.staff(Role.UNIT_HANDLER, unit=world.lamps))
    assert client.get(url).status_code == 204
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=world.where.subdistricts[1]))
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_nothing_for_a_settled_case(world, client):
    client.force_login(make.staff(Role.DISTRICT_DESK, place=world.where.district))
    closed = cases.case(world.where, state=State.CLOSED, received_at=NOW - timedelta(days=3))
    assert client.get(reverse("triage:suggestions", args=[closed.pk])).status_code == 204
