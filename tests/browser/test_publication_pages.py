"""The static site from a disk, and the same pages on the instance, in a real browser."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from lodged.demo import synthetic_minnesota
from lodged.demo.release import write_release
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
PAGES = (
    "index.html",
    "figures/declined.html",
    "figures/share-booked.html",
    "figures/people.html",
    "maps.html",
    "claims/index.html",
    "claims/synthetic-filed.html",
    "data.html",
    "method.html",
    "embed/declined-by-county.html",
    "es/index.html",
    "es/figures/declined.html",
    "es/claims/synthetic-held.html",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic site with small counts hidden beside one that is public as it is."""
    folder = tmp_path_factory.mktemp("static-site")
    release, agreements, claims = write_release(synthetic_minnesota.make(), folder)
    command = [sys.executable, "-m", "lodged", "publish", folder / "site", release, agreements, "--synthetic"]
    command += ["--state", "MN", "--as-of", "2026-01-13", "--already-public", "--claims", claims]
    command += ["-d", "declined", "-d", "share-booked", "-d", "people", "-d", "agreements-in-force"]
    subprocess.run(command, check=True)
    hidden = [sys.executable, "-m", "lodged", "publish", folder / "hidden", release, "--state", "MN"]
    hidden += ["--as-of", "2026-01-13", "--key", folder / "publishing.key"]
    subprocess.run([*hidden, "--synthetic", "-d", "declined", "-d", "lodged"], check=True)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of what it overrides
        pass


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The same folder from a plain file server: axe reads style sheets, which a browser refuses it from a disk."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=[1440, 390], ids=["desktop", "phone"])
def reader(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that opens files; the test fails if anything outside them is asked for, or the console complains."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, reduced_motion="reduce")
    complaints: list[str] = []

    def hear(asked: Request) -> None:
        if not asked.url.startswith(("file://", "http://127.0.0.1:")):
            complaints.append(asked.url)

    page = context.new_page()
    page.on("request", hear)
    page.on("requestfailed", lambda failed: complaints.append(failed.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert not complaints


def test_every_static_page_is_accessible_and_asks_for_nothing_elsewhere(reader: Page, served: str) -> None:
    for name in PAGES:
        reader.goto(f"{served}/site/{name}")
        expect(reader.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(reader)
    reader.goto(f"{served}/hidden/figures/declined.html")
    expect(reader.get_by_role("cell", name="hidden").first).to_be_visible()
    assert_accessible(reader)


def test_a_reader_gets_from_the_list_to_a_figure_and_to_spanish_by_keyboard(reader: Page, site: Path) -> None:
    reader.goto((site / "site" / "index.html").as_uri())
    reader.get_by_role("link", name="Detainers that ICE records as declined").focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Detainers that ICE records as declined")
    reader.get_by_role("link", name="Español").focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Órdenes que ICE registra como rechazadas")


def test_a_chart_stands_in_anothers_page(reader: Page, site: Path) -> None:
    page = site / "another.html"
    frame = (
        '<iframe src="site/embed/declined-by-county.html" title="A chart" width="720" height="560"></iframe>'
    )
    page.write_text(f'<!DOCTYPE html><html lang="en"><title>Another</title><h1>Another</h1>{frame}', "utf-8")
    reader.goto(page.as_uri())
    chart = reader.frame_locator("iframe")
    expect(chart.get_by_role("img")).to_be_visible()
    expect(chart.get_by_role("link", name="Full figure, definition and data")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/figures/",
        "/figures/declined/",
        "/figures/listed/",
        "/figures/maps/",
        "/claims/",
        "/claims/synthetic-held/",
    ],
)
def test_the_demonstration_shows_what_was_published(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_accessible(page)
    page.goto(f"{address}?lang=es")
    assert_accessible(page)


def test_the_instance_gives_the_tables_as_files(page: Page) -> None:
    page.goto("/figures/data/")
    assert_accessible(page)
    package = json.loads(page.request.get("/figures/files/datapackage.json").text())
    assert all(page.request.get(f"/figures/files/{one['path']}").ok for one in package["resources"][:3])
