"""The OpenAPI document against the running code: whatever it allows to be sent is answered as it says.

Drawn by schemathesis from a fixed seed, over WSGI, in the transaction of the test. Slow: `make test-all`.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.cases.terms import State
from linli.cases.tests import make as cases
from linli.core.api import openapi
from linli.organisation.api.doors import PACE
from linli.organisation.terms import Role
from linli.organisation.tests import make
from linli.organisation.tests.machines import ALL_SCOPES, integration

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
LISTED = openapi.listed()
FITTING = [(f"{one.endpoint.method} {one.path}", GenerationMode.POSITIVE) for one in LISTED]
MISFIT = [
    (f"{one.endpoint.method} {one.path}", GenerationMode.NEGATIVE)
    for one in LISTED
    if one.endpoint.takes or one.endpoint.asks  # where something can be wrong
]


@pytest.fixture(scope="module")
def schema():
    made = schemathesis.openapi.from_dict(openapi.document("http://testserver"))
    made.app = get_wsgi_application()
    return made


@pytest.fixture
def one_connection():
    """As Django's own test client has it: the end of a request does not end the transaction of the test."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def world(db, one_connection):
    """A case, and a token that may do with it all that can be done."""
    PACE.forget()
    cases.pack()
    where = make.district()
    unit = make.unit("社区", place=where.communities[0])
    case = cases.case(where, state=State.IN_HAND, unit=unit)
    post = {"place": where.communities[0], "unit": unit}
    _made, token = integration(Role.COMMUNITY_SECRETARY, **post, scopes=ALL_SCOPES)
    return case, token


@pytest.mark.slow
@pytest.mark.parametrize(("label", "mode"), FITTING + MISFIT, ids=str)
def test_an_address_answers_as_the_document_says(label, mode, schema, world):
    case, token = world
    operation = schema.find_operation_by_label(label)
    known = {"code": case.code} if "{code}" in label else None

    @settings(
        max_examples=5,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=operation.as_strategy(mode, path_parameters=known))
    def send(drawn):
        with transaction.atomic():  # each from the same beginning
            drawn.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)
            transaction.set_rollback(True)

    send()
