"""The pages of the law in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lodged.law import load_rulebooks
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser


def test_every_jurisdiction_has_its_row_and_its_page(page: Page) -> None:
    page.goto("/law/")
    assert_accessible(page)
    books = load_rulebooks().books
    rows = page.get_by_role("table").locator("tbody tr")
    assert rows.count() == len(books) - 1  # the federal baseline is linked below the table
    row = rows.filter(has=page.get_by_role("link", name="Minnesota"))
    expect(row.locator("td").first).to_have_text("No")
    for jurisdiction in books:
        response = page.request.get(f"/law/{jurisdiction}/")
        assert response.ok, jurisdiction


def test_the_slider_shows_the_law_of_another_day_by_keyboard(page: Page) -> None:
    page.goto("/law/us-mn/?on=2026-01-13")
    assert_accessible(page)
    expect(page.get_by_role("heading", name="Rules in force on 13 January 2026")).to_be_visible()
    expect(page.locator("#rules")).to_contain_text("Esparza v. Nobles County")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.get_by_role("heading", name="Rules in force on 13 January 2026")).to_have_count(0)
    expect(page.locator("#rules")).not_to_contain_text("Esparza v. Nobles County")
    assert_accessible(page)


def test_a_case_is_decided_beside_its_facts_and_never_guessed(page: Page) -> None:
    page.goto("/law/what-if/?jurisdiction=us-mn&on=2026-01-13")
    assert_accessible(page)
    decision = page.locator("#decision")
    expect(decision).to_contain_text("Find out")
    page.get_by_label("Kind of facility").select_option("county_jail")
    page.get_by_label("Form", exact=True).select_option("I-247A")
    page.get_by_label("Only the detainer is left").select_option("yes")
    page.get_by_label("Entitled to release").select_option("yes")
    expect(decision).to_contain_text("do not keep the person past release on the detainer alone")
    page.get_by_label("Claims US citizenship").select_option("yes")
    expect(decision).to_contain_text(re.compile("citizen", re.IGNORECASE))
    assert_accessible(page)


def test_the_form_works_with_scripts_off(scriptless_page: Page) -> None:
    page = scriptless_page
    page.goto("/law/what-if/")
    page.get_by_label("Where").select_option("us-mn")
    page.get_by_label("Kind of facility").select_option("county_jail")
    page.get_by_label("Only the detainer is left").select_option("yes")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("#decision")).to_contain_text(
        "No: do not keep the person past release on the detainer alone."
    )


@pytest.mark.parametrize("address", ["/law/us-zz/", "/law/?on=someday", "/law/us-mn/?on=2026-02-30"])
def test_a_mistaken_address_is_answered_in_words(page: Page, address: str) -> None:
    response = page.goto(address)
    assert response is not None
    assert response.status in {400, 404}
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("[")
    assert_accessible(page)
