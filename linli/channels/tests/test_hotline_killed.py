"""A worker killed by SIGKILL while it files a table: whoever comes next files the rest, nothing twice."""

import io

import pytest

from linli.cases.models import Case
from linli.cases.tests import make as cases
from linli.channels.hotline import actions, rules
from linli.channels.hotline.pages.files import file_batch_later
from linli.channels.models import HotlineBatch, HotlineOrder
from linli.core.tests.conftest import database_url, start_worker, until
from linli.organisation.terms import Role
from linli.organisation.tests import make

__all__ = ["database_url", "start_worker"]
ROWS = 300


def is_done():
    return HotlineBatch.objects.get().state == "done"


@pytest.mark.slow
def test_a_worker_killed_while_it_files(start_worker):
    cases.pack()
    where = make.district()
    actor = make.actor(Role.DISTRICT_DESK, place=where.district)
    sender = actions.add_sender(actor, name="市12345热线", place_id=where.district.pk, now=cases.NOW)
    lines = ["工单编号,诉求内容,社区", *(f"K{n},{n}号路灯不亮,书声社区" for n in range(ROWS))]
    table = io.BytesIO("\r\n".join(lines).encode())
    batch = actions.take_file(actor, sender, table, file_name="k.csv", now=cases.NOW)
    actions.keep_columns(actor, batch, rules.proposed(batch.headings), now=cases.NOW)
    actions.confirm_batch(actor, batch, enqueue=file_batch_later, now=cases.NOW)
    for _kill in range(2):
        before = HotlineOrder.objects.count()
        doomed = start_worker("--threads", "1")
        until(lambda before=before: HotlineOrder.objects.count() > before or is_done())
        doomed.kill()
        doomed.wait()
    start_worker("--threads", "1")
    until(is_done)
    assert HotlineOrder.objects.count() == ROWS == Case.objects.filter(channel="hotline_file").count()
