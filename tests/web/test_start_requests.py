"""Where each role begins, that no menu leads to a closed door, and what a shift prints."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from lodged.casework.directory import ContactEntered, keep_contact
from lodged.casework.shift import MOST_ON_SHEET
from lodged.pages.start.menu import MENUS
from lodged.register import acts
from lodged.register import vocabulary as words
from lodged.register.actor import actor_of
from lodged.register.models import Role, User
from tests.register.case import AT, Case, made

pytestmark = pytest.mark.django_db
BEGINS = {
    Role.RELEASE_DESK: "/desk/",
    Role.RECORDS_SUPERVISOR: "/desk/supervision/",
    Role.STATE_ANALYST: "/reconcile/",
    Role.COUNSEL: "/questions/",
    Role.AGENCY_ADMINISTRATOR: "/staff/",
    Role.FEDERAL_LIAISON: "/desk/",
    Role.AUDITOR: "/desk/supervision/",
}


@pytest.fixture
def case() -> Case:
    found = made()
    found.entitle(timezone.now() - timedelta(minutes=5))
    found.record(acts.ClaimCitizenship(at=timezone.now(), stay=found.stay, claimed_by="The person"))
    return found


def sign_in(client: Client, case: Case, role: Role) -> User:
    user = User.objects.create(username="somebody", agency=case.desk.agency, role=role)
    client.force_login(user)
    return user


def links(client: Client, address: str) -> set[str]:
    """The addresses of this instance that a page leads to."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    if "html" not in answer.headers["Content-Type"]:
        return set()
    found = {unescape(link) for link in re.findall(r'href="(/[^"#]*)', answer.content.decode())}
    return {link for link in found if not link.startswith("/static/") and not link.endswith(".pdf")}


def view_name(address: str) -> str:
    try:
        return str(resolve(address.partition("?")[0]).view_name)
    except Resolver404:
        return address


@pytest.mark.parametrize("role", Role)
def test_nothing_a_role_is_led_to_is_closed_to_it(client: Client, case: Case, role: Role) -> None:
    """Every page of the menu, and every page these lead to, one of each kind."""
    sign_in(client, case, role)
    assert client.get("/start/").headers["Location"] == BEGINS[role]
    menu = [reverse(entry.name) for entry in MENUS[role]]
    seen: dict[str, str] = {}
    for address in menu:
        for link in links(client, address):
            seen.setdefault(view_name(link), link)
    assert len(seen) >= len(menu)
    closed = [link for link in seen.values() if client.get(link).status_code == 403]
    assert closed == []


def test_who_is_not_signed_in_begins_at_the_first_page(client: Client) -> None:
    assert client.get("/start/").headers["Location"] == "/"
    assert client.get("/questions/").headers["Location"].startswith("/sign-in/")


def test_the_menu_marks_one_place(client: Client, case: Case) -> None:
    client.force_login(case.supervisor)
    page = client.get("/desk/supervision/coverage/").content.decode()
    assert page.count("usa-nav__link usa-current") == 1


def test_counsel_sees_the_claim_that_waits_and_rules_on_it(client: Client, case: Case) -> None:
    client.force_login(case.counsel)
    page = client.get("/questions/").content.decode()
    assert "Sintético, Ada" in page
    assert reverse("desk-step-rule", args=[case.stay]) in page


def test_law_that_is_not_clear_is_counsels_to_answer(client: Client) -> None:
    case = made("MA", "Hampden", name="Open")
    case.entitle(timezone.now() - timedelta(minutes=5))
    client.force_login(case.counsel)
    assert "not researched" in client.get("/questions/").content.decode()


def test_the_administrator_learns_what_is_missing(client: Client, case: Case) -> None:
    sign_in(client, case, Role.AGENCY_ADMINISTRATOR)
    page = client.get("/administration/").content.decode()
    assert "The database answers" in page
    assert "No worker gave a sign" in page
    assert "No mail server is set" in page


def test_the_wall_shows_no_name_unless_asked(client: Client, case: Case) -> None:
    client.force_login(case.desk)
    assert "Sintético" not in client.get("/desk/wall/").content.decode()
    assert "Sintético" in client.get("/desk/wall/?names=yes").content.decode()


def test_the_shift_sheet_has_who_is_due_and_says_how_many_it_leaves_out(client: Client, case: Case) -> None:
    for number in range(MOST_ON_SHEET + 2):
        booked(case, number)
    client.force_login(case.desk)
    page = client.get("/desk/shift/").content.decode()
    assert page.count('<th scope="row">') == MOST_ON_SHEET
    assert "and 3 more: see the board" in page
    assert "Claims of US citizenship open: 1" in page


def booked(case: Case, number: int) -> None:
    """Somebody else with a detainer, to be released in some hours."""
    person, stay = uuid4(), uuid4()
    at = timezone.now() - timedelta(hours=5)
    for act in (
        acts.Describe(
            at=at, person=person, source=words.Source.DESK, names=(acts.Name(f"Synth{number}", "A"),)
        ),
        acts.Book(
            at=at,
            stay=stay,
            person=person,
            facility=case.facility.id,
            booking_number=f"SYN-W-{number}",
            basis=words.CustodyBasis.CHARGE,
        ),
        acts.Lodge(
            at=at,
            detainer=uuid4(),
            stay=stay,
            form=words.FormFamily.I_247A,
            form_version="",
            issued_on=None,
            issued_by="Synthetic office",
            channel=words.Channel.FAX,
            received_by="x",
        ),
        acts.PlanRelease(at=at, stay=stay, planned_for=timezone.now() + timedelta(hours=3), reason="x"),
    ):
        case.record(act)


@pytest.mark.parametrize(
    ("state", "county", "said"),
    [("MN", "Olmsted", "No: do not"), ("MA", "Hampden", "not researched")],
)
def test_the_card_says_what_the_law_here_answers_and_whom_to_call(
    client: Client, state: str, county: str, said: str
) -> None:
    case = made(state, county, name="Card")
    keep_contact(
        actor_of(case.desk), AT, ContactEntered("Synthetic office", phone="612 555 0100", hours="24 hours")
    )
    client.force_login(case.desk)
    page = client.get("/desk/card/").content.decode()
    assert said in page
    assert "612 555 0100" in page
