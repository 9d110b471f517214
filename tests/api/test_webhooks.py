"""Webhooks: signed, tried again, recorded, never sent where they must not go, and with nobody's name in them."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from lodged.api import tasks, webhook_delivery, webhook_targets
from lodged.api.models import Delivery, DeliveryState, Webhook
from lodged.api.webhook_signing import is_signed
from lodged.register.acting import acting_as
from tests.api.agencies import Program, booking, kind, program
from tests.register.case import Case, made

pytestmark = pytest.mark.django_db


class Receiver:
    """A program that is told of events; it answers what it's told to answer."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.heard.append((dict(self.headers), body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/lodged?site=1"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, webhook_loopback=True))
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def case() -> Case:
    return made()


@pytest.fixture
def jail(case: Case) -> Program:
    return program(case)


def add(jail: Program, url: str, *events: str) -> dict[str, Any]:
    answer = jail.post("/webhooks", {"url": url, "events": list(events) or ["stay.booked"]})
    assert answer.status_code == 201, answer.content
    added: dict[str, Any] = answer.json()
    return added


def work(case: Case) -> list[DeliveryState]:
    """What the worker does in one round."""
    agency = case.desk.agency_id
    return [webhook_delivery.deliver(agency, delivery) for delivery in webhook_delivery.collect(agency)]


def due_again(case: Case) -> None:
    with acting_as(case.desk):
        Delivery.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def test_an_event_is_told_signed_and_without_a_name(jail: Program, case: Case, receiver: Receiver) -> None:
    added = add(jail, receiver.address, "stay.booked", "detainer.lodged")
    jail.post("/custody/events", booking(case))
    assert work(case) == [DeliveryState.DELIVERED]
    headers, body = receiver.heard[0]
    said = json.loads(body)
    assert set(said) == {"index", "id", "name", "person_id", "stay_id", "detainer_id", "recorded_at"}
    assert said["name"] == "stay.booked"
    assert is_signed(added["secret"], body, headers["Lodged-Signature"], now=time.time())
    assert not is_signed("another secret", body, headers["Lodged-Signature"], now=time.time())
    assert not is_signed(added["secret"], body + b" ", headers["Lodged-Signature"], now=time.time())
    assert not is_signed(added["secret"], body, headers["Lodged-Signature"], now=time.time() + 301)
    assert headers["Lodged-Repeated"] == "false"
    assert work(case) == []


def test_only_what_was_asked_for_is_told_and_nothing_of_before(
    jail: Program, case: Case, receiver: Receiver
) -> None:
    jail.post("/custody/events", booking(case, "SYN-BEFORE"))
    add(jail, receiver.address, "detainer.lodged")
    jail.post("/custody/events", booking(case, "SYN-AFTER"))
    assert work(case) == []
    assert receiver.heard == []


def test_a_failure_is_tried_again_later_and_marked(jail: Program, case: Case, receiver: Receiver) -> None:
    added = add(jail, receiver.address)
    receiver.answers = [500, 302]
    jail.post("/custody/events", booking(case))
    assert work(case) == [DeliveryState.PENDING]
    assert work(case) == []
    due_again(case)
    assert work(case) == [DeliveryState.PENDING]
    due_again(case)
    assert work(case) == [DeliveryState.DELIVERED]
    assert [headers["Lodged-Repeated"] for headers, _ in receiver.heard] == ["false", "true", "true"]
    assert len({headers["Lodged-Delivery"] for headers, _ in receiver.heard}) == 1
    (shown,) = jail.get(f"/webhooks/{added['id']}/deliveries").json()["items"]
    assert (shown["state"], shown["repeated"]) == ("delivered", True)
    assert [one["answer"] for one in shown["tries"]] == ["500", "302", "204"]


def test_it_is_given_up_after_the_last_try(jail: Program, case: Case, receiver: Receiver) -> None:
    add(jail, receiver.address)
    jail.post("/custody/events", booking(case))
    receiver.answers = [503] * 20
    states = []
    for _ in range(len(webhook_delivery.AFTER_TRIES) + 1):
        states += work(case)
        due_again(case)
    assert states[-2:] == [DeliveryState.PENDING, DeliveryState.FAILED]
    assert work(case) == []


def test_waiting_grows_with_each_try(jail: Program, case: Case, receiver: Receiver) -> None:
    add(jail, receiver.address)
    receiver.answers = [500] * 3
    jail.post("/custody/events", booking(case))
    waits = []
    for _ in range(3):
        work(case)
        with acting_as(case.desk):
            row = Delivery.objects.get()
        assert row.next_at is not None
        waits.append(row.next_at - timezone.now())
        due_again(case)
    assert waits == sorted(waits)


