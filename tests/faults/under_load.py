"""A served instance with a jail system's feed and clerks at their pages, and what it answered them.

The feed sends each booking with an idempotency key of its own and, as a jail system would, sends it again with the same
key until it is acknowledged. What was acknowledged is compared with the record afterwards.
"""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil

from tests.faults.faulty_instance import AGENCY, JAIL, Faulty

PROGRAMS = ("gunicorn", "lodged.operations.worker")
TRIES_SECONDS = 120


@dataclass
class Answers:
    """What one kind of asker was answered."""

    acknowledged: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    tried_again: int = 0
    lost: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Seconds within which this share was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass(frozen=True)
class Served:
    """An instance that is being served."""

    instance: Faulty
    process: subprocess.Popen[str]
    port: int
    token: str
    sessions: tuple[str, ...]

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> int:
        """Send one request; 0 where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers | {"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        else:
            return answer.status
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        """Wait until it says that it can serve."""
        deadline = time.monotonic() + 120
        while (answered := self.ask("GET", "/ready/", {})) != 200:
            assert self.process.poll() is None, (
                f"`lodged serve` ended with {self.process.returncode}:\n{self.said()}"
            )
            assert time.monotonic() < deadline, f"not ready ({answered}):\n{self.said()}"
            time.sleep(0.2)

    def said(self) -> str:
        """The end of what it logged."""
        return (self.instance.folder / "serve.log").read_text("utf-8")[-2000:]

    def kill_one(self, which: int) -> None:
        """End the web server, one of its processes or the worker, as `kill -9` does."""
        found: list[psutil.Process] = []
        for program in psutil.Process(self.process.pid).children():
            try:
                if any(name in part for name in PROGRAMS for part in program.cmdline()):
                    found += [program, *program.children()]
            except psutil.NoSuchProcess:
                continue
        if found:
            victim = found[which % len(found)]
            try:
                victim.kill()
            except psutil.NoSuchProcess:
                return


SESSIONS = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from lodged.register.models import Agency, User
engine, keys = import_module(settings.SESSION_ENGINE), []
for n in range(COUNT):
    user, made = User.objects.get_or_create(
        username=f"clerk-{n}", defaults={"agency": Agency.objects.get(), "role": "release_desk"})
    session = engine.SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    keys.append(session.session_key)
print(json.dumps(keys))
"""


@contextmanager
def served(
    folder: Path, clerks: int, *, web_workers: int = 2, settings: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Prepare an instance, serve it in earnest, and stop it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    bare = Faulty(folder)
    holding = bare.script("input(print('up', flush=True))")  # The database outlives the programs.
    assert holding.stdout is not None
    holding.stdout.readline()
    bare.prepare()
    instance = replace(
        bare,
        settings={
            "LODGED_SECRET_KEY": secrets.token_hex(40),
            "LODGED_FIELD_KEYS": (folder / "field-key").read_text("utf-8"),
            "LODGED_PORT": str(port),
            "LODGED_WEB_WORKERS": str(web_workers),
            "LODGED_SECOND_FACTOR": "nobody",
            "LODGED_RATE_LIMIT": "0",
            "LODGED_LOG_FORMAT": "json",
            **(settings or {}),
        },
    )
    told = instance.run(
        "token",
        "add",
        "jail-system",
        "--agency",
        AGENCY,
        "--role",
        "release_desk",
        "--scope",
        "custody:write",
    )
    token = max(told.split(), key=len)
    sessions = tuple(instance.ask(f"COUNT = {clerks}\n{SESSIONS}"))
    log = (folder / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "lodged", "serve"],
        env=instance.environment,
        stdout=log,
        stderr=log,
        text=True,
        start_new_session=True,
    )
    try:
        one = Served(instance, process, port, token, sessions)
        one.wait_until_ready()
        yield one
    finally:
        process.terminate()
        process.wait(timeout=90)
        log.close()
        holding.communicate("\n", timeout=90)
        instance.stop_database()


