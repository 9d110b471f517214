"""Schemathesis asks the API everything its document allows, and what it doesn't, and finds nothing."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck
from schemathesis import Case as Request

from lodged.register.models import Role
from tests.api.agencies import Program, program
from tests.register.case import made

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("one_transaction")]
EXAMPLES = 5


@pytest.fixture
def asker() -> Program:
    return program(made(), role=Role.RECORDS_SUPERVISOR)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any host leads to an address of documentation, where nothing is."""
    monkeypatch.setattr("lodged.api.webhook_targets._looked_up", lambda host, port: "203.0.113.1")


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
