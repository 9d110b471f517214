"""Failures lock an account and an address, for a time that the page says."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from lodged.register.models import Role
from lodged.signin import attempts
from lodged.signin.models import Attempts
from tests.signin.people import PASSWORD, is_in, log_seen_by, sign_in, staff

ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


def fail(client: Client, username: str, times: int, **extra: str) -> None:
    for _ in range(times):
        assert (
            "User name or password is incorrect"
            in sign_in(client, username, "wrong", **extra).content.decode()
        )


def later(monkeypatch: pytest.MonkeyPatch, **span: int) -> None:
    then = timezone.now() + timedelta(**span)
    monkeypatch.setattr("lodged.signin.attempts.timezone.now", lambda: then)


@pytest.mark.django_db
def test_four_failures_and_the_right_password_let_in(client: Client) -> None:
    staff("ada")
    fail(client, "ada", 4)
    sign_in(client, "ada")
    assert is_in(client)
    assert not Attempts.objects.exclude(failures=[]).filter(failures__len__gt=4).exists()


@pytest.mark.django_db
def test_five_failures_lock_the_account_from_everywhere_and_say_until_when(client: Client) -> None:
    staff("ada")
    fail(client, "ada", 5)
    answer = sign_in(client, "ADA", PASSWORD, **ELSEWHERE)
    assert not is_in(client)
    until = timezone.localtime(attempts.locked_until("ada"))
    assert f"{until:%H:%M}" in answer.content.decode()


@pytest.mark.django_db
def test_the_lock_ends_by_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    staff("ada")
    fail(client, "ada", 5)
    later(monkeypatch, minutes=16)
    sign_in(client, "ada")
    assert is_in(client)


@pytest.mark.django_db
def test_failures_long_apart_lock_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    staff("ada")
    fail(client, "ada", 4)
    later(monkeypatch, minutes=16)
    fail(client, "ada", 4)
    sign_in(client, "ada")
    assert is_in(client)


@pytest.mark.django_db
def test_guessing_many_names_locks_the_address_and_no_other(client: Client) -> None:
    staff("ada")
    for n in range(5):
        fail(client, f"nobody{n}", 1)
    assert "too many failed tries" in sign_in(client, "ada").content.decode()
    assert not is_in(client)
    sign_in(client, "ada", **ELSEWHERE)
    assert is_in(client)


@pytest.mark.django_db
def test_a_sign_in_does_not_clear_the_address(client: Client) -> None:
    staff("ada")
    for n in range(4):
        fail(client, f"nobody{n}", 1)
    sign_in(client, "ada")
    client.post("/sign-out/")
    fail(client, "nobody9", 1)
    assert "too many failed tries" in sign_in(client, "ada").content.decode()


@pytest.mark.django_db
def test_names_that_are_no_accounts_lock_alike_and_are_not_kept(client: Client) -> None:
    auditor = staff("auditor", Role.AUDITOR)
    fail(client, "hunter2-typed-in-the-wrong-field", 5)
    assert "too many failed tries" in sign_in(client, "hunter2-typed-in-the-wrong-field").content.decode()
    assert log_seen_by(auditor) == []


@pytest.mark.django_db
def test_failures_and_the_lock_are_in_the_log(client: Client) -> None:
    auditor = staff("auditor", Role.AUDITOR)
    staff("ada")
    fail(client, "ada", 5)
    sign_in(client, "ada")
    assert log_seen_by(auditor) == [("refused", "ada")] * 5 + [("locked_out", "ada")]


def test_guesses_made_side_by_side_are_counted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    def guess(_: int) -> bool:
        try:
            attempts.begin("side-by-side")
        except attempts.LockedOutError:
            return False
        finally:
            connections.close_all()
        return True

    with django_db_blocker.unblock():
        try:
            with ThreadPoolExecutor(8) as workers:
                assert sum(workers.map(guess, range(24))) == 5
        finally:
            attempts.forget("side-by-side")
            connections.close_all()
