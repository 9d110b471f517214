"""A layout made from an agency's own file in a real browser: keyboard, phone width, and scripts off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible
from tests.sources.rosters import boone, people

pytestmark = pytest.mark.browser


def sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/record/load/")
    page.get_by_label("Username").fill("supervisor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.goto("/record/load/")


def drafted(page: Page, folder: Path, title: str) -> None:
    page.get_by_label("Your agency's file").set_input_files(boone(folder / "report.csv", people(3)))
    page.get_by_role("button", name="Look at its columns").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column of report.csv is what")
    page.get_by_label("Name of this layout").fill(title)
    page.get_by_label("Facility, where no column says it").fill("Synthetic County Jail")


def test_a_layout_is_looked_at_and_accepted_with_the_keyboard(page: Page, tmp_path: Path) -> None:
    title = f"Synthetic report {page.viewport_size['width'] if page.viewport_size else 0}"
    sign_in(page)
    assert_accessible(page)
    page.get_by_role("link", name="Layouts of files").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Layouts of files")
    assert_accessible(page)
    drafted(page, tmp_path, title)
    assert_accessible(page)
    expect(page.get_by_role("button", name="Accept and keep")).to_have_count(0)
    page.get_by_role("button", name="Show the rows").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    for column in ("Name", "Booking Date"):
        page.get_by_role("group", name="Booking number").get_by_label(column, exact=True).press("Space")
    page.get_by_role("button", name="Show the rows").press("Enter")
    expect(page.get_by_role("heading", name="The file's first stays, read this way")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\d+ stays were read"))
    assert_accessible(page)
    page.get_by_role("button", name="Accept and keep").press("Enter")
    expect(page.get_by_role("main")).to_contain_text(f"Kept: {title}")
    assert_accessible(page)
    page.goto("/reconcile/")
    page.get_by_label("Layout of the custody files").select_option(title)
    assert_accessible(page)


def test_a_layout_is_put_aside_with_scripts_off(scriptless_page: Page, tmp_path: Path) -> None:
    page = scriptless_page
    sign_in(page)
    page.goto("/layouts/")
    drafted(page, tmp_path, "Synthetic, not kept")
    page.get_by_role("button", name="Put the file aside").click()
    expect(page.get_by_role("main")).to_contain_text("report.csv was removed. No layout was kept.")
