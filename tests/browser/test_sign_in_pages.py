"""Sign-in in a real browser: accounts, passkeys on a virtual authenticator, an app, the lock, and every page of it."""

from __future__ import annotations

import re
from itertools import count

import pyotp
import pytest
from playwright.sync_api import Page, expect

from lodged.demo.instance import PASSWORD
from tests.browser.accessibility import assert_accessible

pytestmark = pytest.mark.browser
NEW_PASSWORD = "a long synthetic password"
numbers = count(1)


def sign_in(page: Page, username: str, password: str = PASSWORD, then: str = "/account/") -> None:
    page.goto(f"/sign-in/?next={then}")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


@pytest.fixture
def page(page: Page) -> Page:
    """A page with a key in the device."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


@pytest.fixture
def newcomer(page: Page) -> str:
    """Someone whom the administrator added on the page, and who chose a password there."""
    name = f"newcomer-{next(numbers)}"
    sign_in(page, "administrator", then="/staff/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Staff of")
    assert_accessible(page)
    page.get_by_label("User name").fill(name)
    page.get_by_label("Role").select_option("records_supervisor")
    page.get_by_role("button", name="Add").click()
    assert_accessible(page)
    link = page.locator("#set-up-address").inner_text()
    sign_out(page)
    page.goto("/account/" + link.partition("/account/")[2])
    assert_accessible(page)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password confirmation").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Keep this password").click()
    expect(page.get_by_role("main")).to_contain_text("Your password is kept")
    assert_accessible(page)
    sign_in(page, name, NEW_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert_accessible(page)
    return name


def confirm(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm who you are")
    assert_accessible(page)
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_signs_in_alone_and_as_second_factor(page: Page, newcomer: str) -> None:
    page.get_by_role("link", name="Add a key").click()
    confirm(page)
    assert_accessible(page)
    page.get_by_text("Sign in with this key alone").click()
    page.get_by_role("button", name="Add the key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert page.locator(".recovery-codes li").count() == 10
    assert_accessible(page)
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="See your keys").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("yes")
    assert_accessible(page)

    sign_out(page)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/account/")
    expect(page.get_by_role("main")).to_contain_text(newcomer)

    sign_out(page)
    sign_in(page, newcomer, NEW_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    assert_accessible(page)
    page.get_by_role("button", name="Use your key").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")

    page.goto("/account/keys/")
    page.get_by_role("link", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm who you are")
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert_accessible(page)
    page.get_by_label("Name of the key").fill("Blue key")
    page.get_by_role("button", name="Keep the name").click()
    page.get_by_role("link", name="Remove Blue key").click()
    assert_accessible(page)
    page.get_by_role("button", name="Remove the key").click()
    expect(page.get_by_role("main")).to_contain_text("No key yet")


def test_an_app_is_added_asked_for_and_removed(page: Page, newcomer: str) -> None:
    page.get_by_role("link", name="Add an app").click()
    confirm(page)
    assert_accessible(page)
    app = pyotp.TOTP(page.locator("#app-key").inner_text())
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("alert")).to_contain_text("not the right code")
    assert_accessible(page)
    app = pyotp.TOTP(page.locator("#app-key").inner_text())
    page.get_by_label("Authenticator code").fill(app.now())
    page.get_by_role("button", name="Add the app").click()
    code = page.locator(".recovery-codes li").first.inner_text()
    sign_out(page)
    sign_in(page, newcomer, NEW_PASSWORD)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("9 left")
    page.get_by_role("link", name="Remove the app").click()
    confirm(page)
    assert_accessible(page)
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_role("main")).to_contain_text("None yet")


def test_the_page_covers_itself_and_uncovers_with_what_was_typed(page: Page) -> None:
    page.clock.install()
    sign_in(page, "supervisor", then="/record/load/")
    page.get_by_label("Column names that differ").fill("Surname=last_name")
    cover = page.get_by_role("dialog", name="Locked")
    page.clock.fast_forward("29:00")
    expect(cover).not_to_be_visible()
    page.clock.fast_forward("31:00")
    expect(cover).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(cover).to_be_visible()
    with page.context.expect_page() as opened:
        cover.get_by_role("link", name="Unlock in a new tab").click()
    tab = opened.value
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Unlock").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Your account")
    page.bring_to_front()
    page.clock.run_for(6_000)
    expect(cover).not_to_be_visible()
    expect(page.get_by_label("Column names that differ")).to_have_value("Surname=last_name")


def test_what_was_sent_too_late_is_handed_back(page: Page) -> None:
    sign_in(page, "supervisor", then="/record/return/")
    other = page.context.new_page()
    other.goto("/record/")
    if other.get_by_role("button", name="Menu").is_visible():
        other.get_by_role("button", name="Menu").click()
    other.get_by_role("button", name="Lock", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Locked")
    page.bring_to_front()
    page.get_by_role("button", name="Count now and file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Locked")
    assert_accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    assert_accessible(page)
    page.get_by_role("button", name="Send what I typed").click()
    expect(page.get_by_role("main")).to_contain_text("Filed for")


def test_the_log_and_an_account_are_shown_to_the_administrator(page: Page) -> None:
    sign_in(page, "administrator", then="/staff/sign-ins/")
    expect(page.get_by_role("table")).to_contain_text("Signed in")
    assert_accessible(page)
    page.goto("/staff/")
    page.get_by_role("link", name="desk", exact=True).click()
    assert_accessible(page)
    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_role("main")).to_contain_text("The account is closed and its sessions are ended")
    page.get_by_role("button", name="Open the account again").click()
    expect(page.get_by_role("main")).to_contain_text("The account is open again")
    page.goto("/account/sessions/")
    expect(page.get_by_role("table")).to_contain_text("This one")
    assert_accessible(page)
    page.goto("/account/password/")
    assert_accessible(page)


def test_a_wrong_password_is_said_in_words(page: Page) -> None:
    sign_in(page, "nobody-of-this-name", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("User name or password is incorrect")
    expect(page.get_by_role("note")).to_contain_text(re.compile("authorized use only"))
    assert_accessible(page)
