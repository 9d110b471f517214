"""The pages about the API in a real browser: its description, and an agency's tokens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser


def test_the_description_is_accessible_and_needs_no_script(page: Page, scriptless_page: Page) -> None:
    for reader in (page, scriptless_page):
        reader.goto("/api/v1/docs/")
        expect(reader.get_by_role("heading", level=1)).to_contain_text("API, version")
        expect(reader.get_by_role("heading", name="Record one custody event")).to_be_visible()
    assert_accessible(page)


def test_a_token_is_added_shown_once_and_revoked(page: Page) -> None:
    name = f"jail-{page.viewport_size['width']}"
    page.goto("/sign-in/?next=/staff/tokens/")
    page.get_by_label("Username").fill("administrator")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_label("Name").fill(name)
    page.get_by_text("Read stays").click()
    page.get_by_role("button", name="Add the token").click()
    expect(page.locator("#secret")).to_contain_text("lodged_")
    assert_accessible(page)
    page.get_by_role("link", name="I have kept it").click()
    assert_accessible(page)
    page.get_by_role("button", name=f"Revoke {name}").click()
    expect(page.get_by_role("main")).to_contain_text(f"The token {name} is revoked")
