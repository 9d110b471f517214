"""The release desk in a real browser: each flow by keyboard alone, at two widths, and without scripts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
ZONE = ZoneInfo("America/Chicago")
MOST_TABS = 80


def sign_in(page: Page, username: str, then: str = "/desk/") -> None:
    page.context.clear_cookies()
    page.goto(f"/sign-in/?next={then}")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(then)))


def stay_of(page: Page, people: dict[str, str], name: str) -> str:
    width = page.viewport_size["width"] if page.viewport_size else 1440
    return f"/desk/stays/{people[f'{name}-{width if width == 390 else 1440}']}/"


def tab_to(page: Page, wanted: Locator) -> None:
    """Reach something with the Tab key alone."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard doesn't get there")


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list by typing its first words."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(option, delay=5)


def write(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def press(page: Page, name: str, *, leads_on: bool = True) -> None:
    tab_to(page, page.get_by_role("main").get_by_role("button", name=name, exact=True))
    if leads_on:
        with page.expect_navigation():
            page.keyboard.press("Enter")
    else:
        page.keyboard.press("Enter")


def follow(page: Page, name: str) -> None:
    link = page.get_by_role("main").get_by_role("link", name=name, exact=True).first
    more = page.locator(".desk-more > summary")
    if more.count() and not link.is_visible():
        tab_to(page, more)
        page.keyboard.press("Enter")
    tab_to(page, link)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def said(page: Page, words: str) -> None:
    expect(page.locator(".usa-alert--success")).to_contain_text(words)


def test_the_board_shows_what_cannot_wait_and_is_searched(page: Page, people: dict[str, str]) -> None:
    sign_in(page, "desk")
    expect(page.get_by_role("heading", level=1)).to_have_text("Release desk")
    assert_accessible(page)
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("Release now")
    expect(first.locator("svg.sign--now")).to_be_visible()
    write(page, "Name or booking number", "sintetica path")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto("/desk/?q=nobody-of-this-name")
    expect(page.get_by_role("main")).to_contain_text("Nobody here matches")
    assert_accessible(page)
    for state in ("now", "claim", "passed", "unserved"):
        page.goto(f"/desk/?state={state}")
        assert_accessible(page)


def test_a_release_from_the_copy_to_the_door_by_keyboard(page: Page, people: dict[str, str]) -> None:
    file = stay_of(page, people, "path")
    sign_in(page, "desk", file)
    assert_accessible(page)
    follow(page, "Serve the copy on the person")
    assert_accessible(page)
    choose(page, "Language of the explanation", "Spanish")
    press(page, "Serve the copy")
    said(page, "Next:")
    follow(page, "Enter the planned release")
    page.get_by_label("Planned release").fill(f"{datetime.now(ZONE) + timedelta(hours=70):%Y-%m-%dT%H:%M}")
    write(page, "Why", "Sentence ends")
    press(page, "Plan the release")
    said(page, "planned anew")
    follow(page, "Tell ICE of the release")
    assert_accessible(page)
    expect(page.get_by_role("radio").first).to_be_checked()
    press(page, "They were told: record")
    said(page, "The notice is recorded")
    follow(page, "Record ICE's answer")
    choose(page, "Answer", "Not coming")
    press(page, "Record the answer")
    follow(page, "Cleared for release")
    press(page, "Cleared for release", leads_on=False)
    # The browser holds an empty required list back; the server says the same to those without it.
    page.get_by_label("Why they are cleared").evaluate("element => element.removeAttribute('required')")
    press(page, "Cleared for release")
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    choose(page, "Why they are cleared", "Bail")
    press(page, "Cleared for release")
    said(page, "Next: release now")
    assert_accessible(page)
    follow(page, "Release now")
    expect(page.get_by_role("main")).to_contain_text("Its answer: not coming")
    choose(page, "Are ICE's officers here?", "No: release")
    tab_to(page, page.get_by_label("I read back the name"))
    page.keyboard.press("Space")
    press(page, "Release")
    said(page, "The release is recorded")
    expect(page.get_by_role("main")).to_contain_text("Released")
    assert_accessible(page)
    page.go_back()
    expect(page.get_by_role("main")).to_contain_text("Custody has ended (released)")
    assert_accessible(page)


def test_a_claim_of_citizenship_is_ruled_on_by_counsel(page: Page, people: dict[str, str]) -> None:
    file = stay_of(page, people, "claim")
    sign_in(page, "desk", file)
    follow(page, "Claims US citizenship")
    press(page, "Claims US citizenship")
    expect(page.get_by_role("alert")).to_contain_text("Write down who says it, or the words")
    assert_accessible(page)
    write(page, "Who says it", "The person")
    press(page, "Claims US citizenship")
    said(page, "Hold and handover are stopped")
    assert_accessible(page)
    page.goto("/desk/?state=claim")
    expect(page.locator("tbody")).to_contain_text("No: claim of US citizenship")
    sign_in(page, "county-counsel", file)
    follow(page, "Rule on the claim of US citizenship")
    choose(page, "Ruling", "The evidence was")
    write(page, "Evidence examined", "Synthetic records of birth, examined")
    press(page, "Rule on the claim")
    said(page, "The ruling is recorded")
    expect(page.get_by_role("main")).to_contain_text("Synthetic records of birth")
    assert_accessible(page)


def test_a_claim_is_withdrawn_with_a_reason(page: Page, people: dict[str, str]) -> None:
    file = stay_of(page, people, "withdrawn")
    sign_in(page, "desk", f"{file}claim/")
    write(page, "In their words", "Synthetic words: born in El Paso")
    press(page, "Claims US citizenship")
    follow(page, "Withdraw the claim")
    assert_accessible(page)
    write(page, "Who withdraws it, and why", "The person: meant a brother")
    press(page, "Withdraw the claim")
    said(page, "Nothing is stopped by the claim any more")
    expect(page.get_by_role("main")).to_contain_text("was withdrawn: The person: meant a brother")
    assert_accessible(page)


def test_whoever_books_a_person_held_already_is_asked(page: Page, people: dict[str, str]) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    sign_in(page, "desk", "/desk/book/")
    for number in ("ONCE", "TWICE"):
        page.goto("/desk/book/")
        write(page, "Booking number", f"SYN-{number}-{width}")
        choose(page, "Reason for custody", "A pending")
        write(page, "Family name, as booked", "Sintética" if number == "ONCE" else f"TWIN{width}")
        write(page, "Given name", f"Twin{width}" if number == "ONCE" else "sintetica")
        page.get_by_label("Date of birth").fill("1991-02-03")
        press(page, "Book")
    expect(page.get_by_role("heading", name="Is this the same person?")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("the same name and date of birth")
    expect(page.get_by_role("link", name=f"Go to booking SYN-ONCE-{width}")).to_be_visible()
    assert_accessible(page)
    press(page, "It is a different person: book")
    said(page, "The booking is recorded")
    expect(page.get_by_role("main")).to_contain_text("Said to be a different person")


def test_a_handover_names_both_officers(page: Page, people: dict[str, str]) -> None:
    sign_in(page, "desk", stay_of(page, people, "handover-served-entitled"))
    follow(page, "Hand over")
    assert_accessible(page)
    write(page, "Receiving officer", "Synthetic ICE officer, badge 1")
    tab_to(page, page.get_by_label("Both officers checked the person's identity"))
    page.keyboard.press("Space")
    write(page, "Property handed over", "wallet")
    press(page, "Hand over")
    said(page, "The handover is recorded")
    expect(page.get_by_role("main")).to_contain_text("Synthetic ICE officer, badge 1")
    assert_accessible(page)


def test_no_button_where_the_law_forbids_and_an_override_needs_two(
    page: Page, people: dict[str, str]
) -> None:
    file = stay_of(page, people, "override-served-entitled")
    sign_in(page, "desk", file)
    expect(page.get_by_role("link", name="Hold", exact=True)).to_have_count(0)
    page.goto(f"{file}hold/")
    expect(page.get_by_role("main")).to_contain_text("Esparza")
    assert_accessible(page)
    page.goto(file)
    follow(page, "Ask for an override")
    assert_accessible(page)
    choose(page, "What is wanted", "Keep")
    write(page, "On what authority", "Synthetic order 1")
    write(page, "Why", "Synthetic reason")
    press(page, "Ask for an override")
    said(page, "another person")
    sign_in(page, "supervisor", "/desk/supervision/")
    assert_accessible(page)
    page.goto(file)
    follow(page, "Confirm or refuse the override")
    assert_accessible(page)
    choose(page, "Ruling", "Confirm")
    write(page, "Reason", "Read the order")
    press(page, "Rule on the override")
    said(page, "The ruling on the override is recorded")
    follow(page, "Hold")
    press(page, "Hold")
    said(page, "The hold is recorded")
    expect(page.get_by_role("main")).to_contain_text("Held lawfully until")
    assert_accessible(page)


def test_where_the_law_requires_a_hold_its_facts_come_first(page: Page, people: dict[str, str]) -> None:
    file = stay_of(page, people, "texas-served-entitled")
    sign_in(page, "texas", file)
    expect(page.get_by_role("link", name="Hold", exact=True)).to_have_count(0)
    follow(page, "Attach a warrant")
    choose(page, "Which warrant", "Warrant for Arrest")
    write(page, "Signed by", "Synthetic immigration officer")
    press(page, "Attach a warrant")
    follow(page, "Add legal facts")
    assert_accessible(page)
    choose(page, "Where you know it from", "A court")
    write(page, "Where it stands", "Synthetic court, 1")
    choose(page, "Proof of citizenship or lawful status shown", "No")
    press(page, "Add legal facts")
    said(page, "The facts are recorded")
    follow(page, "Record the hold that the law here requires")
    assert_accessible(page)
    press(page, "Hold")
    said(page, "The hold is recorded")
    assert_accessible(page)


def test_the_board_renews_itself_and_keeps_the_place(page: Page, people: dict[str, str]) -> None:
    sign_in(page, "desk", "/desk/?q=watched")
    link = page.locator("tbody th a").first
    tab_to(page, link)
    identity = link.get_attribute("id")
    other = page.context.new_page()
    for width in (1440, 390):
        other.goto(f"/desk/stays/{people[f'watched-{width}']}/entitle/")
        if other.get_by_label("Why they are cleared").count():
            other.get_by_label("Why they are cleared").select_option("bail")
            other.get_by_role("main").get_by_role("button", name="Cleared for release").click()
            said(other, "The entitlement is recorded")
    page.bring_to_front()
    expect(page.locator("tbody tr").first).to_contain_text("Release now", timeout=40_000)
    expect(page.locator(f"[id='{identity}']")).to_be_focused()
    expect(page.locator("#board-news")).to_contain_text(re.compile("cleared for release|^$"))
    assert_accessible(page)
    sound = page.get_by_role("button", name="Sound is off")
    tab_to(page, sound)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sound is on")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Sound is on")).to_be_visible()


