"""The demo district has needs in every state, and somebody for every sign-in to help."""

import pytest
from django.utils import timezone

from linli.core.demo import Context
from linli.needs import demo
from linli.needs.models import CareTask, Helper, Need
from linli.needs.terms import HelperKind, State
from linli.organisation.demo.loading import load as load_organisation
from linli.places.demo.loading import load as load_places

pytestmark = pytest.mark.slow  # the demo is built for real


@pytest.mark.django_db
def test_the_demo_shows_needs_in_every_state():
    context = Context(now=timezone.now(), scale=0.5)
    for load in (load_places, load_organisation, demo.load):
        load(context)
    states = set(Need.objects.values_list("state", flat=True))
    assert {State.RAISED, State.AGREED, State.MATCHED, State.RUNNING, State.STOPPED} <= states
    assert set(Helper.objects.values_list("kind", flat=True)) == set(HelperKind.values)
    assert (
        CareTask.objects.filter(state="done").exists() and CareTask.objects.filter(state="planned").exists()
    )
    assert not Need.objects.filter(raised_at__gt=context.now).exists()
