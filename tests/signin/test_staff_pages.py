"""An administrator keeps the agency's staff: nobody else's, never themselves, and all of it in the log."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from lodged.register.acting import acting_as
from lodged.register.models import Role, User
from tests.signin.people import PASSWORD, is_in, log_seen_by, sign_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client: Client) -> User:
    user = staff("boss", Role.AGENCY_ADMINISTRATOR)
    client.force_login(user)
    return user


def test_a_new_member_chooses_a_password_by_a_link_that_works_once(client: Client, boss: User) -> None:
    page = client.post("/staff/", {"username": "new", "role": "release_desk"}).content.decode()
    link = re.search(r'id="set-up-address">http://[^/]+(/[^<]+)<', page)
    assert link is not None
    theirs = Client()
    form = theirs.get(link[1], follow=True)
    weak = theirs.post(form.request["PATH_INFO"], {"new_password1": "short", "new_password2": "short"})
    assert "too short" in weak.content.decode()
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert theirs.post(form.request["PATH_INFO"], chosen)["Location"] == "/sign-in/"
    sign_in(theirs, "new")
    assert is_in(theirs)
    assert "no longer works" in Client().get(link[1], follow=True).content.decode()
    assert ("staff_added", "new") in log_seen_by(boss)


@pytest.mark.parametrize("name", ["boss", "BOSS", "two words", ""])
def test_a_name_that_cannot_be_is_refused(client: Client, boss: User, name: str) -> None:
    assert client.post("/staff/", {"username": name, "role": "release_desk"}).status_code == 422
    assert User.objects.count() == 1


def test_closing_ends_the_sessions_and_reopening_opens(client: Client, boss: User) -> None:
    user = staff("ada")
    theirs = Client()
    sign_in(theirs, "ada")
    client.post(f"/staff/{user.pk}/close/")
    assert theirs.get("/record/").status_code == 302
    assert sign_in(theirs, "ada", follow=True).redirect_chain[-1][0] == "/sign-in/closed/"
    client.post(f"/staff/{user.pk}/reopen/")
    sign_in(theirs, "ada")
    assert is_in(theirs)
    seen = [kind for kind, name in log_seen_by(boss) if name == "ada"]
    assert seen == ["signed_in", "staff_closed", "closed_refused", "staff_reopened", "signed_in"]


def test_a_role_is_changed_and_unknown_ones_refused(client: Client, boss: User) -> None:
    user = staff("ada")
    client.post(f"/staff/{user.pk}/role/", {"role": "counsel"})
    user.refresh_from_db()
    assert user.role == Role.COUNSEL
    answer = client.post(f"/staff/{user.pk}/role/", {"role": "king"}, follow=True)
    assert "[king] is no role" in answer.content.decode()


def test_a_lockout_is_lifted(client: Client, boss: User) -> None:
    user = staff("ada")
    theirs = Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(5):
        sign_in(theirs, "ada", "wrong")
    assert "Lift the lock" in client.get(f"/staff/{user.pk}/").content.decode()
    client.post(f"/staff/{user.pk}/lift/")
    theirs = Client(REMOTE_ADDR="192.0.2.2")
    sign_in(theirs, "ada")
    assert is_in(theirs)


@pytest.mark.parametrize("what", ["close", "reopen", "role", "lift", "link", "reset"])
def test_nobody_changes_themselves_or_another_agencys_staff(client: Client, boss: User, what: str) -> None:
    stranger = staff("stranger", of="Synthetic Neighbour")
    own = client.post(f"/staff/{boss.pk}/{what}/", {"role": "auditor"}, follow=True)
    assert "Nobody changes their own account" in own.content.decode()
    assert client.post(f"/staff/{stranger.pk}/{what}/", {"role": "auditor"}).status_code == 404
    for user in (boss, stranger):
        before = (user.is_active, user.role)
        user.refresh_from_db()
        assert (user.is_active, user.role) == before


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AGENCY_ADMINISTRATOR}))
def test_no_other_role_keeps_staff(client: Client, role: Role) -> None:
    user = staff("ada", role)
    client.force_login(user)
    for address in ("/staff/", f"/staff/{user.pk}/"):
        assert client.get(address).status_code == 403
    assert client.post("/staff/", {"username": "x", "role": "auditor"}).status_code == 403
    assert (client.get("/staff/sign-ins/").status_code == 200) is (role == Role.AUDITOR)


def test_the_log_is_its_own_agencys_and_nobody_rewrites_it(client: Client, boss: User) -> None:
    sign_in(Client(), "boss")
    assert log_seen_by(staff("stranger", Role.AUDITOR, of="Synthetic Neighbour")) == []
    assert log_seen_by(staff("desk")) == []
    assert log_seen_by(boss)
    with pytest.raises(DatabaseError, match="append-only"), acting_as(boss), connection.cursor() as cursor:
        cursor.execute("DELETE FROM signin_signinevent")


def test_sessions_elsewhere_are_ended(client: Client) -> None:
    staff("ada")
    there = Client()
    sign_in(there, "ada", REMOTE_ADDR="192.0.2.7")
    sign_in(client, "ada")
    assert "192.0.2.7" in client.get("/account/sessions/").content.decode()
    client.post("/account/sessions/")
    assert there.get("/record/").status_code == 302
    assert client.get("/record/").status_code == 200


def test_there_is_no_way_to_make_an_account_of_ones_own(client: Client) -> None:
    for address in ("/signup/", "/sign-up/", "/accounts/signup/", "/sign-in/signup/"):
        assert client.get(address).status_code == 404


def test_the_banner_comes_before_the_form(client: Client) -> None:
    page = client.get("/sign-in/").content.decode()
    assert page.index("authorized use only") < page.index('name="password"')
