"""Intake and the outbox in a real browser: by keyboard, without scripts, at a desk and on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible
from tests.documents.i247a import Form, flat, scanned

pytestmark = pytest.mark.browser


def sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/desk/intake/")
    page.get_by_label("Username").fill("supervisor")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Intake")


def somebody_held(page: Page) -> Form:
    """A form about somebody held, another one at each width, with numbers of its own and another date of birth."""
    width = (page.viewport_size or {})["width"]
    page.goto("/record/")
    name = page.locator("main table a").nth(width % 7).inner_text()
    return Form(name=name, event=f"SYN-{width}", subject_id=f"SYN-{width}", file_number=f"A9990{width:05}")


def receive(page: Page, folder: Path, content: bytes) -> None:
    page.goto("/desk/intake/")
    file = folder / "form.pdf"
    file.write_bytes(content)
    page.get_by_label("Original, as a file").set_input_files(str(file))
    page.get_by_role("button", name="Save", exact=True).click()


def choose(page: Page, group: str, answer: str) -> None:
    page.get_by_role("group", name=group).get_by_text(answer, exact=True).click()


def confirm(page: Page) -> None:
    choose(page, "Did an immigration officer sign it?", "Yes")
    choose(page, "Which warrant came with it?", "None")
    page.get_by_role("button", name="Confirm and go on").click()


def test_a_paper_becomes_a_record(page: Page, tmp_path: Path) -> None:
    sign_in(page)
    assert_accessible(page)
    receive(page, tmp_path, flat(somebody_held(page)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the detainer's details")
    image = page.get_by_role("img", name="Page 1 of the paper")
    image.scroll_into_view_if_needed()
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 500
    assert_accessible(page)
    page.get_by_role("button", name="Confirm and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Did an immigration officer sign it?")
    assert_accessible(page)
    confirm(page)
    expect(page.get_by_role("heading", name="Is it complete?")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("group", name="Which booking is it about?").locator("label").first.click()
    choose(page, "What to do with this detainer", "Record it as a detainer against the booking chosen")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("alert")).to_contain_text("Confirm that it is the same person")
    assert_accessible(page)
    page.get_by_text("and it is the same person", exact=False).last.click()
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded as a detainer")
    assert_accessible(page)
    page.goto(f"{page.url}decide/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded as a detainer")


def test_a_scan_is_typed_in_with_the_keyboard_and_returned(page: Page, tmp_path: Path) -> None:
    sign_in(page)
    width = (page.viewport_size or {})["width"]
    receive(page, tmp_path, scanned(Form(event=f"SYN-SCAN-{width}")))
    expect(page.locator("main")).to_contain_text("type the values in")
    assert_accessible(page)
    page.get_by_label("Form", exact=True).focus()
    page.keyboard.type("I-247A")
    for field, text in (("Issued by", "Synthetic Office"), ("Family names", "Fremd"), ("Given names", "Bo")):
        page.get_by_label(field).focus()
        page.keyboard.type(text)
    for group in ("Box 2", "Did an immigration officer sign it?", "Which warrant came with it?"):
        page.get_by_role("group", name=group).get_by_role("radio").first.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Confirm and go on").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fremd, Bo")
    outcome = page.get_by_role("group", name="What to do with this detainer").get_by_role("radio")
    outcome.last.focus()
    page.keyboard.press("Space")
    page.get_by_label("Why it is returned").focus()
    page.keyboard.type("The person it names")
    page.get_by_role("button", name="Record").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Returned to the sender")
    slip = page.get_by_role("link", name="Print the return slip").get_attribute("href") or ""
    assert page.request.get(slip).headers["content-type"] == "application/pdf"


def test_intake_works_without_scripts(scriptless_page: Page, tmp_path: Path) -> None:
    page = scriptless_page
    sign_in(page)
    receive(page, tmp_path, flat(Form(name="OHNE, Skript", event="SYN-NOSCRIPT")))
    confirm(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("OHNE, Skript")
    choose(page, "What to do with this detainer", "Return it to the sender, with a slip")
    page.get_by_label("Why it is returned").select_option("wrong_facility")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Returned to the sender")


def test_a_file_that_is_no_paper_is_refused_where_it_was_chosen(page: Page, tmp_path: Path) -> None:
    sign_in(page)
    receive(page, tmp_path, b"not a paper")
    expect(page.get_by_role("alert")).to_contain_text("is not a PDF, PNG, JPEG or TIFF")
    assert_accessible(page)


def test_the_outbox_says_that_no_mail_server_is_set(page: Page) -> None:
    sign_in(page)
    page.goto("/desk/outbox/")
    expect(page.locator("main")).to_contain_text("No mail server is set")
    assert_accessible(page)
