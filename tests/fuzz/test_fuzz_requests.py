"""No body of a request, however broken, gets anything from the API but an answer in words."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from uuid import uuid4

import pytest

from tests.api.agencies import booking, program
from tests.fuzz.exports import VALUES
from tests.fuzz.mutations import mutated
from tests.register.case import made

pytestmark = pytest.mark.django_db
SECONDS = float(os.environ.get("LODGED_FUZZ_SECONDS", "0")) / 10
FEW = 50


@pytest.mark.timeout(max(300, int(SECONDS) * 2))
def test_a_broken_body_is_answered_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lodged.api.access._count", lambda token: None)
    case = made()
    jail = program(case)
    rng = random.Random(random.randrange(2**32) if SECONDS else 20260113)
    until, statuses = time.monotonic() + SECONDS, Counter[int]()
    while time.monotonic() < until or sum(statuses.values()) < FEW:
        path, body = _body(booking(case, f"SYN-{uuid4().hex[:8]}"), rng)
        answer = jail.client.post(
            path,
            body,
            content_type="application/json",
            headers=jail.headers() | {"Idempotency-Key": uuid4().hex},
        )
        assert answer.status_code in {201, 400, 404, 409, 413, 422}, (path, body, answer.content)
        assert answer.status_code == 201 or answer.json()["detail"], (path, body)
        statuses[answer.status_code] += 1
    print(f"API: {dict(statuses)}")
    assert {201, 400, 422} <= set(statuses)


def _body(event: dict[str, object], rng: random.Random) -> tuple[str, bytes]:
    """A booking, by itself or in bulk, with a field of another kind or broken bytes."""
    if rng.random() < 0.6:
        told: object = event
        while isinstance(told, dict) and told:
            field = rng.choice(sorted(told))
            if not isinstance(told[field], dict) or rng.random() < 0.3:
                told[field] = rng.choice(VALUES)
                break
            told = told[field]
    many = rng.random() < 0.3
    raw = json.dumps({"events": [event]} if many else event).encode()
    path = "/api/v1/custody/events" + ("/bulk" if many else "")
    return path, mutated(raw, [raw], rng) if rng.random() < 0.4 else raw