def test_every_page_of_supervision_is_accessible(page: Page, people: dict[str, str]) -> None:
    sign_in(page, "supervisor", "/desk/supervision/")
    for name in ("Over-detention", "Coverage", "Trends", "Today"):
        assert_accessible(page)
        follow(page, name)
    assert_accessible(page)
    page.goto("/desk/book/")
    assert_accessible(page)


def test_a_person_is_booked_by_hand(page: Page, people: dict[str, str]) -> None:
    sign_in(page, "desk", "/desk/book/")
    number = f"SYN-HAND-{page.viewport_size['width'] if page.viewport_size else 0}"
    write(page, "Booking number", number)
    choose(page, "Reason for custody", "A pending")
    write(page, "Family name, as booked", "Sintética")
    press(page, "Book")
    said(page, "The booking is recorded")
    expect(page.get_by_role("main")).to_contain_text(number)
    assert_accessible(page)


def test_everything_works_without_scripts(scriptless_page: Page, people: dict[str, str]) -> None:
    page = scriptless_page
    file = f"/desk/stays/{people['scriptless-entitled-1440']}/"
    sign_in(page, "desk", file)
    page.get_by_role("main").get_by_role("link", name="Serve the copy on the person").click()
    page.get_by_role("main").get_by_role("button", name="Serve the copy").click()
    said(page, "The service of the copy is recorded")
    page.get_by_role("main").get_by_role("link", name="Release now", exact=True).first.click()
    page.get_by_label("I read back the name").locator("xpath=following-sibling::label").click()
    page.get_by_role("main").get_by_role("button", name="Release", exact=True).click()
    said(page, "The release is recorded")
    page.goto("/desk/?q=path")
    expect(page.get_by_role("heading", level=1)).to_have_text("Release desk")


def test_a_form_left_open_is_told_what_changed(scriptless_page: Page, people: dict[str, str]) -> None:
    page = scriptless_page
    file = f"/desk/stays/{people['stale-entitled-1440']}/"
    sign_in(page, "desk", f"{file}serve/")
    other = page.context.new_page()
    other.goto(f"{file}claim/")
    other.get_by_label("Who says it").fill("The person")
    other.get_by_role("main").get_by_role("button", name="Claims US citizenship").click()
    other.goto(f"{file}warrant/")
    other.get_by_label("Which warrant").select_option("I-200")
    other.get_by_label("Signed by").fill("Synthetic officer")
    other.get_by_role("main").get_by_role("button", name="Attach a warrant").click()
    page.get_by_label("Served by").fill("Typed before it changed")
    page.get_by_role("main").get_by_role("button", name="Serve the copy").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody recorded something here")
    expect(page.get_by_role("main")).to_contain_text("Warrant attached")
    expect(page.get_by_label("Served by")).to_have_value("Typed before it changed")
    page.get_by_role("main").get_by_role("button", name="Serve the copy").click()
    said(page, "The service of the copy is recorded")
