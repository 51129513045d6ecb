"""What a message becomes: sent, tried again, given up, withheld, doubtful; and who may see it."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from linli.core.actors import PUBLIC, SYSTEM
from linli.core.audit.models import AuditLine
from linli.core.errors import NotAllowed, RuleBroken
from linli.core.outgoing import Draft, actions, delivery, send, send_many
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.terms import CONTENTS_KEPT, LINES_KEPT, TRIES, State
from linli.core.outgoing.webhook import secret_for
from linli.core.tasks import run_all
from linli.core.tasks.models import TaskRow
from linli.core.tests.sinks import free_port, http_sink, mail_sink
from linli.organisation.terms import Role
from linli.organisation.tests import make

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def put(channel="mail", to="wang@example.cn", key="t:1", **more):
    words = {"subject": "街道吹哨", "body": "请在 30 分钟内到场。", "kind": "whistle.blown"} | more
    send(channel, to, words.pop("subject"), words.pop("body"), key=key, now=NOW, **words)
    return OutgoingMessage.objects.get(key=key)


def smtp(port, **options):
    options = {"host": "127.0.0.1", "port": port, "timeout": 5} | options
    return {"default": {"BACKEND": "linli.core.outgoing.mail.EdgeBackend", "OPTIONS": options}}


def state_after(message, now=NOW):
    run_all(now)
    message.refresh_from_db()
    return message.state


def test_one_key_is_one_message_and_what_is_rolled_back_never_was():
    assert put().pk == put(subject="改了主意").pk
    assert (OutgoingMessage.objects.count(), TaskRow.objects.count()) == (1, 1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put(key="t:2")
        raise ZeroDivisionError
    assert (OutgoingMessage.objects.count(), TaskRow.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"to": ""}, {"to": "a@b.cn\r\nBcc: c@d.cn"}, {"channel": "pigeon"}, {"key": "k" * 201}, {"key": "钥匙"}],
    ids=["nobody", "two", "channel", "long", "header"],
)
def test_what_cannot_be_sent_is_refused_at_once(wrong):
    with pytest.raises(RuleBroken):
        put(**wrong)


def test_mail_goes_through_djangos_backend(settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    headers = {"List-Unsubscribe": "<https://linli.example/u/1>", "Bcc": "x@example.cn"}
    message = put(data={"headers": headers})
    assert state_after(message) == State.SENT and message.sent_at
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["wang@example.cn"], "街道吹哨")
    assert letter.extra_headers["List-Unsubscribe"] == "<https://linli.example/u/1>"
    assert "Bcc" not in letter.extra_headers
    assert state_after(message) == State.SENT and len(mail.outbox) == 1


def test_mail_reaches_a_real_server_whole(settings):
    with mail_sink() as (sink, port):
        settings.MAILERS = smtp(port)
        message = put(body=".第一行以点开头\n第二行\n.\n最后一行")
        assert state_after(message) == State.SENT
    [letter] = sink.arrived
    lines = letter.get_payload(decode=True).decode().split()
    assert lines == [".第一行以点开头", "第二行", ".", "最后一行"]
    assert letter["Auto-Submitted"] == "auto-generated" and len(set(sink.ids)) == 1


def test_a_server_that_says_not_now_is_asked_again_and_one_that_says_never_is_not(settings):
    with mail_sink(answers=["451 try later", "250 OK"]) as (sink, port):
        settings.MAILERS = smtp(port)
        later, never = put(), put(to="nobody@example.cn", key="t:2")
        assert state_after(later) == State.WAITING and later.next_at > NOW and later.error.startswith("451")
        assert state_after(never) == State.FAILED
        assert never.error.startswith("550") and "nobody@" not in never.error
        assert state_after(later, NOW + timedelta(minutes=1)) == State.SENT
        assert (len(sink.arrived), later.attempts) == (1, 2)


def test_a_server_that_is_away_is_tried_for_hours_and_then_given_up(settings):
    settings.MAILERS = smtp(free_port())
    message, now = put(), NOW
    for _ in range(TRIES + 3):
        state_after(message, now)
        now += timedelta(hours=1)
    assert (message.state, message.attempts) == (State.FAILED, TRIES - 1)
    assert not TaskRow.objects.filter(state="waiting").exists()


def test_a_channel_nobody_set_up_withholds_and_says_so_and_can_be_sent_later(settings):
    message = put()
    assert state_after(message) == State.WITHHELD and "LINLI_SMTP_HOST" in message.error
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    with pytest.raises(NotAllowed):
        actions.retry(PUBLIC, [message.pk], now=NOW)
    assert actions.retry(SYSTEM, [message.pk], now=NOW) == 1
    assert state_after(message) == State.SENT
    assert actions.retry(SYSTEM, [message.pk], now=NOW) == 0
    assert AuditLine.objects.get(event="outgoing.retried").detail == {"was": "withheld"}


def test_a_worker_given_up_for_dead_speaks_no_last_word(settings):
    """Two workers have the message: only one of them gets over the edge."""
    with mail_sink() as (sink, port):
        settings.MAILERS = smtp(port)
        message = put()
        slow = OutgoingMessage.objects.get(pk=message.pk)
        state_after(message)
        with pytest.raises(delivery.TakenOver):
            delivery._attempt(slow, delivery.ADAPTERS["mail"], NOW)
    assert len(sink.arrived) == 1


def test_after_the_edge_mail_is_doubtful_and_the_late_answer_still_counts():
    message = put()
    slow = OutgoingMessage.objects.get(pk=message.pk)
    delivery._cross(slow)
    assert state_after(message) == State.UNSURE
    delivery._settle(slow, delivery.Receipt(delivery.Outcome.TAKEN), NOW)
    assert state_after(message) == State.SENT


def test_a_webhook_is_signed_and_repeated_with_the_same_id(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with http_sink((502, ""), (200, "")) as (url, got):
        message = put("webhook", f"{url}/in", data={"whistle": 7})
        assert state_after(message) == State.WAITING
        assert state_after(message, NOW + timedelta(minutes=1)) == State.SENT
    (path, headers, body), (_path, again, same) = got
    assert path == "/in" and body == same and headers["webhook-id"] == again["webhook-id"] == "t:1"
    assert json.loads(body)["data"] == {"whistle": 7}
    secret = base64.b64decode(secret_for(f"{url}/in").removeprefix("whsec_"))
    signed = f"t:1.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"


def test_a_webhook_killed_after_the_edge_is_said_again(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with http_sink() as (url, got):
        message = put("webhook", url)
        delivery._cross(OutgoingMessage.objects.get(pk=message.pk))
        assert state_after(message) == State.SENT and len(got) == 1


def test_a_webhook_never_reaches_into_our_own_network():
    with http_sink() as (url, got):
        for number, to in enumerate(
            [url, "http://localhost:1/", "ftp://example.cn/", "https://u:p@example.cn/"]
        ):
            message = put("webhook", to, key=f"t:{number}")
            assert state_after(message) == State.FAILED and message.error
        assert not got


def test_a_redirect_is_not_followed(settings):
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with http_sink((302, "")) as (url, got):
        assert state_after(put("webhook", url)) == State.FAILED and len(got) == 1


def test_short_messages_go_through_any_gateway(settings):
    with http_sink((200, '{"code": 0}'), (200, '{"code": 7, "why": "13800001234 blocked"}')) as (url, got):
        body = {"phone": "{to}", "content": "【邻里】{text}", "out_id": "{key}"}
        gateway = {"url": url, "token": "T", "body": body, "success": "code=0", "tells_repeats": False}
        settings.GATEWAYS = {"sms": gateway, "wechat": gateway | {"url": ""}}
        assert state_after(put("sms", "13800001234")) == State.SENT
        refused = put("sms", "13800001234", key="t:2")
        assert state_after(refused) == State.FAILED and "13800001234" not in refused.error
        assert state_after(put("wechat", "open-id", key="t:3")) == State.WITHHELD
    assert json.loads(got[0][2]) == {
        "phone": "13800001234",
        "content": "【邻里】请在 30 分钟内到场。",
        "out_id": "t:1",
    }
    assert got[0][1]["Authorization"] == "Bearer T"


def test_a_gateway_that_lost_the_answer_leaves_a_doubt(settings):
    with http_sink((504, "")) as (url, _got):
        gateway = {"url": url, "token": "", "body": {}, "success": "", "tells_repeats": False}
        settings.GATEWAYS = {"sms": gateway}
        assert state_after(put("sms", "13800001234")) == State.UNSURE


def test_the_robot_of_a_group(settings):
    busy = '{"errcode": 45009, "errmsg": "api freq out of limit"}'
    with http_sink((200, busy), (200, '{"errcode": 0}'), (200, '{"errcode": 93000}')) as (url, got):
        settings.WECOM_URL = f"{url}/send"
        message = put("wecom", "robot-1")
        assert state_after(message) == State.WAITING
        assert state_after(message, NOW + timedelta(minutes=1)) == State.SENT
        assert state_after(put("wecom", "robot-2", key="t:2")) == State.FAILED
    assert got[0][0] == "/send?key=robot-1"
    assert json.loads(got[0][2])["text"]["content"] == "街道吹哨\n请在 30 分钟内到场。"


def test_what_nobody_carries_any_more_is_picked_up():
    message = put()
    TaskRow.objects.all().delete()
    assert actions.pick_up(NOW + timedelta(minutes=9)) == 0
    assert actions.pick_up(NOW + timedelta(minutes=11)) == 1
    assert actions.pick_up(NOW + timedelta(minutes=11)) == 1 and TaskRow.objects.count() == 1
    assert state_after(message) == State.WITHHELD


def test_words_are_erased_and_the_line_stays_three_years():
    message = put()
    waiting = put(key="t:2")
    state_after(message)
    OutgoingMessage.objects.filter(pk=waiting.pk).update(state=State.WAITING)
    assert actions.erase_contents(NOW + CONTENTS_KEPT - timedelta(days=1)) == 0
    assert actions.erase_contents(NOW + CONTENTS_KEPT + timedelta(days=1)) == 1
    message.refresh_from_db()
    assert (message.to, message.subject, message.body, message.kind) == ("", "", "", "whistle.blown")
    assert actions.retry(SYSTEM, [message.pk], now=NOW) == 0
    actions.erase_contents(NOW + CONTENTS_KEPT + LINES_KEPT + timedelta(days=2))
    assert not OutgoingMessage.objects.filter(key="t:1").exists()


def test_many_cost_few_statements(django_assert_max_num_queries):
    drafts = [Draft("mail", f"n{n}@example.cn", "每日摘要", "…", "digest", f"d:{n}") for n in range(200)]
    with django_assert_max_num_queries(8):
        assert send_many(drafts, now=NOW) == 200
    assert send_many(drafts, now=NOW + timedelta(seconds=1)) == 0
    assert set(TaskRow.objects.values_list("queue", flat=True)) == {"slow"}


@pytest.fixture
def administrator():
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=make.district().district))
    return client


def test_the_log_shows_lines_and_no_words(administrator, django_assert_max_num_queries):
    many = [Draft("mail", f"n{n}@example.cn", "题目", "正文", "digest", f"d:{n}") for n in range(60)]
    send_many(many, now=NOW)
    message = put()
    state_after(message)
    administrator.get("/outgoing/")
    with django_assert_max_num_queries(6):
        page = administrator.get("/outgoing/").content.decode()
    assert "w…@example.cn" in page and "wang@" not in page and "LINLI_SMTP_HOST" in page
    assert "请在 30 分钟内到场" not in page and "街道吹哨" not in page
    assert "w…@example.cn" not in administrator.get("/outgoing/?state=failed").content.decode()
    answer = administrator.post("/outgoing/retry/", {"message": [message.pk, "x"]})
    message.refresh_from_db()
    assert answer.status_code == 302 and message.state == State.WAITING


def test_failed_tasks_are_seen_and_tried_again(administrator):
    row = TaskRow.objects.create(
        name="linli.x.tasks.y", state="failed", last_error="x.Y\nTrace\nValueError: 坏了", created_at=NOW
    )
    page = administrator.get("/tasks/").content.decode()
    assert "ValueError: 坏了" in page and "linli worker" in page
    administrator.post("/tasks/retry/", {"task": row.pk})
    row.refresh_from_db()
    assert row.state == "waiting"


@pytest.mark.parametrize("role", [Role.DISTRICT_DESK, Role.AUDITOR, Role.UNIT_HANDLER])
def test_others_do_not_see_the_log(role):
    client = Client()
    where = {"unit": make.unit("水务")} if role == Role.UNIT_HANDLER else {"place": make.district().district}
    client.force_login(make.staff(role, **where))
    assert {client.get(path).status_code for path in ("/outgoing/", "/tasks/")} == {403}
