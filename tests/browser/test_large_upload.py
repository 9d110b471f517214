"""300 MB sent to an instance that runs: clear words, nothing recorded, and nobody else notices."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import COUNTY, PASSWORD
from tests.browser.running_instance import Instance

pytestmark = pytest.mark.browser
MEGABYTE = bytes(1_000_000)
MEGABYTES = 300
MOST_MEMORY = 80_000_000
"""What the web processes may grow by meanwhile: pieces of the upload, and pages drawn for the first time."""
PATIENCE = 5
"""Seconds that somebody else may wait for a page."""


@dataclass
class Visitor:
    """A client that keeps its cookies, as a browser does, and sends a body in pieces."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=60)
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        connection.request(method, path, body, cookies | dict(headers or {}))  # type: ignore[arg-type]
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def page(self, path: str) -> dict[str, str]:
        """The values of a page's fields."""
        status, text = self.ask("GET", path)
        assert status == 200
        fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', text))
        choices = re.findall(r'<select name="([^"]+)".*?<option value="([^"]+)"', text, re.DOTALL)
        return fields | dict(choices)

    def sign_in(self) -> None:
        said = self.page("/sign-in/") | {
            "login": "supervisor",
            "username": "supervisor",
            "password": PASSWORD,
        }
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert self.ask("POST", "/sign-in/", urlencode(said), kind)[0] == 302

    def send(self, path: str, fields: Mapping[str, str], *, as_file: bool = True) -> tuple[int, str]:
        """Send a form with 300 MB in its field for a file, in pieces."""
        parts = [f'name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        named = '; filename="scan.pdf"\r\nContent-Type: application/pdf' if as_file else ""
        parts.append(f'name="file"{named}\r\n\r\n%PDF-')
        head = "".join(f"--b\r\nContent-Disposition: form-data; {part}" for part in parts).encode()
        return self.ask("POST", path, *long_body(head, b"\r\n--b--\r\n", "multipart/form-data; boundary=b"))


def long_body(head: bytes, tail: bytes, kind: str) -> tuple[Iterator[bytes], dict[str, str]]:
    def pieces() -> Iterator[bytes]:
        yield head
        for _ in range(MEGABYTES):
            yield MEGABYTE
        yield tail

    length = len(head) + MEGABYTES * len(MEGABYTE) + len(tail)
    return pieces(), {"Content-Type": kind, "Content-Length": str(length)}


@dataclass
class Watched:
    """What was seen of an instance's web processes meanwhile."""

    processes: list[psutil.Process]
    other: Visitor
    memory: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    temporary: set[str] = field(default_factory=set)

    def look(self) -> None:
        self.memory.append(sum(process.memory_info().rss for process in self.processes))
        self.temporary |= {
            file.path for process in self.processes for file in process.open_files() if ".upload" in file.path
        }
        begun = time.monotonic()
        assert self.other.ask("GET", "/health/")[0] == 200
        assert self.other.ask("GET", "/law/")[0] == 200
        self.waits.append(time.monotonic() - begun)


@contextmanager
def watching(instance: Instance) -> Iterator[Watched]:
    """Look at an instance again and again, and hold it to what it must keep."""
    processes = [
        process
        for process in psutil.Process(instance.process).children(recursive=True)
        if "gunicorn" in " ".join(process.cmdline())
    ]
    seen, over, failed = Watched(processes, visitor(instance)), threading.Event(), []
    # Until both processes have drawn these pages, their memory grows by that.
    for _ in range(4):
        seen.look()

    def look_on() -> None:
        try:
            while not over.wait(0.1):
                seen.look()
        except (AssertionError, OSError, psutil.Error) as error:
            failed.append(error)

    watcher = threading.Thread(target=look_on)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()
    assert not failed
    seen.look()
    assert max(seen.memory) - seen.memory[3] < MOST_MEMORY
    assert max(seen.waits) < PATIENCE
    assert not any(Path(path).exists() for path in seen.temporary)
    assert all(process.is_running() for process in processes)


def visitor(instance: Instance) -> Visitor:
    return Visitor(urlsplit(instance.address).netloc)


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page).split())


