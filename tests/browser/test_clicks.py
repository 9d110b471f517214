"""How many clicks and typed fields each job of the desk takes, as the table in docs/desk.md says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_desk_pages import sign_in
from tests.documents.i247a import Form, with_fields

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("page", [1440], ids=["desktop"], indirect=True),
]
DOCS = Path(__file__).parents[2] / "docs" / "desk.md"
ROW = re.compile(r"^\| (?P<job>[^|]+) \| [^|]+ \| (?P<clicks>\d+) \| (?P<typed>\d+) \|$", re.MULTILINE)


def table() -> dict[str, tuple[int, int]]:
    """Clicks and typed fields by job, as the docs say."""
    part = DOCS.read_text("utf-8").partition("## Clicks and typed fields")[2].partition("\n## ")[0]
    return {row["job"]: (int(row["clicks"]), int(row["typed"])) for row in ROW.finditer(part)}


class Hand:
    """Somebody at the desk, whose clicks and typed fields are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.typed = page, 0, 0
        self.main = page.get_by_role("main")

    def click(self, on: Locator) -> None:
        on.click()
        self.clicks += 1

    def write(self, into: Locator, words: str) -> None:
        into.fill(words)
        self.typed += 1

    def button(self, name: str) -> None:
        self.click(self.main.get_by_role("button", name=name, exact=True))

    def link(self, name: str) -> None:
        self.click(self.main.get_by_role("link", name=name, exact=True).first)

    def took(self, job: str) -> None:
        """The job is done and took what the docs say."""
        assert (self.clicks, self.typed) == table()[job], job


def test_the_jobs_of_a_release(page: Page, people: dict[str, str]) -> None:
    file = f"/desk/stays/{people['clicks-served-entitled-1440']}/"
    sign_in(page, "desk", "/desk/?q=clicks")
    hand = Hand(page)
    hand.click(page.locator(f"[id='stay-{people['clicks-served-entitled-1440']}']"))
    expect(page.locator(".desk-summary")).to_contain_text("Release now. You may not hold (")
    hand.took("See whether the person may be held")

    hand = Hand(page)
    hand.link("Tell ICE of the release now")
    hand.button("They were told: record")
    expect(page.locator(".usa-alert--success")).to_contain_text("The notice is recorded")
    hand.took("Tell ICE of a release, the office known")

    hand = Hand(page)
    hand.link("Record ICE's answer")
    hand.main.get_by_label("Answer", exact=True).select_option("not_coming")
    hand.clicks += 1
    hand.button("Record the answer")
    expect(page.locator(".usa-alert--success")).to_contain_text("The answer is recorded")
    hand.took("Record ICE's answer")
    page.goto(file)
    expect(page.locator(".desk-summary")).to_contain_text("said it is not coming")


def test_a_release_from_the_board(page: Page, people: dict[str, str]) -> None:
    stay = people["quick-served-entitled-1440"]
    sign_in(page, "desk", "/desk/?q=quick")
    hand = Hand(page)
    hand.click(page.locator(f"[id='next-{stay}']"))
    hand.click(page.get_by_text("I read back the name and date of birth"))
    hand.button("Release")
    expect(page.locator(".usa-alert--success")).to_contain_text("The release is recorded")
    hand.took("Release a person who is due")

    hand = Hand(page)
    hand.link("Undo: the person is still here")
    hand.write(page.get_by_label("Why", exact=True), "Synthetic: the wrong person")
    hand.button("Recorded in error")
    expect(page.locator(".usa-alert--success")).to_contain_text("recorded as still held")
    hand.took("Undo a release within ten minutes")


def test_a_clean_pdf_becomes_a_detainer(page: Page, people: dict[str, str], tmp_path: Path) -> None:
    form = tmp_path / "form.pdf"
    form.write_bytes(
        with_fields(
            Form(name="Klarosyn, Clean-1440", born="", event="SYN-CLEAN", file_number="", subject_id="")
        )
    )
    sign_in(page, "desk", "/desk/intake/")
    hand = Hand(page)
    page.get_by_label("Original, as a file").set_input_files(str(form))
    hand.clicks += 1
    hand.button("Save")
    for group, answer in (("Did an immigration officer sign it?", "Yes"), ("Which warrant came", "None")):
        hand.click(page.get_by_role("group", name=group).get_by_text(answer, exact=True))
    hand.button("Confirm and go on")
    hand.button("Record")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recorded as a detainer")
    hand.took("Enter a clean PDF as a detainer")


@pytest.mark.parametrize("seen", [{"media": "print"}, {"forced_colors": "active"}], ids=str)
def test_print_and_high_contrast_keep_every_answer(
    page: Page, people: dict[str, str], seen: dict[str, str]
) -> None:
    sign_in(page, "desk", f"/desk/stays/{people['clicks-served-entitled-1440']}/")
    page.emulate_media(**seen)
    expect(page.locator(".desk-summary")).to_be_visible()
    for answers in (
        page.locator(".desk-answer"),
        page.locator(".rule .outcome"),
        page.locator(".desk-buttons a"),
    ):
        assert answers.count() >= 2 or answers.first.is_visible()
        for answer in answers.all():
            expect(answer).to_be_visible()
    if "media" in seen:
        expect(page.locator(".rule details li").first).to_be_visible()


def test_keys_go_from_person_to_person_and_to_the_next_step(page: Page, people: dict[str, str]) -> None:
    sign_in(page, "desk")
    rows = page.locator("#board tbody tr")
    page.keyboard.press("j")
    expect(rows.nth(0).locator("th a")).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1).locator("th a")).to_be_focused()
    page.keyboard.press("n")
    expect(rows.nth(1).locator(".desk-next")).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0).locator("th a")).to_be_focused()
    page.get_by_role("button", name="Single-key shortcuts").click()
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="Single-key shortcuts")).to_be_focused()
