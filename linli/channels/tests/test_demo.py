"""The demo district shows every channel: a hook, letters, mornings' overviews, a hotline that was asked."""

import pytest
from django.utils import timezone

from linli.cases.demo.loading import load as load_cases
from linli.channels.demo import hotline, machines
from linli.channels.models import DigestWish, Hook, HotlineAsk, IncomingLetter
from linli.core.demo import Context
from linli.core.outgoing.models import OutgoingMessage
from linli.organisation.demo.loading import load as load_organisation
from linli.places.demo.loading import load as load_places


@pytest.mark.django_db
def test_every_channel_has_something_to_show():
    context = Context(now=timezone.now(), scale=0.02)
    for load in (load_places, load_organisation, load_cases, hotline.load, machines.load):
        load(context)
    assert Hook.objects.filter(ended_at=None).count() == 1 and DigestWish.objects.count() == 2
    verdicts = sorted(IncomingLetter.objects.values_list("verdict", flat=True))
    assert verdicts == ["added", "filed", "filed", "filed", "refused"]
    assert HotlineAsk.objects.filter(kind="return").count() == 1
    mails = OutgoingMessage.objects.filter(channel="mail").values_list("to", flat=True)
    assert mails and all(to.endswith(".example") for to in mails), "nothing can reach anybody"