def booking(number: str) -> dict[str, Any]:
    """A booking of a synthetic person, as a jail system sends it; nobody else's birth, so that nobody is confused."""
    born = date(1950, 1, 1) + timedelta(days=zlib.crc32(number.encode()) % 18_000)
    return {
        "event": "booked",
        "at": "2026-01-02T08:00:00-06:00",
        "booking_number": number,
        "facility": JAIL,
        "basis": "charge",
        "person": {"name": {"last": "Synthetic", "first": number}, "date_of_birth": born.isoformat()},
    }


def feed(
    target: Served, a_second: float, seconds: float, prefix: str, *, senders: int = 16, together: int = 1
) -> Answers:
    """Send so many bookings a second for so long, so many in one request; each until it is acknowledged."""
    answers, lock = Answers(), threading.Lock()

    def send(numbers: list[str]) -> None:
        began = time.monotonic()
        headers = {
            "Authorization": f"Bearer {target.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": numbers[0],
        }
        events = [booking(number) for number in numbers]
        path, body = (
            ("/api/v1/custody/events", events[0])
            if together == 1
            else ("/api/v1/custody/events/bulk", {"events": events})
        )
        again = 0
        while time.monotonic() - began < TRIES_SECONDS:
            status = target.ask("POST", path, headers, json.dumps(body).encode())
            if status == 201:
                with lock:
                    answers.acknowledged += numbers
                    answers.seconds.append(time.monotonic() - began)
                    answers.tried_again += again
                return
            again += 1
            time.sleep(0.3)
        with lock:
            answers.lost += numbers

    began = time.monotonic()
    with ThreadPoolExecutor(senders) as pool:
        for n in range(int(a_second * seconds / together)):
            time.sleep(max(0.0, began + n * together / a_second - time.monotonic()))
            pool.submit(send, [f"{prefix}-{n * together + one}" for one in range(together)])
    return answers


def clerks_at_work(target: Served, stopping: threading.Event, pause: float = 2.0) -> Answers:
    """Every clerk opens the list of who is held, over and over, thinking a while in between."""
    answers, lock = Answers(), threading.Lock()

    def work(session: str) -> None:
        while not stopping.is_set():
            began = time.monotonic()
            status = target.ask("GET", "/record/", {"Cookie": f"__Host-lodged-session={session}"})
            with lock:
                if status == 200:
                    answers.acknowledged.append(session)
                    answers.seconds.append(time.monotonic() - began)
                else:
                    answers.tried_again += 1
            stopping.wait(pause)

    threads = [threading.Thread(target=work, args=[session]) for session in target.sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def start_database(instance: Faulty) -> None:
    """Start it again: any command does, and the process that holds it keeps it up afterwards."""
    instance.ask("print('null')")


WHOLE = """
import json
from lodged.journal.verification import verify
from lodged.register.acting import acting_as
from lodged.register.journal_store import DatabaseStore
from lodged.register.models import Event, JournalFrontier, Stay
report = verify(DatabaseStore())
with acting_as(member_of_staff("records")):
    print(json.dumps({
        "findings": [finding.detail for finding in report.findings],
        "entries": report.size,
        "events": Event.objects.count(),
        "size": JournalFrontier.objects.get().size,
        "bookings": list(Stay.objects.values_list("booking_number", flat=True)),
    }))
"""


def check_whole(target: Served, answers: Answers) -> dict[str, Any]:
    """The journal verifies, and every acknowledged booking is recorded exactly once."""
    found: dict[str, Any] = target.instance.ask(WHOLE)
    assert found["findings"] == []
    assert found["entries"] == found["events"] == found["size"]
    assert answers.lost == []
    assert len(set(found["bookings"])) == len(found["bookings"])
    missing = set(answers.acknowledged) - set(found["bookings"])
    assert not missing, f"acknowledged and lost: {sorted(missing)[:5]}"
    return found
