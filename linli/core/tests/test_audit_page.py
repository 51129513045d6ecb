"""The auditor reads all lines, page by page; nobody else does."""

import pytest
from django.test import Client
from django.utils import timezone

from linli.core import audit
from linli.core.actors import SYSTEM
from linli.organisation.terms import Role
from linli.organisation.tests import make


@pytest.fixture
def auditor(db) -> Client:
    client = Client()
    client.force_login(make.staff(Role.AUDITOR, place=make.district().district))
    return client


def test_lines_newest_first_and_filtered(auditor, django_assert_max_num_queries):
    now = timezone.now()
    audit.record_many([audit.line_of(SYSTEM, f"case.step{n % 2}", ("case", n), now=now) for n in range(120)])
    audit.seal(now)
    auditor.get("/audit/")  # the first page of a session writes when it was seen
    with django_assert_max_num_queries(6):
        page = auditor.get("/audit/").content.decode()
    assert "case 119" in page and "case 60<" not in page and "第 1 块" in page
    assert "case 119" not in auditor.get("/audit/", {"event": "case.step0"}).content.decode()
    assert "case 7<" in auditor.get("/audit/", {"subject": "case 7"}).content.decode()
    assert auditor.get("/audit/", {"subject": "case seven"}).status_code == 200


def test_an_administrator_is_no_auditor(db):
    client = Client()
    client.force_login(make.staff(Role.ADMINISTRATOR, place=make.district().district))
    assert client.get("/audit/").status_code == 403
