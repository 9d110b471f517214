"""What the sign-in library reports, written to the log."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.authentication import get_authentication_records
from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from lodged.register.models import User
from lodged.signin import attempts, device_lock, second_factor
from lodged.signin.adapters import second_factor_at_provider
from lodged.signin.log import note
from lodged.signin.models import Kind


def listen() -> None:
    """Connect once, when the application starts."""
    account.user_logged_in.connect(signed_in, dispatch_uid="lodged.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="lodged.signed_out")
    account.authentication_step_completed.connect(step_done, dispatch_uid="lodged.step_done")
    account.password_changed.connect(password_changed, dispatch_uid="lodged.password_changed")
    factors.authentication_failed.connect(code_refused, dispatch_uid="lodged.code_refused")
    factors.authenticator_added.connect(factor_added, dispatch_uid="lodged.factor_added")
    factors.authenticator_reset.connect(factor_added, dispatch_uid="lodged.factor_reset")
    factors.authenticator_removed.connect(factor_removed, dispatch_uid="lodged.factor_removed")


def signed_in(request: HttpRequest, user: User, sociallogin: Any = None, **_: Any) -> None:
    """Somebody is in: note how, and begin the session's clock."""
    if sociallogin is not None:
        request.session[second_factor.AT_PROVIDER] = second_factor_at_provider(sociallogin)
    attempts.forget(user.get_username())
    device_lock.unlock(request)
    records = get_authentication_records(request, user)
    how = ", ".join(
        str(record.get("provider") or record.get("type") or record["method"]) for record in records
    )
    note(Kind.SIGNED_IN, user, request=request, words=how)


def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody left."""
    if user is not None:
        note(Kind.SIGNED_OUT, user, request=request)


def step_done(request: HttpRequest, user: User, method: str, **extra: Any) -> None:
    """Somebody who was in confirmed who they are; that unlocks their session too."""
    if not extra.get("reauthenticated"):
        return
    kind = Kind.DEVICE_UNLOCKED if device_lock.is_locked(request) else Kind.CONFIRMED
    device_lock.unlock(request)
    attempts.forget(user.get_username())
    note(kind, user, request=request, words=str(extra.get("type") or method))


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody has a new password."""
    note(Kind.PASSWORD_CHANGED, user, request=request)


def code_refused(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A code was wrong."""
    note(Kind.REFUSED, user, request=request, words=str(authenticator.type))


def factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A second factor was added, or recovery codes were made anew."""
    note(Kind.FACTOR_ADDED, user, request=request, words=str(authenticator.type))


def factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A second factor was removed."""
    note(Kind.FACTOR_REMOVED, user, request=request, words=str(authenticator.type))
