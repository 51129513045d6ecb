"""Workers killed while they send: no message lost, none sent twice, counted where they arrive (ADR 12)."""

import time
from random import Random

import pytest
from django.utils import timezone

from linli.core.outgoing import Draft, send_many
from linli.core.outgoing.models import OutgoingMessage
from linli.core.outgoing.rules import message_id
from linli.core.outgoing.terms import State
from linli.core.tests.conftest import until
from linli.core.tests.sinks import mail_sink


def put(many):
    drafts = [
        Draft("mail", f"n{n}@example.cn", f"提醒 {n}", "还有一天到期。", "case.reminded", f"r:{n}")
        for n in range(many)
    ]
    send_many(drafts, now=timezone.now(), mass=False)


def mailing(port):
    return {"LINLI_SMTP_HOST": "127.0.0.1", "LINLI_SMTP_PORT": str(port), "LINLI_SMTP_TLS": "none"}


def states():
    return list(OutgoingMessage.objects.order_by("pk").values_list("state", flat=True))


def kill(worker):
    worker.kill()
    worker.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hold", "after"), [("data", State.SENT), ("end", State.UNSURE)], ids=["before the edge", "after it"]
)
def test_a_worker_killed_in_the_dialogue(start_worker, hold, after):
    """Before the edge the server has nothing and is told again; after it, it has all and is not."""
    with mail_sink(hold=hold) as (sink, port):
        put(1)
        doomed = start_worker("--threads", "1", **mailing(port))
        assert sink.reached.wait(30)
        assert states() == [State.WAITING if hold == "data" else State.SENDING]
        kill(doomed)
        sink.hold = ""
        sink.go.set()
        start_worker("--threads", "1", **mailing(port))
        until(lambda: states() == [after])
        assert len(sink.arrived) == 1


@pytest.mark.slow
def test_workers_killed_at_any_moment(start_worker):
    """Kills fall where they fall. Nothing arrives twice; what did not arrive is doubtful, and is seen."""
    rng, many, kills = Random(20260508), 40, 0
    with mail_sink() as (sink, port):
        put(many)
        while State.WAITING in states():
            assert kills < 60
            worker = start_worker("--threads", "2", **mailing(port))
            enough = len(sink.arrived) + rng.randint(1, 8)
            until(lambda enough=enough: len(sink.arrived) >= enough or State.WAITING not in states())
            time.sleep(rng.uniform(0, 0.3))
            kill(worker)
            kills += 1
        start_worker("--threads", "2", **mailing(port))  # the lease of dead hands ends
        until(lambda: State.SENDING not in states())
        time.sleep(0.5)
        found = by_message_id()
        assert set(found.values()) <= {State.SENT, State.UNSURE}
        assert len(sink.ids) == len(set(sink.ids))
        assert {found[one] for one in set(found) - set(sink.ids)} <= {State.UNSURE}


def by_message_id():
    rows = OutgoingMessage.objects.values_list("key", "state")
    return {message_id(key, "127.0.0.1"): state for key, state in rows}
