"""The search on every page in a real browser: one key leads there, answers come while typing, Escape puts them away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import assert_accessible
from tests.browser.test_desk_pages import sign_in

pytestmark = pytest.mark.browser


def test_somebody_is_found_from_any_page_by_keyboard_alone(page: Page) -> None:
    sign_in(page, "desk", then="/law/")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search the record")
    expect(field).to_be_focused()
    page.keyboard.type("a", delay=20)
    page.keyboard.type("n", delay=20)
    count = page.get_by_role("status").filter(has_text="People held come first")
    expect(count).to_be_visible()
    assert_accessible(page)
    links = page.locator("#found a")
    expect(links.first).to_be_visible()
    name = links.first.inner_text().partition(",")[0]
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    expect(field).to_be_focused()
    page.keyboard.type(name)
    expect(links.first).to_contain_text(name)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert name not in page.url


def test_the_page_of_the_search_fits_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, "desk", then="/search/")
    main = page.get_by_role("main")
    main.get_by_role("searchbox").fill("an")
    main.get_by_role("button", name="Find").click()
    expect(main.get_by_role("link").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
