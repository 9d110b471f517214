"""Pairs in doubt as a reader decides them, in a real browser: with the keyboard alone, and with scripts off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
DECIDING_MS = 30_000


def open_queue(page: Page, username: str) -> None:
    page.goto("/sign-in/?next=/reconcile/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.goto("/reconcile/")
    row = page.locator("tr").filter(has_text="Demonstration")
    row.get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("pairs? in doubt|Reviewed pairs")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pairs in doubt")


def count(page: Page, label: str) -> int:
    fact = page.locator(".facts div").filter(has=page.get_by_text(label, exact=True))
    return int(fact.locator("dd").inner_text()) if fact.count() else 0


def test_pairs_are_decided_with_the_keyboard_alone(page: Page) -> None:
    open_queue(page, "analyst")
    assert_accessible(page)
    to_read, decided = count(page, "To be read"), count(page, "Decided")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("One person or two?")
    assert_accessible(page)
    first = page.url
    page.keyboard.press("d")
    expect(page.locator("main")).to_contain_text("Two people: recorded.", timeout=DECIDING_MS)
    assert page.url != first
    page.keyboard.press("s")
    expect(page.locator("main")).to_contain_text("One person: recorded.", timeout=DECIDING_MS)
    assert_accessible(page)
    unsure = page.url
    page.keyboard.press("u")
    expect(page.locator("main")).to_contain_text("Can't tell: recorded.", timeout=DECIDING_MS)
    page.keyboard.press("q")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pairs in doubt")
    assert count(page, "Decided") == decided + 2
    assert count(page, "To be read") <= to_read - 2
    page.goto(unsure)
    expect(page.locator("main")).to_contain_text("You could not tell")


def test_letters_typed_into_a_note_decide_nothing_and_the_keys_can_be_turned_off(page: Page) -> None:
    open_queue(page, "reader")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("One person or two?")
    address = page.url
    page.get_by_label("Note").focus()
    page.keyboard.type("dus")
    expect(page.get_by_label("Note")).to_have_value("dus")
    assert page.url == address
    switch = page.get_by_role("button", name="Single-key shortcuts")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("d")
    assert page.url == address
    assert_accessible(page)
    switch.press("Enter")


def test_the_buttons_work_with_scripts_off(scriptless_page: Page) -> None:
    page = scriptless_page
    open_queue(page, "reader")
    page.get_by_role("link", name=re.compile("Read the next pair")).click()
    page.get_by_label("Note").fill("Seen on paper.")
    page.get_by_role("button", name=re.compile("Different people")).click()
    expect(page.locator("main")).to_contain_text("Two people: recorded.", timeout=DECIDING_MS)


def test_anyone_sees_the_demonstrations_pairs_and_only_its_agency_decides(page: Page) -> None:
    page.goto("/reconcile/")
    page.locator("tr").filter(has_text="Demonstration").get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile("pairs? in doubt")).click()
    expect(page.locator("main")).to_contain_text("to decide")
    assert_accessible(page)
    page.locator("main table a").first.click()
    expect(page.get_by_role("button", name=re.compile("Same person"))).to_have_count(0)
    assert_accessible(page)
