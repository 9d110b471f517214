"""Schemathesis asks the API everything its document allows, and what it doesn't, and finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis
import pytest
import schemathesis
from agencies import Program, program
from case import made
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck
from schemathesis import Case as Request

from lodged.register.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 5


@pytest.fixture
def asker() -> Program:
    return program(made(), role=Role.RECORDS_SUPERVISOR)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any host leads to an address of documentation, where nothing is."""
    monkeypatch.setattr("lodged.api.webhook_targets._looked_up", lambda host, port: "203.0.113.1")


@pytest.fixture(autouse=True)
def one_transaction() -> Iterator[None]:
    """Requests leave the test's transaction open, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_api_is_as_its_document_says(case: Request, asker: Program) -> None:
    case.call_and_validate(headers=asker.headers())