def test_a_try_broken_off_with_its_process_is_made_again_and_marked(
    jail: Program, case: Case, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(jail, receiver.address)
    jail.post("/custody/events", booking(case))
    (delivery,) = webhook_delivery.collect(case.desk.agency_id)

    def killed(row: Delivery) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(webhook_delivery, "_send", killed)
        with pytest.raises(KeyboardInterrupt):
            webhook_delivery.deliver(case.desk.agency_id, delivery)
    assert work(case) == []
    due_again(case)
    assert work(case) == [DeliveryState.DELIVERED]
    assert receiver.heard[0][0]["Lodged-Repeated"] == "true"


def test_two_workers_send_one_delivery_once(jail: Program, case: Case, receiver: Receiver) -> None:
    add(jail, receiver.address)
    jail.post("/custody/events", booking(case))
    (delivery,) = webhook_delivery.collect(case.desk.agency_id)
    for _ in range(2):
        webhook_delivery.deliver(case.desk.agency_id, delivery)
    assert len(receiver.heard) == 1


def test_a_secret_is_replaced_while_both_sign(jail: Program, case: Case, receiver: Receiver) -> None:
    added = add(jail, receiver.address)
    replaced = jail.post(f"/webhooks/{added['id']}/secret", {}).json()
    assert replaced["secret"] != added["secret"]
    jail.post("/custody/events", booking(case))
    work(case)
    headers, body = receiver.heard[0]
    for secret in (added["secret"], replaced["secret"]):
        assert is_signed(secret, body, headers["Lodged-Signature"], now=time.time())
    with acting_as(case.desk):
        Webhook.objects.update(old_until=timezone.now())
    jail.post("/custody/events", booking(case, "SYN-10"))
    work(case)
    headers, body = receiver.heard[1]
    assert not is_signed(added["secret"], body, headers["Lodged-Signature"], now=time.time())


def test_a_secret_is_shown_once_and_kept_sealed(jail: Program, case: Case, receiver: Receiver) -> None:
    added = add(jail, receiver.address)
    assert added["secret"] not in jail.get("/webhooks").content.decode()
    from django.db import connection

    with acting_as(case.desk), connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM api_webhook UNION SELECT body FROM api_keptanswer")
        assert all(added["secret"].encode() not in bytes(row[0]) for row in cursor.fetchall())


def test_a_removed_webhook_is_told_nothing(jail: Program, case: Case, receiver: Receiver) -> None:
    added = add(jail, receiver.address)
    jail.post("/custody/events", booking(case))
    webhook_delivery.collect(case.desk.agency_id)
    assert jail.delete(f"/webhooks/{added['id']}").status_code == 204
    jail.post("/custody/events", booking(case, "SYN-10"))
    assert work(case) == []
    assert receiver.heard == []
    assert kind(jail.get(f"/webhooks/{added['id']}"))[0] == 404


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "https://user:secret@example.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://localhost/",
        "https://2130706433/",
        "https://no-such-host.invalid/",
        "https://example.com:99999/",
        "https://example.com/é",
        "no address",
    ],
)
def test_nothing_is_sent_inside(jail: Program, url: str) -> None:
    answer = jail.post("/webhooks", {"url": url, "events": ["stay.booked"]})
    assert kind(answer) == (409, "cannot-be-recorded")


def test_a_name_that_moves_inside_later_is_told_nothing(
    jail: Program, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ["203.0.113.9", "10.0.0.8"]
    asked: list[str] = []

    def lookup(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where[min(len(asked), 2) - 1], port))]

    monkeypatch.setattr(
        webhook_targets, "ip_address", lambda text: _Public(text) if text == "203.0.113.9" else _real(text)
    )
    monkeypatch.setattr(webhook_targets.socket, "getaddrinfo", lookup)
    add(jail, "https://moving.example/")
    jail.post("/custody/events", booking(case))
    assert work(case) == [DeliveryState.PENDING]
    with acting_as(case.desk):
        (tried,) = Delivery.objects.get().tries
    assert "not a public address" in tried["answer"]
    assert len(asked) == 2


class _Public:
    """An address of documentation taken for a public one."""

    is_loopback = is_multicast = False
    is_global = True

    def __init__(self, text: str) -> None:
        self.text = text


def _real(text: str) -> Any:
    from ipaddress import ip_address

    return ip_address(text)


def test_an_event_that_is_none_is_refused(jail: Program, receiver: Receiver) -> None:
    answer = jail.post("/webhooks", {"url": receiver.address, "events": ["person.found"]})
    assert "[person.found] is no event" in answer.json()["detail"]


def test_another_agencys_events_are_not_told(jail: Program, case: Case, receiver: Receiver) -> None:
    add(jail, receiver.address)
    neighbor = made(name="Neighbor")
    program(neighbor).post("/custody/events", booking(neighbor))
    assert work(case) == []
    assert webhook_delivery.collect(neighbor.desk.agency_id) == []


def test_the_worker_is_asked_once_for_each_delivery(jail: Program, case: Case, receiver: Receiver) -> None:
    add(jail, receiver.address)
    jail.post("/custody/events", booking(case))
    for _ in range(2):
        tasks.tell(timestamp=0)
    from procrastinate.contrib.django.models import ProcrastinateJob

    jobs = ProcrastinateJob.objects.filter(task_name="lodged.api.deliver")
    assert [UUID(job.args["agency"]) for job in jobs] == [case.desk.agency_id]
    (job,) = jobs
    tasks.deliver(**job.args)
    assert len(receiver.heard) == 1
