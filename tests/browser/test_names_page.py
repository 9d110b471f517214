"""The check of a published list in a real browser, with the keyboard and with scripts off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
ANSWERING_MS = 60_000
LISTED = "Mohamed Ali, 30, Minneapolis\nZzyzx Nobody"


def sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/record/")
    page.get_by_label("Username").fill("supervisor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.goto("/record/")


def test_a_list_is_checked_with_the_keyboard(page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name="Check a list of names").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check a list of names")
    assert_accessible(page)
    page.get_by_role("button", name="Check").press("Enter")
    page.get_by_label("What list it is").fill("Synthetic release")
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Paste names, or choose a file")
    assert_accessible(page)
    page.get_by_label("Names", exact=True).fill(LISTED)
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What the record says of the names", timeout=ANSWERING_MS
    )
    expect(page.get_by_role("heading", name="Zzyzx Nobody")).to_be_visible()
    assert_accessible(page)
    with page.expect_download(timeout=ANSWERING_MS) as download:
        page.get_by_role("button", name="Download as CSV").press("Enter")
    assert "Zzyzx Nobody" in download.value.path().read_text("utf-8")


def test_a_list_is_checked_with_scripts_off(scriptless_page: Page) -> None:
    page = scriptless_page
    sign_in(page)
    page.goto("/record/names/")
    page.get_by_label("Names", exact=True).fill(LISTED)
    page.get_by_label("What list it is").fill("Synthetic release")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What the record says of the names", timeout=ANSWERING_MS
    )
