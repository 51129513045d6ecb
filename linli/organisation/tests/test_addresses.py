"""Where a unit is told, who may say so, and that it is told once."""

import pytest
from django.test import Client
from django.utils import timezone

from linli.core.actors import SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.outgoing.models import OutgoingMessage
from linli.organisation import actions, queries
from linli.organisation.actions import UnitMessage
from linli.organisation.models import Notice, UnitAddress
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def actor(role, **where):
    return queries.actor_of(make.staff(role, **where), timezone.localdate())


def test_an_address_and_its_noes():
    where = make.district()
    unit = make.unit("城管中队", place=where.subdistricts[0])
    manager = actor(Role.ADMINISTRATOR, place=where.subdistricts[0])
    for stranger in (
        actor(Role.ADMINISTRATOR, place=where.subdistricts[1]),
        actor(Role.DISTRICT_DESK, place=where.district),
        actor(Role.UNIT_LEAD, unit=unit),
    ):
        with pytest.raises(NotAllowed):
            actions.add_address(stranger, unit, channel="mail", to="a@example.cn", now=NOW)
    wrong = [("mail", "nobody"), ("webhook", "ftp://example.cn"), ("sms", "12"), ("wecom", "a b")]
    for channel, to in wrong:
        with pytest.raises(RuleBroken, match="address_wrong"):
            actions.add_address(manager, unit, channel=channel, to=to, now=NOW)
    assert not AuditLine.objects.filter(event="unit.address_added").exists()

    made = actions.add_address(manager, unit, channel="mail", to=" a@example.cn ", now=NOW)
    with pytest.raises(RuleBroken, match="address_known"):
        actions.add_address(manager, unit, channel="mail", to="a@example.cn", now=NOW)
    with pytest.raises(NotAllowed):
        actions.remove_address(actor(Role.AUDITOR, place=where.district), made, now=NOW)
    actions.remove_address(manager, made, now=NOW)
    assert not UnitAddress.objects.exists()
    assert AuditLine.objects.get(event="unit.address_added").detail["channel"] == "mail"


def test_a_unit_is_told_once_and_rings_only_when_it_is_urgent(django_assert_max_num_queries):
    one, other = make.unit("城管中队"), make.unit("水务")
    actions.add_address(SYSTEM, one, channel="mail", to="a@example.cn", now=NOW)
    actions.add_address(SYSTEM, one, channel="sms", to="13800001234", urgent_only=True, now=NOW)
    actions.add_address(SYSTEM, other, channel="mail", to="b@example.cn", now=NOW)

    def tell(key, *, urgent):
        lines = [
            UnitMessage(
                unit.pk, "街道吹哨", "/whistles/1/", "whistle.blown", f"{key}:{unit.pk}", ("whistle", 1)
            )
            for unit in (one, other)
        ]
        return actions.tell_units(lines, urgent=urgent, now=NOW)

    with django_assert_max_num_queries(8):
        assert tell("w:1", urgent=False) == 2
    assert tell("w:1", urgent=False) == 0
    assert tell("w:2", urgent=True) == 3
    assert Notice.objects.count() == 4
    assert "http" in OutgoingMessage.objects.get(key=f"w:2:{one.pk}:{one.addresses.last().pk}").body


def test_the_page_of_a_unit():
    where = make.district()
    unit = make.unit("城管中队", place=where.subdistricts[0])
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=where.district))
    add, page = f"/organisation/units/{unit.pk}/addresses/", f"/organisation/units/{unit.pk}/"
    refused = client.post(add, {"channel": "webhook", "to": "example"})
    assert refused.status_code == 422 and 'value="example"' in refused.content.decode()
    client.post(add, {"channel": "webhook", "to": "https://hook.example.cn/in", "urgent_only": "on"})
    assert "whsec_" in client.get(page).content.decode()
    desk = Client()
    desk.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    assert "hook.example.cn" not in desk.get(page).content.decode()
    made = UnitAddress.objects.get()
    assert made.urgent_only
    client.post(f"{add}{made.pk}/remove/")
    assert client.post(f"{add}{made.pk}/remove/").status_code == 404
    assert not UnitAddress.objects.exists()
