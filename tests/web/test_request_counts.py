"""Pages and API count requests in one table, by the minute, and keep no address and no token in it."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings

from lodged.web.models import RequestCount
from lodged.web.request_counts import count_request
from tests.api.agencies import program
from tests.register.case import made

pytestmark = pytest.mark.django_db
MINUTE = 60.0
NOON = 1_768_000_020.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [NOON]
    monkeypatch.setattr("lodged.web.request_counts.time.time", lambda: now[0])
    return now


def test_a_page_and_the_api_count_in_one_table(client: Client, clock: list[float]) -> None:
    asker = program(made())
    with override_settings(RATE_LIMIT=3):
        client.post("/sign-in/", {}, REMOTE_ADDR="192.0.2.7")
        client.post("/sign-in/", {}, REMOTE_ADDR="192.0.2.7")
    asker.get("/detainers")
    rows = RequestCount.objects.all()
    assert sorted(row.count for row in rows) == [1, 2]
    for row in rows:
        assert len(bytes.fromhex(row.client)) == 32
        assert "192.0.2.7" not in str(vars(row))


def test_counts_begin_again_each_minute_and_are_forgotten_later(clock: list[float]) -> None:
    assert [count_request("address:192.0.2.7").requests for _ in range(3)] == [1, 2, 3]
    assert count_request("token:1").requests == 1
    clock[0] += MINUTE
    assert count_request("address:192.0.2.7").requests == 1
    clock[0] += 20 * MINUTE
    count_request("address:192.0.2.7")
    assert RequestCount.objects.count() == 1


@pytest.mark.parametrize("second", range(0, 60, 7))
def test_whoever_waits_as_told_is_in_the_next_minute(second: int, clock: list[float]) -> None:
    clock[0] = NOON - NOON % MINUTE + second + 0.9
    before = int(clock[0] // MINUTE)
    counted = count_request("address:192.0.2.7")
    assert 1 <= counted.seconds_left <= MINUTE
    assert (clock[0] + counted.seconds_left) // MINUTE == before + 1
