"""`make pictures`: photograph the pages of a fresh demonstration with headless Chromium, into docs/pictures/.

The demonstration's people are synthetic, so a picture may be shown to anybody. Pictures are kept small: few colors, one
width. A page that answers with an error ends the command, and no picture is replaced.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, HEIGHT, COLORS = 1120, 760, 48
START_SECONDS = 600
PASSWORD_LINE = re.compile(r"^\s+(?P<username>[a-z-]+)\s+(?P<password>\S+)\s{3}")


class PictureError(RuntimeError):
    """A picture that can't be made; says why."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, seen by whom, and which link of it to follow first."""

    name: str
    path: str
    username: str | None = None
    follow: str | None = None
    """A CSS selector of the link to follow before the picture is taken."""


SHOTS = (
    Shot("reconciliation", "/reconcile/", "analyst", follow="main table a"),
    Shot("desk", "/desk/", "desk"),
    Shot("custody", "/desk/", "desk", follow="main table a[href^='/desk/stays/']"),
    Shot("law", "/law/us-mn/?on=2026-01-13"),
)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that answers."""

    address: str
    passwords: dict[str, str]


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Start `lodged run --demonstration` on a free port and an empty folder; stop it and remove both at the end."""
    folder = Path(tempfile.mkdtemp(prefix="lodged-pictures-"))
    folder.chmod(0o755)  # started by root, the database runs as another user
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LODGED_", "DJANGO_"))}
    settings = {"LODGED_PORT": str(port), "LODGED_DATA_DIR": str(folder / "data")}
    output = folder / "output"
    command = [sys.executable, "-m", "lodged", "run", "--demonstration", "--no-browser"]
    with output.open("wb") as words:
        process = subprocess.Popen(command, env=kept | settings, stdout=words)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        found = map(PASSWORD_LINE.match, output.read_text(encoding="utf-8").splitlines())
        yield Demonstration(address, {match["username"]: match["password"] for match in found if match})
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PictureError("The demonstration ended by itself; what it said is above.")
        try:
            urllib.request.urlopen(f"{address}/health/", timeout=5).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    raise PictureError(f"The demonstration did not answer within {START_SECONDS} s.")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium; raises PictureError where none is installed."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        raise PictureError("There is no chromium here. Install it with: make browser")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--disable-gpu", *sandbox])
        yield browser
        browser.close()


def photograph(browser: Browser, running: Demonstration, shot: Shot) -> bytes:
    """Return one picture as PNG; raises PictureError where the page answers with an error."""
    context = browser.new_context(
        base_url=running.address, viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
    )
    page = context.new_page()
    if shot.username:
        _sign_in(page, shot.username, running.passwords[shot.username])
    _open(page, shot.path)
    if shot.follow:
        _open(page, page.locator(shot.follow).first.get_attribute("href") or shot.path)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    context.close()
    return small(picture)


def _sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_load_state("load")


def _open(page: Page, path: str) -> None:
    answer = page.goto(path)
    if answer is None or not answer.ok:
        raise PictureError(f"[{path}] answered {answer.status if answer else 'nothing'}.")


def small(picture: bytes) -> bytes:
    """Return a PNG with few colors, which text and lines need no more of."""
    into = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        opened.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(into, "PNG", optimize=True)
    return into.getvalue()


def main() -> int:
    """Make every picture, then write them; exit code 2 where one can't be made."""
    try:
        with demonstration() as running, chromium() as browser:
            made = {shot.name: photograph(browser, running, shot) for shot in SHOTS}
    except PictureError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for name, picture in made.items():
        (FOLDER / f"{name}.png").write_bytes(picture)
        sys.stdout.write(f"docs/pictures/{name}.png, {len(picture) // 1024} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