def waiting(who: Visitor) -> list[str]:
    return re.findall(r"/desk/intake/[0-9a-f-]{36}/", who.ask("GET", "/desk/intake/")[1])


def test_300_megabytes_at_intake_are_refused_in_words(instance: Instance) -> None:
    clerk = visitor(instance)
    clerk.sign_in()
    fields, before = clerk.page("/desk/intake/"), waiting(clerk)
    with watching(instance) as seen:
        status, page = clerk.send("/desk/intake/", fields)
        assert seen.temporary, "nothing was seen of the upload, so nothing was tested"
    assert status == 422
    assert "[scan.pdf] has more than 200 MB; a paper may have up to 25. It was not kept." in words(page)
    assert waiting(clerk) == before


def test_300_megabytes_that_nobody_reads_are_answered_all_the_same(instance: Instance) -> None:
    """Refused before the body was read: as text, without a sign-in, at no address."""
    clerk = visitor(instance)
    clerk.sign_in()
    fields = clerk.page("/desk/intake/")
    with watching(instance):
        status, page = clerk.send("/desk/intake/", fields, as_file=False)
        assert (status, "Nothing of it was recorded" in page) == (413, True)
        assert visitor(instance).send("/desk/intake/", fields)[0] == 403
        assert clerk.send("/nothing/here/", fields)[0] == 404


def test_300_megabytes_for_the_api_are_refused_in_words(instance: Instance) -> None:
    command = ["token", "add", "large", "--agency", COUNTY, "--role", "release_desk"]
    added = subprocess.run(
        [sys.executable, "-m", "lodged", *command, "--scope", "custody:write", "--scope", "journal:read"],
        env=instance.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    token = {"Authorization": f"Bearer {added.stdout.split()[-1]}"}
    program = visitor(instance)
    before = program.ask("GET", "/api/v1/journal/checkpoint", headers=token)
    assert before[0] == 200
    with watching(instance):
        body, kind = long_body(b'{"events": "', b'"}', "application/json")
        asked = kind | token | {"Idempotency-Key": "large"}
        status, said = program.ask("POST", "/api/v1/custody/events/bulk", body, asked)
    assert (status, "Send fewer events at once" in said) == (413, True)
    assert program.ask("GET", "/api/v1/journal/checkpoint", headers=token) == before


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of 300 MB that takes no room."""
    path = tmp_path / "scan.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(MEGABYTES * len(MEGABYTE))
    return path


def choose(page: Page, file: Path) -> None:
    page.goto("/sign-in/?next=/desk/intake/")
    page.get_by_label("Username").fill("supervisor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Original, as a file").set_input_files(file)


def test_a_browser_shows_what_the_server_says_of_300_megabytes(scriptless_page: Page, large: Path) -> None:
    choose(scriptless_page, large)
    scriptless_page.get_by_role("button", name="Save", exact=True).click()
    said = scriptless_page.get_by_text("a paper may have up to 25. It was not kept.")
    expect(said.first).to_be_visible(timeout=30_000)


def test_a_page_with_scripts_says_it_before_anything_is_sent(page: Page, large: Path, tmp_path: Path) -> None:
    sent: list[str] = []
    choose(page, large)
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    said = page.get_by_role("alert")
    expect(said).to_have_text("[scan.pdf] has 300 MB; a file here may have up to 25. It was not sent.")
    page.get_by_role("button", name="Save", exact=True).click()
    field = page.get_by_label("Original, as a file")
    expect(field).to_be_focused()
    assert not sent
    small = tmp_path / "small.pdf"
    small.write_bytes(b"not a paper")
    field.set_input_files(small)
    expect(said).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("small.pdf")
    assert sent
