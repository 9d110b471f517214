"""Sign-in at a real OpenID Connect provider: claims give agency and role, and nothing else gives anything."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from lodged.register.models import Role, User
from lodged.signin import claims
from lodged.web.providers import ConfigurationError, IdentityProvider, providers
from tests.signin.people import agency, is_in, log_seen_by, staff

SCRIPT = Path(__file__).with_name("provider.mjs")
MODULES = Path(__file__).parents[2] / "node_modules" / "oidc-provider"
STRONG = ["pwd", "otp"]
PEOPLE: dict[str, dict[str, Any]] = {
    "kim": {
        "amr": STRONG,
        "claims": {
            "roles": ["staff", "jail-records"],
            "agency": "county-7",
            "preferred_username": "kim",
            "email": "boss@county.example",
            "email_verified": True,
        },
    },
    "weak": {"amr": ["pwd"], "claims": {"roles": ["jail-records"], "agency": "county-7"}},
    "reader": {"amr": ["pwd"], "claims": {"roles": "audit", "agency": "county-7"}},
    "nobody": {"amr": STRONG, "claims": {"roles": ["canteen"], "agency": "county-7"}},
    "roleless": {"amr": STRONG, "claims": {"agency": "county-7"}},
    "torn": {"amr": STRONG, "claims": {"roles": ["jail-records", "audit"], "agency": "county-7"}},
    "misplaced": {"amr": STRONG, "claims": {"roles": ["jail-records"], "agency": "another"}},
    "boss": {
        "amr": STRONG,
        "claims": {"roles": ["audit"], "agency": "county-7", "preferred_username": "boss"},
    },
}
ENVIRONMENT = {
    "LODGED_OIDC": "county",
    "LODGED_OIDC_COUNTY_LABEL": "County sign-in",
    "LODGED_OIDC_COUNTY_CLIENT_ID": "lodged",
    "LODGED_OIDC_COUNTY_CLIENT_SECRET": "a secret for tests only",
    "LODGED_OIDC_COUNTY_AGENCY_CLAIM": "agency",
    "LODGED_OIDC_COUNTY_AGENCIES": '{"county-7": "Synthetic County"}',
    "LODGED_OIDC_COUNTY_ROLES": '{"jail-records": "records_supervisor", "audit": "auditor", "lost": "king"}',
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A provider that runs as long as these tests."""
    if shutil.which("node") is None or not MODULES.is_dir():
        pytest.skip("node or its package oidc-provider is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        ["node", str(SCRIPT), str(port), "http://testserver/sign-in/with/county/callback/"],
        env=os.environ | {"PEOPLE": json.dumps(PEOPLE), "NODE_NO_WARNINGS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        while b"listening" not in process.stdout.readline():
            assert process.poll() is None, "the provider ended by itself"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def county(address: str, configured: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> IdentityProvider:
    agency("Synthetic County")
    (provider,) = providers(ENVIRONMENT | {"LODGED_OIDC_COUNTY_ISSUER": address})
    configured(identity_providers=(provider,))
    monkeypatch.setattr(
        settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": {"APPS": [provider.as_app()]}}
    )
    return provider


def sign_in(client: Client, name: str, begin: str = "/sign-in/with/county/?process=login") -> HttpResponse:
    """Go to the provider and back, as a browser does."""
    there = requests.Session()
    where = client.get(begin)["Location"]
    while not where.startswith("http://testserver/"):
        answer = there.get(where, allow_redirects=False, timeout=20)
        if answer.text == "Who is it?":
            answer = there.get(f"{answer.url}?name={name}", allow_redirects=False, timeout=20)
        assert answer.status_code in {302, 303}, answer.text
        where = requests.compat.urljoin(answer.url, answer.headers["Location"])
    back = urlsplit(where)
    return client.get(f"{back.path}?{back.query}")  # type: ignore[return-value]


def test_claims_give_agency_and_role(client: Client, county: IdentityProvider) -> None:
    auditor = staff("auditor", Role.AUDITOR)
    sign_in(client, "kim")
    assert is_in(client)
    user = User.objects.get(username="kim@county")
    assert (user.role, user.agency.name, user.email) == (Role.RECORDS_SUPERVISOR, "Synthetic County", "")
    assert not user.has_usable_password()
    assert log_seen_by(auditor) == [("staff_added", "kim@county"), ("signed_in", "kim@county")]


def test_the_second_time_it_is_the_same_account_with_todays_claims(
    client: Client, county: IdentityProvider
) -> None:
    sign_in(client, "kim")
    User.objects.filter(username="kim@county").update(role=Role.RELEASE_DESK)
    other = Client()
    sign_in(other, "kim")
    assert User.objects.get(username="kim@county").role == Role.RECORDS_SUPERVISOR


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nobody", "gives you no role that is known here"),
        ("roleless", "gives you no role that is known here"),
        ("torn", "gives you 2 roles: auditor, records_supervisor"),
        ("misplaced", "names no agency that is known here"),
    ],
)
def test_claims_that_do_not_fit_are_refused_in_words(
    client: Client, county: IdentityProvider, name: str, reason: str
) -> None:
    answer = sign_in(client, name)
    assert answer.status_code == 403
    assert reason in answer.content.decode()
    assert not is_in(client)
    assert not User.objects.exists()


def test_neither_name_nor_address_in_the_claims_gives_anything(
    client: Client, county: IdentityProvider
) -> None:
    local = staff("boss", Role.AGENCY_ADMINISTRATOR)
    local.email = "boss@county.example"
    local.save()
    sign_in(client, "boss")
    assert client.session["_auth_user_id"] != str(local.pk)
    sign_in(Client(), "kim")
    assert User.objects.get(username="kim@county").role != Role.AGENCY_ADMINISTRATOR
    assert User.objects.count() == 3


def test_a_closed_account_stays_closed(client: Client, county: IdentityProvider) -> None:
    sign_in(client, "kim")
    User.objects.update(is_active=False)
    other = Client()
    assert sign_in(other, "kim")["Location"] == "/sign-in/closed/"
    assert not is_in(other)


def test_the_providers_second_factor_counts_and_the_lack_of_one_too(
    client: Client, county: IdentityProvider, configured: Any
) -> None:
    configured(identity_providers=(county,), second_factor="writers")
    sign_in(client, "kim")
    assert client.get("/record/").status_code == 200
    weak = Client()
    sign_in(weak, "weak")
    assert weak.get("/record/")["Location"] == "/account/"
    assert not Authenticator.objects.exists()
    reader = Client()
    sign_in(reader, "reader")
    assert reader.get("/record/").status_code == 200


def test_a_locked_session_opens_by_signing_in_again(client: Client, county: IdentityProvider) -> None:
    sign_in(client, "kim")
    client.post("/session/lock/")
    page = client.get("/session/unlock/?next=/record/return/").content.decode()
    assert "Continue with County sign-in" in page
    assert 'type="password"' not in page
    answer = sign_in(client, "kim", "/sign-in/with/county/?process=login&next=/record/return/")
    assert answer["Location"] == "/record/return/"
    assert client.get("/record/").status_code == 200


@pytest.mark.parametrize("signed_in", [1_000_000, None, "soon"])
def test_an_old_sign_in_at_the_provider_opens_nothing(county: IdentityProvider, signed_in: Any) -> None:
    said = {"id_token": {"sub": "1", "roles": "audit", "agency": "county-7", "auth_time": signed_in}}
    with pytest.raises(claims.ClaimsError, match="within the last 30 minutes"):
        claims.read(county, said, now=1_000_000 + 31 * 60 + 1)


def test_two_answers_about_two_people_open_nothing(county: IdentityProvider) -> None:
    said = {"id_token": {"sub": "1", "auth_time": 0}, "userinfo": {"sub": "2", "roles": "audit"}}
    with pytest.raises(claims.ClaimsError, match="two different people"):
        claims.read(county, said, now=1)


def test_accounts_are_not_connected_to_one_another(client: Client, county: IdentityProvider) -> None:
    local = staff("ada", Role.AGENCY_ADMINISTRATOR)
    client.force_login(local)
    answer = sign_in(client, "kim", "/sign-in/with/county/?process=connect")
    assert "can&#x27;t be connected" in answer.content.decode()


def test_an_answer_nobody_asked_for_is_refused(client: Client, county: IdentityProvider) -> None:
    answer = client.get("/sign-in/with/county/callback/?code=x&state=y")
    assert answer.status_code == 401
    assert "did not sign you in" in answer.content.decode()


def test_an_administrator_closes_and_does_not_change_what_the_provider_rules(
    client: Client, county: IdentityProvider
) -> None:
    sign_in(Client(), "kim")
    kim = User.objects.get(username="kim@county")
    client.force_login(staff("admin", Role.AGENCY_ADMINISTRATOR))
    for what in ("role", "link"):
        answer = client.post(f"/staff/{kim.pk}/{what}/", {"role": "auditor"}, follow=True)
        assert "identity provider" in answer.content.decode()
    client.post(f"/staff/{kim.pk}/close/")
    kim.refresh_from_db()
    assert (kim.role, kim.is_active) == (Role.RECORDS_SUPERVISOR, False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"LODGED_OIDC_COUNTY_ISSUER": "http://idp.example"}, "must begin with https://"),
        ({"LODGED_OIDC_COUNTY_CLIENT_SECRET": ""}, "CLIENT_SECRET is not set"),
        ({"LODGED_OIDC_COUNTY_ROLES": "records"}, "can't be read"),
        ({"LODGED_OIDC_COUNTY_AGENCY": "Synthetic County"}, "Set either"),
        ({"LODGED_OIDC": "the county"}, "letters and digits only"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said(change: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        providers(ENVIRONMENT | {"LODGED_OIDC_COUNTY_ISSUER": "https://idp.example"} | change)
