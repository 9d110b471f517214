"""The reconciliation as an analyst uses it, in a real browser on a real instance."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lodged.demo import synthetic_minnesota
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
RECONCILING_MS = 60_000


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic") / "minnesota"
    synthetic_minnesota.write(folder)
    return folder


def sign_in(page: Page, username: str) -> None:
    page.goto("/sign-in/?next=/reconcile/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("synthetic-minnesota")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def number(text: str | None) -> int:
    return int((text or "").replace(",", ""))


def open_demonstration(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="See the demonstration").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reconciliation for MN")


def test_the_first_page_leads_to_the_work(page: Page) -> None:
    page.goto("/")
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.get_by_role("link", name="Reconcile a list").click()
    expect(page).to_have_url(re.compile("/reconcile/$"))
    assert_accessible(page)


def test_the_first_page_answers_and_each_group_of_marks_opens_its_rows(page: Page) -> None:
    page.goto("/")
    answer = page.get_by_role("region", name="Where the people are")
    expect(answer).to_contain_text("1,360")
    group = answer.get_by_role("link", name=re.compile("Released after it was lodged")).locator(
        "visible=true"
    )
    shown = number((group.text_content() or "").split()[0])
    group.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Released after it was lodged")
    expect(page.get_by_role("main")).to_contain_text(f"{shown:,}")


def test_every_total_opens_exactly_its_rows(page: Page) -> None:
    open_demonstration(page)
    assert_accessible(page)
    table = page.get_by_role("table", name="Rows of the list by category")
    total = 0
    for row in table.locator("tbody tr").all():
        total += number(row.locator("td").first.text_content())
    assert total == number(table.locator("tfoot td").first.text_content())

    row = table.locator("tbody tr").filter(has=page.get_by_role("link", name="Transferred to ICE"))
    count = number(row.locator("td").first.text_content())
    page.get_by_role("link", name="Transferred to ICE").last.click()
    assert_accessible(page)
    expect(page.get_by_role("main")).to_contain_text(f"{count} rows of the list")
    seen = page.locator("tbody tr").count()
    following = 2
    while page.get_by_role("link", name=f"Page {following}", exact=True).count():
        page.get_by_role("link", name=f"Page {following}", exact=True).click()
        expect(page.locator("[aria-current=page]").filter(has_text=str(following))).to_be_visible()
        seen += page.locator("tbody tr").count()
        following += 1
    assert seen == count


def test_the_result_can_be_taken_away(page: Page, tmp_path: Path) -> None:
    open_demonstration(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    kept = tmp_path / "everything.zip"
    download.value.save_as(kept)
    names = {Path(name).name for name in zipfile.ZipFile(kept).namelist()}
    assert names == {"report.html", "summary.json", "rows.csv", "not_on_list.csv", "problems.csv"}


def test_an_analyst_reconciles_files_of_their_own(page: Page, lists: Path) -> None:
    sign_in(page, "analyst")
    expect(page.get_by_role("heading", name="Your own files")).to_be_visible()
    page.get_by_label("Federal detainer list").set_input_files(lists / "federal_list.csv")
    page.get_by_label("Custody records").set_input_files(lists / "custody_records.csv")
    page.get_by_label("Coverage (optional)").set_input_files(lists / "coverage.csv")
    page.get_by_label("As of the end of").fill("2026-01-13")
    page.get_by_role("button", name="Reconcile").press("Enter")
    expect(page.get_by_role("heading", name="Every row in one category")).to_be_visible(
        timeout=RECONCILING_MS
    )
    assert_accessible(page)


def test_a_file_that_cannot_be_read_is_answered_in_words(page: Page, lists: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text("detainer_id,surname\nSYN-1,Example\n", encoding="utf-8")
    sign_in(page, "analyst")
    page.get_by_label("Federal detainer list").set_input_files(broken)
    page.get_by_label("Custody records").set_input_files(lists / "custody_records.csv")
    page.get_by_label("As of the end of").fill("2026-01-13")
    page.get_by_role("button", name="Reconcile").click()
    expect(page.get_by_role("heading", name="It could not be done")).to_be_visible(timeout=RECONCILING_MS)
    expect(page.get_by_role("alert")).to_contain_text("last_name")
    expect(page.get_by_role("alert")).to_contain_text("surname")
    assert_accessible(page)


def test_a_mistake_in_the_form_is_shown_beside_its_field(page: Page, lists: Path) -> None:
    sign_in(page, "analyst")
    page.get_by_label("Federal detainer list").set_input_files(lists / "federal_list.csv")
    page.get_by_label("Custody records").set_input_files(lists / "custody_records.csv")
    page.get_by_label("As of the end of").fill("2126-01-13")
    page.get_by_role("button", name="Reconcile").click()
    expect(page.get_by_role("alert")).to_contain_text("This day has not come yet")
    assert_accessible(page)


def test_nobody_reconciles_without_the_right_role(page: Page) -> None:
    page.goto("/reconcile/")
    expect(page.get_by_role("link", name="Sign in to use your own files")).to_be_visible()
    sign_in(page, "desk")
    expect(page.get_by_role("main")).to_contain_text("Your role (Release desk) can't reconcile lists")
    assert_accessible(page)


def test_a_run_of_another_agency_stays_closed(page: Page, lists: Path) -> None:
    sign_in(page, "analyst")
    page.get_by_label("Federal detainer list").set_input_files(lists / "federal_list.csv")
    page.get_by_label("Custody records").set_input_files(lists / "custody_records.csv")
    page.get_by_label("As of the end of").fill("2026-01-13")
    page.get_by_role("button", name="Reconcile").click()
    page.wait_for_url(re.compile(r"/reconcile/[0-9a-f-]{36}/"))
    address = page.url
    page.context.clear_cookies()
    for username in (None, "desk"):
        if username:
            sign_in(page, username)
        response = page.goto(address)
        assert response is not None
        assert response.status == 404
        assert_accessible(page)


def test_the_page_works_with_scripts_off(scriptless_page: Page, lists: Path) -> None:
    page = scriptless_page
    sign_in(page, "analyst")
    page.get_by_label("Federal detainer list").set_input_files(lists / "federal_list.csv")
    page.get_by_label("Custody records").set_input_files(lists / "custody_records.csv")
    page.get_by_label("As of the end of").fill("2026-01-13")
    page.get_by_role("button", name="Reconcile").click()
    result = page.get_by_role("heading", name="Every row in one category")
    for _ in range(60):
        if result.count():
            break
        page.wait_for_timeout(1000)
        page.get_by_role("link", name="Look again").click()
    expect(result).to_be_visible()


def test_the_first_page_has_no_dead_links(page: Page) -> None:
    page.goto("/")
    addresses = {link.get_attribute("href") for link in page.get_by_role("link").all()}
    for address in addresses - {None, "#main"}:
        response = page.request.get(str(address))
        assert response.ok, address
