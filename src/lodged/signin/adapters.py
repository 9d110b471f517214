"""Where the sign-in library asks us: who may come in, what is counted, what is logged."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_bytes

from lodged.core.errors import LodgedError
from lodged.register.models import User
from lodged.signin import attempts, claims
from lodged.signin.log import note
from lodged.signin.models import Kind
from lodged.web.providers import IdentityProvider


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by user name and password, with failures counted and logged."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "User name or password is incorrect.",
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account of their own."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password, as one attempt of that account.

        Raises ValidationError when the account or the address is locked.
        """
        username = str(credentials.get("username", ""))
        signed_in = isinstance(request.user, User)
        # A colleague's mistakes at the same address don't keep those out who are already in.
        attempt = begin(request, username, None if signed_in else self.get_client_ip(request))
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User):
            note(Kind.REFUSED, _named(username), request=request, words="password")
            return None
        attempt.succeeded()
        return user

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Say that the account is closed, however they tried to come in."""
        note(Kind.CLOSED_REFUSED, user, request=request)
        answer: HttpResponse = super().respond_user_inactive(request, user)
        return answer

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library's own count is not used."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the account."""
        return "mfa_index"


def begin(request: HttpRequest, username: str, address: str | None) -> attempts.Attempt:
    """Begin an attempt; raises ValidationError, and logs it, when there were too many failures."""
    try:
        return attempts.begin(username, address)
    except attempts.LockedOutError as error:
        note(Kind.LOCKED_OUT, _named(username), request=request)
        raise forms.ValidationError(str(error)) from error


def _named(username: str) -> User | None:
    return User.objects.filter(username__iexact=username).first()


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are kept encrypted with a key from the instance's own secret."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This is not the right code or key. Wait for the next code, or try another way.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a secret from the database.

        Raises PermissionDenied where LODGED_SECRET_KEY is no longer the one it was kept with.
        """
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise PermissionDenied(
                "Your second factor was set up under another key of this instance. Ask your agency's administrator to "
                "reset it."
            ) from error

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the library's name
        """Suggest a name for a passkey."""
        return "Passkey"


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second factors " + force_bytes(key)).digest()))
        for key in keys
    )


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Sign-in at an agency's identity provider: its claims make, move and refuse accounts."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take agency and role from the claims at every sign-in.

        Raises ImmediateHttpResponse with a page that says why, where they don't let the person in.
        """
        provider = provider_named(sociallogin.account.provider)
        user = sociallogin.user
        known = user if sociallogin.is_existing and isinstance(user, User) else None
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(
                _refused(request, provider, known, "Accounts can't be connected here.")
            )
        try:
            claimed = claims.read(provider, sociallogin.account.extra_data)
        except LodgedError as error:
            raise ImmediateHttpResponse(_refused(request, provider, known, str(error))) from error
        sociallogin.email_addresses = []
        if not isinstance(user, User):
            raise PermissionDenied("The provider named no member of staff.")
        moved = known is not None and (user.agency_id, user.role) != (claimed.agency.pk, claimed.role.value)
        user.agency, user.role, user.email = claimed.agency, claimed.role.value, ""
        if known is not None:
            user.save()
        if moved:
            note(Kind.ROLE_CHANGED, user, request=request, words=f"{provider.label}: {claimed.role.label}")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return whether an account may be made: whom the claims let in has one from then on."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Name the account after the provider, so that it's never taken for one of another source."""
        user = sociallogin.user
        name = str(data.get("username") or sociallogin.account.uid)
        username = f"{name}@{sociallogin.account.provider}"[:150]
        taken = User.objects.filter(username__iexact=username).exists()
        user.username = (
            f"{sociallogin.account.uid}@{sociallogin.account.provider}"[:150] if taken else username
        )
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        """Keep a new account, and log that the provider made it."""
        user = super().save_user(request, sociallogin, form)
        provider = provider_named(sociallogin.account.provider)
        note(Kind.STAFF_ADDED, user, request=request, words=f"{provider.label}: {user.get_role_display()}")
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Log that a provider's answer could not be used."""
        note(Kind.PROVIDER_REFUSED, None, request=request, words=f"{provider.name}: {error}")


def provider_named(name: str) -> IdentityProvider:
    """Return the configured provider of this name.

    Raises PermissionDenied when it's no longer configured.
    """
    provider = next((one for one in settings.CONFIGURATION.identity_providers if one.name == name), None)
    if provider is None:
        raise PermissionDenied(
            "This identity provider is not configured here any more. Ask your administrator."
        )
    return provider


def _refused(
    request: HttpRequest, provider: IdentityProvider, user: User | None, reason: str
) -> HttpResponse:
    note(Kind.PROVIDER_REFUSED, user, request=request, words=f"{provider.label}: {reason}")
    context = {"provider": provider, "reason": reason}
    return render(request, "signin/provider_refused.html", context, status=403)


def second_factor_at_provider(login: SocialLogin) -> bool:
    """Return whether the provider said at this sign-in that a second factor was used."""
    provider = provider_named(login.account.provider)
    return claims.read(provider, login.account.extra_data).second_factor


def is_from_provider(user: User | AnonymousUser) -> bool:
    """Return whether an identity provider made the account and rules its agency and role."""
    return isinstance(user, User) and bool(SocialAccount.objects.filter(user=user).exists())
