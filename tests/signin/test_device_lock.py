"""A session left alone is locked, keeps what was typed, and opens to its owner only."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client

from lodged.register.acting import acting_as
from lodged.register.models import Facility, FacilityReturn, Role
from tests.signin.people import PASSWORD, is_in, log_seen_by, sign_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> Any:
    user = staff("ada", Role.RECORDS_SUPERVISOR)
    sign_in(client, "ada")
    return user


def leave(client: Client, minutes: float) -> None:
    session = client.session
    session["active_at"] = time.time() - minutes * 60
    session.save()


def test_activity_keeps_it_open(client: Client, ada: Any) -> None:
    leave(client, 29)
    assert client.get("/record/").status_code == 200
    leave(client, 29)
    assert client.get("/record/").status_code == 200


def test_half_an_hour_locks_it_and_the_password_opens_it_where_one_was(client: Client, ada: Any) -> None:
    leave(client, 31)
    locked = client.get("/record/?page=2")
    assert locked["Location"] == "/session/unlock/?next=%2Frecord%2F%3Fpage%3D2"
    assert is_in(client)
    page = client.get(locked["Location"]).content.decode()
    assert "Held" not in page
    wrong = client.post("/session/unlock/", {"password": "wrong", "next": "/record/?page=2"})
    assert "This is not your password" in wrong.content.decode()
    assert client.get("/record/").status_code == 302
    opened = client.post("/session/unlock/", {"password": PASSWORD, "next": "/record/?page=2"})
    assert opened["Location"] == "/record/?page=2"
    assert client.get("/record/").status_code == 200


def test_it_stays_locked_however_often_it_is_asked(client: Client, ada: Any) -> None:
    leave(client, 31)
    for _ in range(3):
        assert client.get("/record/").status_code == 302
    assert client.post("/session/active/").status_code == 204
    assert client.get("/record/").status_code == 302


def test_a_page_that_asks_by_itself_is_no_activity(client: Client, ada: Any) -> None:
    leave(client, 29)
    before = client.session["active_at"]
    client.get("/record/", headers={"HX-Request": "true"})
    assert client.session["active_at"] == before
    leave(client, 31)
    answer = client.get("/record/", headers={"HX-Request": "true", "HX-Current-URL": "/record/"})
    assert answer["HX-Redirect"].startswith("/session/unlock/")


def test_what_was_typed_is_handed_back_and_recorded_once_sent(client: Client, ada: Any) -> None:
    jail = Facility.objects.create(agency=ada.agency, name="Synthetic Jail", kind="county_jail")
    leave(client, 31)
    locked = client.post("/record/return/", {"facility": str(jail.pk)}).content.decode()
    with acting_as(ada):
        assert not FacilityReturn.objects.exists()
    kept = re.search(r'name="kept" value="([^"]+)"', locked)
    assert kept is not None
    back = client.post("/session/unlock/", {"password": PASSWORD, "kept": kept[1]}).content.decode()
    assert 'action="/record/return/"' in back
    assert f'name="facility" value="{jail.pk}"' in back
    client.post("/record/return/", {"facility": str(jail.pk)})
    with acting_as(ada):
        assert FacilityReturn.objects.count() == 1


def test_what_was_typed_is_handed_to_nobody_else(client: Client, ada: Any) -> None:
    leave(client, 31)
    locked = client.post("/record/return/", {"facility": "typed by ada"}).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', locked)
    assert kept is not None
    other = Client()
    staff("eve")
    sign_in(other, "eve")
    leave(other, 31)
    answer = other.post("/session/unlock/", {"password": PASSWORD, "kept": kept[1]})
    assert answer.status_code == 302
    altered = client.post("/session/unlock/", {"password": PASSWORD, "kept": kept[1][:-1] + "x"})
    assert altered.status_code == 302


def test_anyone_can_lock_at_once_and_it_is_in_the_log(client: Client, ada: Any) -> None:
    auditor = staff("auditor", Role.AUDITOR)
    client.post("/session/lock/")
    assert client.get("/session/state/").json() == {"locked": True}
    assert client.get("/record/").status_code == 302
    client.post("/session/unlock/", {"password": PASSWORD})
    assert client.get("/session/state/").json() == {"locked": False}
    assert log_seen_by(auditor) == [
        ("signed_in", "ada"),
        ("device_locked", "ada"),
        ("device_unlocked", "ada"),
    ]


def test_failures_at_the_lock_count(client: Client, ada: Any) -> None:
    client.post("/session/lock/")
    for _ in range(5):
        client.post("/session/unlock/", {"password": "wrong"})
    assert "too many failed tries" in client.post("/session/unlock/", {"password": PASSWORD}).content.decode()


def test_it_leads_nowhere_else(client: Client, ada: Any) -> None:
    client.post("/session/lock/")
    away = client.post("/session/unlock/", {"password": PASSWORD, "next": "https://example.com/"})
    assert away["Location"] == "/"
