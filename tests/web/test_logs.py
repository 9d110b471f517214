"""No log line holds a person: every address is asked with a secret name, and the lines are searched for it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from lodged.register.models import User
from lodged.web.logs import RequestLog, SafeJsonFormatter
from tests.web.test_access_walk import (  # noqa: F401 - the record and the addresses of the walk
    BOOKING,
    SECRET,
    addresses,
    own_files,
    person,
    reconciled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line that any logger writes, however unimportant, as the formatter makes it."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    handler, root = Keep(), logging.getLogger()
    handler.setFormatter(SafeJsonFormatter())
    before, lodged = root.level, logging.getLogger("lodged")
    lodged_before = lodged.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    lodged.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(before)
    lodged.setLevel(lodged_before)


def test_no_address_leaves_a_person_in_the_log(client: Client, person: UUID, lines: list[str]) -> None:  # noqa: F811
    client.force_login(User.objects.get(username="clerk"))
    for address in addresses(person):
        if address == reverse("sign-out"):
            continue
        client.get(address, {"q": SECRET, "page": SECRET, "at": SECRET})
        client.post(address, {"mapping": f"{SECRET}={BOOKING}", "username": SECRET, "password": SECRET})
    client.get(f"/record/people/{SECRET}/")
    client.get("/record/", headers={"X-Request-ID": SECRET * 8, "User-Agent": SECRET})
    assert len(lines) > 50
    for line in lines:
        for told in (SECRET, BOOKING, str(person)):
            assert told not in line


def test_a_request_is_one_line_with_its_route_and_no_address(
    client: Client,
    person: UUID,  # noqa: F811
    lines: list[str],
) -> None:
    client.force_login(User.objects.get(username="clerk"))
    answer = client.get(reverse("record-person", args=[person]), headers={"X-Request-ID": "proxy-0001"})
    (line,) = [json.loads(line) for line in lines if json.loads(line)["logger"] == "lodged.requests"]
    assert line["duration_ms"] > 0
    assert {name: line[name] for name in ("method", "route", "status", "request_id", "level")} == {
        "method": "GET",
        "route": "record-person",
        "status": 200,
        "request_id": "proxy-0001",
        "level": "info",
    }
    assert answer["X-Request-ID"] == "proxy-0001"


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "<script>alert</script>"])
def test_an_id_that_is_none_is_replaced(client: Client, given: str) -> None:
    assert len(client.get("/health/", headers={"X-Request-ID": given})["X-Request-ID"]) == 32


def test_an_exception_is_told_by_its_kind_and_places(lines: list[str]) -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
        return HttpResponse()

    logger = logging.getLogger("django.request")
    try:
        RequestLog(broken)(RequestFactory().get(f"/{SECRET}/"))
    except RuntimeError:
        logger.exception("Internal Server Error: %s", f"/{SECRET}/")
    line = json.loads(lines[-1])
    assert SECRET not in lines[-1]
    assert line["exception"] == "RuntimeError from ValueError"
    assert line["places"][-1].endswith("broken")
    assert line["place"].startswith("test_logs:")
