"""Second factors: needed by those who write, asked for at sign-in, kept encrypted, recovered by code."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, RequestFactory

from lodged.register.models import Role, User
from lodged.register.permissions import NotPermittedError, require
from lodged.signin import second_factor
from lodged.web.configuration import SecondFactor
from tests.signin.people import PASSWORD, is_in, log_seen_by, sign_in, staff

pytestmark = pytest.mark.django_db


NEED_ONE = {"release_desk", "records_supervisor", "agency_administrator"}
"""Who writes on the record, and who gives others the right to."""


def add_app(client: Client) -> tuple[pyotp.TOTP, list[str]]:
    """Add an authenticator app as a person does; gives it and the recovery codes."""
    asked = client.get("/account/app/", follow=True)
    assert "Confirm who you are" in asked.content.decode()
    page = client.post("/account/confirm/?next=/account/app/", {"password": PASSWORD}, follow=True)
    key = re.search(r'id="app-key">([A-Z2-7]+)<', page.content.decode())
    assert key is not None
    app = pyotp.TOTP(key[1])
    shown = client.post("/account/app/", {"code": app.now()}, follow=True).content.decode()
    return app, re.findall(r"<li><code>(\d{8})</code></li>", shown)


@pytest.fixture
def with_app(client: Client) -> tuple[User, pyotp.TOTP, list[str]]:
    user = staff("ada", Role.RECORDS_SUPERVISOR)
    sign_in(client, "ada")
    app, codes = add_app(client)
    client.post("/sign-out/")
    assert not is_in(client)
    return user, app, codes


def another(app: pyotp.TOTP) -> str:
    """The next code: the one just used works no second time."""
    return app.at(int(time.time()) + 30)


def test_a_code_is_asked_for_and_works_once(client: Client, with_app: Any) -> None:
    _, app, _ = with_app
    code = another(app)
    assert sign_in(client, "ada")["Location"] == "/sign-in/code/"
    assert not is_in(client)
    client.post("/sign-in/code/", {"code": code})
    assert is_in(client)
    client.post("/sign-out/")
    sign_in(client, "ada")
    assert "not the right code" in client.post("/sign-in/code/", {"code": code}).content.decode()


def test_a_recovery_code_works_once(client: Client, with_app: Any) -> None:
    _, _, codes = with_app
    assert len(codes) == 10
    for expected in (True, False):
        sign_in(client, "ada")
        client.post("/sign-in/code/", {"code": codes[0]})
        assert is_in(client) is expected
        client.post("/sign-out/")


def test_recovery_codes_are_shown_once(client: Client, with_app: Any) -> None:
    _, app, codes = with_app
    sign_in(client, "ada")
    client.post("/sign-in/code/", {"code": another(app)})
    client.post("/account/confirm/", {"password": PASSWORD})
    page = client.get("/account/codes/").content.decode()
    assert "shown once" in page
    assert not any(code in page for code in codes)


def test_wrong_codes_lock_the_account_though_the_password_was_right(client: Client, with_app: Any) -> None:
    for _ in range(5):
        client.post("/sign-out/")
        sign_in(client, "ada")
        client.post("/sign-in/code/", {"code": "000000"})
    client.post("/sign-out/")
    assert "too many failed tries" in sign_in(client, "ada").content.decode()


def test_the_secret_is_kept_encrypted(with_app: Any) -> None:
    user, app, codes = with_app
    kept = str(list(Authenticator.objects.filter(user=user).values_list("data", flat=True)))
    assert app.secret not in kept
    assert not any(code in kept for code in codes)


@pytest.mark.parametrize("role", Role)
def test_those_who_write_or_administer_do_no_work_without_one(
    client: Client, configured: Any, role: Role
) -> None:
    configured(second_factor="writers")
    client.force_login(staff("ada", role))
    answer = client.get("/record/return/")
    led_away = answer.status_code == 302 and answer["Location"] == "/account/"
    assert led_away is (role in NEED_ONE)
    assert (client.post("/record/load/").status_code == 302) is (role in NEED_ONE)


def test_after_adding_one_the_work_is_open(client: Client, configured: Any) -> None:
    configured(second_factor="writers")
    staff("ada", Role.RECORDS_SUPERVISOR)
    sign_in(client, "ada")
    assert "needs a second factor" in client.get("/record/", follow=True).content.decode()
    add_app(client)
    assert client.get("/record/").status_code == 200


def test_everyone_can_be_asked(client: Client, configured: Any) -> None:
    configured(second_factor="everyone")
    client.force_login(staff("ada", Role.AUDITOR))
    assert client.get("/record/")["Location"] == "/account/"


def test_a_key_that_is_none_is_refused_and_noted(client: Client, with_app: Any) -> None:
    user, _, _ = with_app
    sign_in(client, "ada")
    client.post("/sign-in/code/", {"credential": '{"id": "x"}'})
    assert not is_in(client)
    assert log_seen_by(staff("auditor", Role.AUDITOR))[-1] == ("refused", str(user))
    assert client.post("/sign-in/passkey/", {"credential": '{"id": "x"}'}).status_code == 302


def test_an_answer_that_is_no_new_key_is_refused(client: Client) -> None:
    staff("ada", Role.AUDITOR)
    sign_in(client, "ada")
    client.post("/account/confirm/", {"password": PASSWORD})
    client.get("/account/keys/add/")
    for credential in ('{"id": "x"}', "[]", "7", "nonsense"):
        answer = client.post("/account/keys/add/", {"name": "x", "credential": credential})
        assert answer.status_code == 200
    assert not Authenticator.objects.exists()


def test_who_needs_one_is_what_the_setting_says(monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = {role.value for role in Role}
    for setting, needing in (
        (SecondFactor.EVERYONE, everyone),
        (SecondFactor.WRITERS, NEED_ONE),
        (SecondFactor.NOBODY, set()),
    ):
        configured = replace(settings.CONFIGURATION, second_factor=setting)
        monkeypatch.setattr(settings, "CONFIGURATION", configured)
        assert {role.value for role in Role if second_factor.needs(User(role=role.value))} == needing


def test_one_asked_for_by_the_identity_provider_counts_and_none_does_not(rf: RequestFactory) -> None:
    user = staff("ada", Role.RECORDS_SUPERVISOR)
    request = rf.get("/")
    request.session = {}  # type: ignore[assignment]
    assert not second_factor.has(request, user)
    request.session = {second_factor.AT_PROVIDER: True}  # type: ignore[assignment]
    assert second_factor.has(request, user)


@pytest.mark.parametrize(
    ("roles", "able"),
    [
        ({Role.COUNSEL}, "Counsel of your agency can."),
        ({Role.COUNSEL, Role.AUDITOR}, "Counsel or an auditor of your agency can."),
        (
            {Role.RELEASE_DESK, Role.COUNSEL, Role.AUDITOR},
            "The release desk, counsel or an auditor of your agency can.",
        ),
    ],
)
def test_a_refusal_names_everyone_who_can(roles: set[Role], able: str) -> None:
    user = staff("ada", Role.STATE_ANALYST)
    with pytest.raises(NotPermittedError) as refused:
        require(user, frozenset(roles), "do this")
    assert str(refused.value) == f"Your role (State analyst) can't do this. {able}"
    require(user, frozenset({*roles, Role.STATE_ANALYST}), "do this")
