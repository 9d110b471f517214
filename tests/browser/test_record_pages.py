"""The pages of the record in a real browser, at a desk and on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
ROSTER = (
    "facility_name,booking_id,last_name,first_name,date_of_birth,booked_at,released_at,detainer_on_file\n"
    "Anoka County Jail,SYN-NEW-{n},Synthetic,Newcomer {n},1990-01-02,2026-01-12 09:00,,yes\n"
)


def sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/record/")
    page.get_by_label("Username").fill("supervisor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Held")


def test_every_page_of_the_record_is_accessible(page: Page, tmp_path: Path) -> None:
    sign_in(page)
    assert_accessible(page)
    page.locator("main table a").first.click()
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    assert_accessible(page)
    page.goto("/record/return/")
    assert_accessible(page)
    page.goto("/record/load/")
    assert_accessible(page)
    roster = tmp_path / "roster.csv"
    roster.write_text(ROSTER.format(n=page.viewport_size["width"]), "utf-8")
    page.get_by_label("File").set_input_files(str(roster))
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("would change")
    assert_accessible(page)
    page.get_by_role("button", name="Record these changes").click()
    expect(page.locator("main")).to_contain_text("Recorded 3 events")


def test_a_return_is_filed_with_the_keyboard(page: Page) -> None:
    sign_in(page)
    page.goto("/record/return/")
    page.get_by_label("Facility").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Filed for Anoka County Jail")
    assert_accessible(page)
