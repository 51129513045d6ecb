"""The counter: for whom it is filed, the receipt that is read out, filed once however often it is sent."""

import pytest
from django.test import Client

from linli.cases.models import Case
from linli.cases.tests import make as cases
from linli.core.outgoing.models import OutgoingMessage
from linli.organisation.terms import Role
from linli.organisation.tests import make

LAMP = {
    "channel": "phone", "whose": "self", "text": "门口路灯不亮", "place_name": "书声社区门口", "kind": "help",
    "phone": "13800001234", "name": "李女士",
}  # fmt: skip


@pytest.fixture
def clerk(db):
    cases.pack()
    where = make.district()
    client = Client()
    client.force_login(make.staff(Role.SUBDISTRICT_DESK, place=where.subdistricts[0], name="周文"))
    return client, where


def test_what_is_filed_is_read_out_printed_and_sent(clerk, settings):
    client, where = clerk
    settings.GATEWAYS = settings.GATEWAYS | {
        "sms": settings.GATEWAYS["sms"] | {"url": "https://sms.example/"}
    }
    place = where.buildings[0].pk
    receipt = client.post("/desk/intake/", LAMP | {"place": place, "intake_key": "desk:1"}).url
    page = client.get(receipt).content.decode()
    case = Case.objects.get()
    assert case.caller.pin in page and case.key in page and case.grid == where.grids[0]
    assert client.post(receipt).status_code == 302
    message = OutgoingMessage.objects.get()
    assert message.to == "13800001234" and case.key in message.body
    client.post(receipt)
    client.post("/desk/intake/", LAMP | {"place": place, "intake_key": "desk:1"})
    assert OutgoingMessage.objects.count() == 1 == Case.objects.count()


def test_a_receipt_is_for_whoever_filed_it(clerk):
    client, where = clerk
    receipt = client.post("/desk/intake/", LAMP).url
    other = Client()
    other.force_login(make.staff(Role.DISTRICT_DESK, place=where.district))
    assert other.get(receipt).status_code == 410 == client.get("/desk/intake/filed/x/").status_code


def test_a_proxy_is_named_and_an_agency_reports_as_itself(clerk):
    client, _where = clerk
    unnamed = client.post("/desk/intake/", LAMP | {"whose": "proxy"})
    assert unnamed.status_code == 422 and "女儿王女士" in unnamed.content.decode()
    client.post("/desk/intake/", LAMP | {"whose": "proxy", "proxy": "女儿王女士"})
    case = Case.objects.get()
    assert case.origin == "resident" and "女儿王女士" in case.caller.filed_by
    client.post("/desk/intake/", LAMP | {"whose": "agency", "name": "", "phone": "", "channel": "paper"})
    own = Case.objects.latest("pk")
    assert own.origin == "agency" and "向榆街道" in own.caller.name and own.channel == "paper"


def test_the_form_asks_who_how_and_where(clerk):
    client, _where = clerk
    page = client.get("/desk/intake/?place=nonsense").content.decode()
    for said in ("电话", "窗口", "纸质", "诉求人本人", "代理人来说的", "本单位发现的", "热线工单（表格）"):
        assert said in page
