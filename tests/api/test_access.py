"""Every address of the API by token, scope, role and agency, taken from the API's own document."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from lodged.api import tokens
from lodged.api.api import api
from lodged.api.models import Token
from lodged.register.acting import acting_as
from lodged.register.models import Event, Role, User
from tests.api.agencies import ALL, Program, kind, program
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db
DOCUMENT = api.get_openapi_schema()
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
BODIES: dict[str, dict[str, Any]] = {
    "/api/v1/custody/events": {
        "event": "released",
        "at": "2026-01-13T09:00:00Z",
        "booking_number": "SYN-THEIRS",
    },
    "/api/v1/custody/events/bulk": {
        "events": [{"event": "released", "at": "2026-01-13T09:00:00Z", "booking_number": "SYN-THEIRS"}]
    },
    "/api/v1/detainers": {
        "at": "2026-01-13T09:00:00Z",
        "stay_id": "{stay_id}",
        "form": "I-247A",
        "issued_by": "Synthetic office",
        "channel": "fax",
    },
    "/api/v1/detainers/{detainer_id}/events": {
        "event": "lifted",
        "at": "2026-01-13T09:00:00Z",
        "reason": "lifted",
    },
    "/api/v1/detainers/{detainer_id}/notices": {
        "at": "2026-01-13T09:00:00Z",
        "channel": "fax",
        "sent_to": "Synthetic office",
        "given_by": "Synthetic clerk",
        "delivered": True,
        "release_at": "2026-01-14T09:00:00Z",
    },
    "/api/v1/webhooks": {"url": "https://example.com/", "events": ["detainer.lodged"]},
}
OF_ANOTHER = {"stay_id", "detainer_id", "webhook_id"}


def ask(client: Client, path: str, method: str, values: dict[str, Any], headers: dict[str, str]) -> Any:
    body = BODIES.get(path)
    if body is not None:
        body = {key: str(values["stay_id"]) if value == "{stay_id}" else value for key, value in body.items()}
    query = {"state": "MN", "old_size": 0} if method == "get" else {}
    call = getattr(client, method)
    headers = headers | ({"Idempotency-Key": uuid4().hex} if method == "post" else {})
    where = path.format(**values)
    if method == "get":
        return call(where, query, headers=headers)
    return call(where, body or {}, content_type="application/json", headers=headers)


def values_of(case: Case) -> dict[str, Any]:
    with acting_as(case.desk):
        event = Event.objects.order_by("index").last()
    return {
        "stay_id": case.stay,
        "detainer_id": case.detainer,
        "event_id": event.id if event else uuid4(),
        "webhook_id": uuid4(),
    }


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_without_a_live_token_nothing_is_answered(client: Client, path: str, method: str) -> None:
    values = dict.fromkeys(("stay_id", "detainer_id", "event_id", "webhook_id"), uuid4())
    for headers in ({}, {"Authorization": "Bearer lodged_wrong"}, {"Authorization": "Basic eDp5"}):
        answer = ask(client, path, method, values, headers)
        assert kind(answer) == (401, "no-token")
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_each_address_needs_its_own_scope(path: str, method: str) -> None:
    case = made()
    needed = [
        scope
        for scope in ALL
        if kind_or_none(ask(Client(), path, method, values_of(case), program(case, [scope]).headers()))
        != (403, "no-scope")
    ]
    assert len(needed) == 1, needed


def kind_or_none(answer: Any) -> Any:
    return kind(answer) if answer.status_code >= 400 else None


@pytest.mark.parametrize(
    ("path", "method"), [(p, m) for p, m in OPERATIONS if any(f"{{{name}}}" in p for name in OF_ANOTHER)]
)
@pytest.mark.parametrize("role", [Role.RECORDS_SUPERVISOR, Role.AUDITOR])
def test_what_is_another_agencys_is_nowhere(path: str, method: str, role: Role) -> None:
    theirs, own = made(name="Theirs"), made(name="Own")
    answer = ask(Client(), path, method, values_of(theirs), program(own, role=role).headers())
    assert kind(answer)[0] == 404


def test_a_detainer_is_not_recorded_against_another_agencys_stay() -> None:
    theirs, own = made(name="Theirs"), made(name="Own")
    answer = ask(Client(), "/api/v1/detainers", "post", values_of(theirs), program(own).headers())
    assert kind(answer)[0] == 404


def test_lists_show_the_own_agency_only() -> None:
    made(name="Theirs")
    own = made(name="Own")
    asker = program(own)
    assert [row["id"] for row in asker.get("/custody/stays").json()["items"]] == [str(own.stay)]
    assert [row["id"] for row in asker.get("/detainers").json()["items"]] == [str(own.detainer)]
    stays = {row["stay_id"] for row in asker.get("/events").json()["items"]}
    assert stays <= {None, str(own.stay)}


def test_a_token_ends_when_it_is_revoked_expires_or_its_account_is_closed() -> None:
    case = made()
    for end in (
        tokens.revoke,
        lambda token: Token.objects.filter(pk=token.pk).update(
            expires_at=timezone.now() - timedelta(seconds=1)
        ),
        lambda token: User.objects.filter(pk=token.user_id).update(is_active=False),
    ):
        asker = program(case)
        assert asker.get("/detainers").status_code == 200
        end(Token.objects.latest("added_at"))
        assert kind(asker.get("/detainers")) == (401, "no-token")


def test_only_the_hash_of_a_token_is_kept() -> None:
    asker = program(made())
    row = Token.objects.get()
    assert asker.secret not in str(vars(row))
    assert row.begins == asker.secret[:12]


def test_a_token_used_too_often_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    case = made()
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, api_rate_limit=3))
    monkeypatch.setattr("lodged.web.request_counts.time.time", lambda: 1_768_000_030.0)
    asker, other = program(case), program(case)
    answers = [asker.get("/detainers") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert other.get("/detainers").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"scopes": ["everything"]}, "is no scope"),
        ({"scopes": []}, "is no scope"),
        ({"role": "agency_administrator"}, "is no role for a token"),
        ({"days": 1000}, "is no life"),
        ({"name": "two words"}, "can't name a token"),
    ],
)
def test_a_token_that_cannot_be_is_refused(said: dict[str, Any], words: str) -> None:
    asked = {"name": "jail", "role": "auditor", "scopes": ALL, "days": 90} | said
    with pytest.raises(tokens.TokenError, match=words):
        tokens.add(made().desk.agency, asked["name"], asked["role"], asked["scopes"], days=asked["days"])


def test_an_administrator_adds_a_token_sees_it_once_and_revokes_it(client: Client) -> None:
    case = made()
    boss = User.objects.create(username="boss", agency=case.desk.agency, role=Role.AGENCY_ADMINISTRATOR)
    client.force_login(boss)
    asked = {"name": "jail", "role": "release_desk", "scopes": ["custody:write"], "days": 30}
    page = client.post("/staff/tokens/", asked).content.decode()
    secret = page.partition('id="secret">')[2].partition("<")[0]
    asker = Program(secret, Client())
    assert kind(asker.get("/detainers")) == (403, "no-scope")
    assert secret not in client.get("/staff/tokens/").content.decode()
    token = Token.objects.get()
    stranger = User.objects.create(
        username="else", agency=made(name="Else").desk.agency, role=Role.AGENCY_ADMINISTRATOR
    )
    elsewhere = Client()
    elsewhere.force_login(stranger)
    assert elsewhere.post(f"/staff/tokens/{token.pk}/revoke/").status_code == 404
    client.post(f"/staff/tokens/{token.pk}/revoke/")
    assert kind(asker.get("/detainers")) == (401, "no-token")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("get", "/api/", (404, "not-found")),
        ("get", "/api/v2/detainers", (404, "not-found")),
        ("post", "/api/v1/nothing", (404, "not-found")),
        ("get", "/api/v1/detainers/not-an-id", (404, "not-found")),
        ("put", "/api/v1/detainers", (405, "wrong-method")),
        ("post", "/api/v1/docs/", (405, "wrong-method")),
    ],
)
def test_every_error_is_a_problem(client: Client, method: str, path: str, expected: tuple[int, str]) -> None:
    answer = getattr(client, method)(path)
    assert kind(answer) == expected
    if expected[0] == 405:
        assert answer["Allow"]


def test_a_crash_is_a_problem_and_says_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("inside")

    asker = program(made())
    monkeypatch.setattr("lodged.api.detainers.shown", crash)
    answer = asker.get("/detainers")
    assert kind(answer) == (500, "our-mistake")
    assert "inside" not in answer.content.decode()


def test_broken_json_is_a_problem(client: Client) -> None:
    asker = program(made())
    headers = asker.headers() | {"Idempotency-Key": "x"}
    answer = client.post("/api/v1/custody/events", "{", content_type="application/json", headers=headers)
    assert kind(answer) == (400, "unreadable")
