"""What stands around every page: health, readiness, metrics, headers, cookies, and a limit on writing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from lodged.web import health
from lodged.web.clients import client_address, is_this_machine

pytestmark = pytest.mark.django_db


def configured(**changes: object) -> override_settings:
    return override_settings(CONFIGURATION=replace(django_settings.CONFIGURATION, **changes))  # type: ignore[arg-type]


def test_health_asks_nothing_and_tells_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.parametrize("missing", [None, *health.CHECKS])
def test_ready_says_yes_or_no_and_keeps_the_reason(
    client: Client, missing: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, lambda name=name: name != missing)
    answer = client.get("/ready/")
    assert (answer.status_code, answer.json()) == (
        503 if missing else 200,
        {"ready": missing is None},
    )


def test_without_a_worker_or_room_it_is_not_ready(client: Client) -> None:
    assert health.database_answers()
    assert health.migrations_are_applied()
    assert not health.worker_is_alive()
    with configured(min_free_mb=10**9):
        assert not health.disk_has_room()
    assert client.get("/ready/").status_code == 503


def test_metrics_count_by_route_and_name_nobody(client: Client) -> None:
    client.get("/law/?q=Xyzzy")
    text = client.get("/metrics").content.decode()
    assert 'lodged_http_requests_total{method="GET",route="law"' in text
    assert "lodged_journal_entries" in text
    assert "lodged_database_up 1.0" in text
    assert "Xyzzy" not in text


@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        (None, {"REMOTE_ADDR": "192.0.2.1"}, 404),
        (None, {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 404),
        ("right", {}, 404),
        ("right", {"HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ("right", {"HTTP_AUTHORIZATION": "Bearer right", "REMOTE_ADDR": "192.0.2.1"}, 200),
    ],
)
def test_metrics_answer_the_token_or_this_machine(
    client: Client, token: str | None, sent: dict[str, str], status: int
) -> None:
    with configured(metrics_token=token):
        assert client.get("/metrics", **sent).status_code == status  # type: ignore[arg-type]


HEADERS = {
    "Content-Security-Policy": ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Cross-Origin-Resource-Policy": ("same-origin",),
    "Permissions-Policy": ("camera=()", "geolocation=()"),
    "Referrer-Policy": ("same-origin",),
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("DENY",),
}


@pytest.mark.parametrize("address", ["/", "/law/", "/reconcile/", "/sign-in/", "/nowhere/", "/health/"])
def test_every_answer_carries_the_headers(client: Client, address: str) -> None:
    answer = client.get(address)
    for name, parts in HEADERS.items():
        for part in parts:
            assert part in answer[name], name
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_over_https_a_browser_is_told_to_stay_there(client: Client) -> None:
    with override_settings(SECURE_HSTS_SECONDS=django_settings.CONFIGURATION.hsts_seconds):
        assert client.get("/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"


def test_outside_the_demonstration_cookies_are_strict() -> None:
    """Read from the settings as they are without what the tests put aside."""
    import os
    import subprocess
    import sys

    names = [
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SAMESITE",
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
    ]
    ask = f"from lodged.web import settings as s; print(*[getattr(s, name) for name in {names}])"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        env=os.environ | {"LODGED_BEHIND_PROXY": "1", "LODGED_DEMONSTRATION": "0"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert told == [
        "__Host-lodged-session",
        "__Host-lodged-csrf",
        *["True"] * 4,
        "Lax",
        "False",
        "True",
        "31536000",
    ]


def test_who_writes_too_often_is_told_when_to_come_back(client: Client) -> None:
    cache.clear()
    with override_settings(RATE_LIMIT=3):
        answers = [client.post("/sign-in/", {}) for _ in range(4)]
        assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
        assert 1 <= int(answers[-1]["Retry-After"]) <= 60
        assert "Nothing of this one was recorded" in answers[-1].content.decode()
        assert client.get("/sign-in/").status_code == 200
        assert client.post("/sign-in/", {}, REMOTE_ADDR="192.0.2.7").status_code != 429


@pytest.mark.parametrize(
    ("behind", "forwarded", "expected"),
    [
        (False, "192.0.2.1", "127.0.0.1"),
        (True, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (True, "", "127.0.0.1"),
    ],
)
def test_only_a_proxy_of_ours_says_where_a_request_comes_from(
    behind: bool, forwarded: str, expected: str
) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded} if forwarded else {})
    with configured(behind_proxy=behind):
        assert client_address(request) == expected
    assert is_this_machine(request) is (not forwarded)


def test_spans_say_routes_and_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from lodged.web.tracing import Traced

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))

    def answer(request: object) -> HttpResponse:
        from lodged.register.models import User

        assert not User.objects.filter(username="Xyzzy").exists()
        return HttpResponse()

    traced = Traced(answer)  # type: ignore[arg-type]
    traced._tracer = provider.get_tracer("test")
    traced(RequestFactory().get("/record/people/Xyzzy/?q=Xyzzy"))
    spans = exporter.get_finished_spans()
    assert [span.name for span in spans] == ["SELECT", "GET unmatched"]
    assert "Xyzzy" not in "".join(span.to_json() for span in spans)
