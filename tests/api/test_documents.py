"""The documents of the API are true: the worked client runs, the tables are the code's, the page shows it all."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client

from lodged.api import niem
from lodged.api.api import api
from lodged.register.acting import acting_as
from lodged.register.models import Stay
from tests.api.agencies import ALL, Program, program
from tests.register.case import Case, made

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def served(db: None, one_transaction: None) -> Iterator[str]:
    """A real server on loopback that works within the test's transaction."""
    own, server = connections["default"], make_server("127.0.0.1", 0, get_wsgi_application())

    def serve() -> None:
        connections["default"] = own
        server.serve_forever()

    own.inc_thread_sharing()
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    own.dec_thread_sharing()


def test_the_worked_client_runs_and_may_run_again(served: str) -> None:
    case: Case = made()
    asker: Program = program(case)
    (client,) = re.findall(r"```python\n(.*?)```", (DOCS / "api.md").read_text("utf-8"), re.DOTALL)
    environment = os.environ | {
        "LODGED_API": f"{served}/api/v1",
        "LODGED_TOKEN": asker.secret,
        "LODGED_FACILITY": case.facility.name,
    }
    command = [sys.executable, "-c", client]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert re.search(r"entry \d+ of \d+ under root", run.stdout)
    with acting_as(case.desk):
        assert Stay.objects.get(booking_number="SYN-2026-0001").departure == "released"
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "409 Conflict" in again.stderr, "the booking is known; the events after it can't happen twice"


def test_the_tables_are_those_of_the_code() -> None:
    page = (DOCS / "niem.md").read_text("utf-8")
    assert niem.terms_table() in page
    assert niem.lift_table() in page


@pytest.mark.django_db
def test_the_context_has_every_field_of_stays_detainers_and_notices(client: Client) -> None:
    answer = client.get("/api/v1/context.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    words = answer.json()["@context"]
    shapes = api.get_openapi_schema()["components"]["schemas"]
    ours = {"version", "attempts", "sent_to", "delivered", "facility_id", "recorded_at"}
    for shape in ("StayShown", "DetainerShown", "NoticeShown"):
        assert set(shapes[shape]["properties"]) - ours <= set(words)
    prefixes = {name for name, value in words.items() if isinstance(value, str) and value.endswith("/")}
    for term in niem.TERMS:
        assert term.term == "@id" or term.term.partition(":")[0] in prefixes


@pytest.mark.django_db
def test_the_page_shows_every_address_and_scope(client: Client) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert all(scope in page for scope in ALL)


@pytest.mark.django_db
def test_the_document_is_openapi_3_1(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert all(
        "Problem" in str(operation["responses"]["422"])
        for methods in document["paths"].values()
        for operation in methods.values()
    )
