"""The demo district has whistles for both sides."""

import pytest
from django.utils import timezone

from linli.cases.demo.loading import load as load_cases
from linli.core.demo import Context
from linli.organisation.demo.loading import load as load_organisation
from linli.places.demo.loading import load as load_places
from linli.whistles import demo
from linli.whistles.models import Call, Whistle
from linli.whistles.terms import State

pytestmark = pytest.mark.slow  # the demo is built for real


@pytest.mark.django_db
def test_the_demo_shows_whistles_in_every_state():
    context = Context(now=timezone.now(), scale=0.02)
    for load in (load_places, load_organisation, load_cases, demo.load):
        load(context)
    assert {State.OPEN, State.CLOSED} <= set(Whistle.objects.values_list("state", flat=True))
    assert Call.objects.filter(refused_at__isnull=False).exists()
    assert Call.objects.filter(owner_first__isnull=False, unit_first__isnull=False).exists()
    blown = Whistle.objects.select_related("case__category")
    assert not any(one.case.category.code.startswith(demo.NEVER) for one in blown), "no pension questions"
    assert all(one.blown_at >= one.case.received_at for one in blown)
