"""`lodged serve` in earnest: what it refuses, how it answers, that it starts again what died, and stops when told."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace

import psutil
import pytest

from lodged.sealing.keyring import new_key
from tests.faults.faulty_instance import Faulty


@pytest.fixture(scope="module")
def earnest(instance: Faulty) -> Faulty:
    """The instance with the settings that serving wants."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        "LODGED_SECRET_KEY": secrets.token_hex(40),
        "LODGED_FIELD_KEYS": (instance.folder / "field-key").read_text("utf-8"),
        "LODGED_PORT": str(port),
        "LODGED_WEB_WORKERS": "2",
    }
    return Faulty(instance.folder, settings)


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("LODGED_SECRET_KEY", "", "LODGED_SECRET_KEY is not set"),
        ("LODGED_SECRET_KEY", "changeme" * 8, "repeats a few characters"),
        ("LODGED_SECRET_KEY", "short", "has 5 characters"),
        ("LODGED_FIELD_KEYS", "", "LODGED_FIELD_KEYS is not set"),
        ("LODGED_DEMONSTRATION", "1", "its passwords are known"),
    ],
)
def test_what_an_instance_in_earnest_must_not_have(
    earnest: Faulty, setting: str, value: str, words: str
) -> None:
    process = replace(earnest, settings={**earnest.settings, setting: value}).start("serve")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert words in said


def test_it_does_not_serve_the_demonstrations_people(earnest: Faulty) -> None:
    change = """
        from lodged.demo.instance import PASSWORD
        from lodged.register.models import Agency, User
        user, _ = User.objects.get_or_create(
            username="analyst", defaults={{"agency": Agency.objects.get(), "role": "state_analyst"}})
        user.set_password({password})
        user.save()
        print("null")
    """
    earnest.ask(change.format(password="PASSWORD"))
    process = earnest.start("serve")
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "holds the demonstration" in said) == (2, True)
    earnest.ask(change.format(password="None"))


def get(earnest: Faulty, path: str) -> int:
    address = f"http://127.0.0.1:{earnest.settings['LODGED_PORT']}{path}"
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_it_serves_starts_again_what_died_and_stops_when_told(earnest: Faulty) -> None:
    process = earnest.start("serve", "--migrate")
    try:
        until(lambda: get(earnest, "/ready/") == 200)
        assert get(earnest, "/health/") == 200
        assert get(earnest, "/metrics") == 200
        served = psutil.Process(process.pid)
        for program in ("gunicorn", "lodged.operations.worker"):
            before = child(served, program)
            os.kill(before, signal.SIGKILL)
            until(lambda program=program, before=before: child(served, program) not in {None, before})  # type: ignore[misc]
        until(lambda: get(earnest, "/ready/") == 200)
        # The database too: whoever asks is told that it is gone, and then it is back with what it had.
        lock = earnest.folder / "postgres" / "postmaster.pid"
        postmaster = int(lock.read_text("utf-8").splitlines()[0])
        os.kill(postmaster, signal.SIGKILL)
        until(
            lambda: lock.exists() and int(lock.read_text("utf-8").split("\n")[0] or postmaster) != postmaster
        )
        until(lambda: get(earnest, "/ready/") == 200)
        # Web processes of the one that was killed may answer for a moment more.
        until(lambda: get(earnest, "/record/people/00000000-0000-0000-0000-00000000abcd/") in {200, 404})
    finally:
        os.kill(process.pid, signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    lines = [json.loads(line) for line in err.splitlines() if line]
    assert {
        "program started",
        "program ended",
        "database ended and was started again",
        "stopping",
        "request",
    } <= {line["message"] for line in lines}
    assert "0000abcd" not in err
    assert out == ""


def child(served: psutil.Process, program: str) -> int | None:
    for process in served.children():
        try:
            if program in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                return process.pid
        except psutil.NoSuchProcess:
            continue
    return None


def test_keys_are_not_guessed_from_another_machine(earnest: Faulty) -> None:
    """With a database of one's own no key is made in silence: rows sealed on one machine must open on the others."""
    own = replace(earnest, settings={"LODGED_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"})
    process = own.start("keys", "show")
    assert "LODGED_FIELD_KEYS is not set" in process.communicate(timeout=60)[1]
    unreachable = replace(own, settings={**own.settings, "LODGED_FIELD_KEYS": str(new_key("a"))})
    process = unreachable.start("keys", "show")
    said = process.communicate(timeout=60)[1]
    assert "does not answer" in said
    assert "Traceback" not in said
