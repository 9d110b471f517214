"""Synthetic staff for the tests of sign-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from lodged.register.acting import acting_as
from lodged.register.models import Agency, Role, User
from lodged.signin.models import SignInEvent

PASSWORD = "a long synthetic password"


def agency(name: str = "Synthetic County") -> Agency:
    return Agency.objects.get_or_create(name=name, defaults={"state": "MN"})[0]


def staff(username: str, role: Role = Role.RELEASE_DESK, of: str = "Synthetic County") -> User:
    user = User(username=username, agency=agency(of), role=role)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> HttpResponse:
    answer: HttpResponse = client.post("/sign-in/", {"login": username, "password": password}, **extra)
    return answer


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def log_seen_by(user: User) -> list[tuple[str, str]]:
    """Kind and account of each event that this user is shown, oldest first."""
    with acting_as(user):
        rows = SignInEvent.objects.order_by("at").select_related("user")
        return [(row.kind, str(row.user or "")) for row in rows]
