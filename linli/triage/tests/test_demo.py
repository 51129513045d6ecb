"""The demo district has a problem that comes back at one house, every time mended."""

import pytest
from django.utils import timezone

from linli.cases.demo.loading import load as load_cases
from linli.cases.models import Case
from linli.cases.terms import State
from linli.core.demo import Context
from linli.organisation.demo.loading import load as load_organisation
from linli.places.demo.loading import load as load_places
from linli.triage import demo
from linli.triage.actions import topics
from linli.triage.models import Recurring

pytestmark = pytest.mark.slow  # the demo is built for real


@pytest.mark.django_db
def test_a_problem_of_one_place_comes_back_every_month():
    context = Context(now=timezone.now(), scale=0.02)
    for load in (load_places, load_organisation, load_cases, demo._comes_back):
        load(context)
    topics.find_recurring(now=context.now)
    problem = Recurring.objects.get(category_code=demo.KIND)
    assert problem.months >= 3 and problem.cases >= 15
    mended = Case.objects.filter(category__code=demo.KIND, text__in=demo.SAID)
    assert {case.state for case in mended} == {State.CLOSED}
    assert len({case.building_id for case in mended}) == 1
