"""A real instance and a real browser, started once for all browser tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.running_instance import Instance, environment_for
from tests.served import free_port, wait_until_up

# Debian's Chromium in its shell without windows takes a fifth of the processor's time: the whole browser draws its own
# tabs and menus for every page, seen by nobody.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
START_SECONDS = 300
PEOPLE = (
    "path",
    "claim",
    "withdrawn",
    "handover-served-entitled",
    "override-served-entitled",
    "texas-served-entitled",
    "scriptless-entitled",
    "watched",
    "stale-entitled",
    "clicks-served-entitled",
    "quick-served-entitled",
    "clean",
)
QUIET_CHROMIUM = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    data_dir = tmp_path_factory.mktemp("instance")
    port = free_port()
    environment = environment_for(data_dir) | {"LODGED_PORT": str(port)}
    command = [sys.executable, "-m", "lodged", "run", "--demonstration", "--no-browser"]
    process = subprocess.Popen(command, env=environment)
    # By name: a passkey works at no bare address.
    running = Instance(f"http://localhost:{port}", data_dir, process.pid)
    try:
        wait_until_up(running.address, process, seconds=START_SECONDS)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture(scope="session")
def people(instance: Instance) -> dict[str, str]:
    """Stays by name and width."""
    environment = os.environ | {
        "LODGED_DATA_DIR": str(instance.data_dir),
        "LODGED_DEMONSTRATION": "1",
    }
    for name in (
        "LODGED_DATABASE_URL",
        "LODGED_OWNER_DATABASE_URL",
        "LODGED_FIELD_KEYS",
        "LODGED_SECRET_KEY",
    ):
        environment.pop(name, None)
    script = Path(__file__).parent / "desk_people.py"
    done = subprocess.run(
        [sys.executable, script, *PEOPLE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("browser tests must run in CI, and chromium is not installed")
        pytest.skip("chromium is not installed")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_CHROMIUM + sandbox)
        yield browser
        browser.close()


def new_page(context: BrowserContext, complaints: list[str]) -> Page:
    def hear(message: ConsoleMessage) -> None:
        # A page answered with 4xx is a page; the browser notes it as an error all the same.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            complaints.append(message.text)

    page = context.new_page()
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


@pytest.fixture(params=[1440, 390], ids=["desktop", "phone"])
def page(chromium: Browser, instance: Instance, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at desktop and at phone width; the test fails if the browser's console complains.

    A second page is left open for the context to close: Chromium may answer that it closed a page
    which was committing a navigation and not close it, and the test would wait for ever.
    """
    context = chromium.new_context(
        base_url=instance.address, viewport={"width": request.param, "height": 900}, reduced_motion="reduce"
    )
    complaints: list[str] = []
    yield new_page(context, complaints)
    context.close()
    assert not complaints


@pytest.fixture
def scriptless_page(chromium: Browser, instance: Instance) -> Iterator[Page]:
    """A page in a browser with JavaScript off."""
    context = chromium.new_context(base_url=instance.address, java_script_enabled=False)
    yield context.new_page()
    context.close()
