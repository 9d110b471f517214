"""Who needs a second factor, and that nobody who needs one works without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from lodged.register.models import Role, User
from lodged.register.permissions import MAY_EXPUNGE, MAY_LOAD, MAY_RECORD
from lodged.web.configuration import SecondFactor

WRITERS = MAY_RECORD | MAY_LOAD | MAY_EXPUNGE | {Role.AGENCY_ADMINISTRATOR}
AT_PROVIDER = "second_factor_at_provider"
"""In the session when the identity provider said that it asked for a second factor."""
OPEN_WITHOUT = ("mfa_", "account_", "sign-", "device-", "openid_connect_", "health")
"""Names of addresses that one needs to set a second factor up, or to leave."""


def needs(user: User) -> bool:
    """Return whether the user's role needs a second factor here."""
    match settings.CONFIGURATION.second_factor:
        case SecondFactor.EVERYONE:
            return True
        case SecondFactor.WRITERS:
            return user.role in WRITERS
    return False


def has(request: HttpRequest, user: User) -> bool:
    """Return whether the user has one; then sign-in asked for it, or the identity provider did."""
    if request.session.get(AT_PROVIDER):
        return True
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


class SecondFactorMiddleware:
    """Leads those who need a second factor and have none to where it's set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before ``get_response``."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; see :meth:`process_view`."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let nobody to a page of work without the second factor they need."""
        match = request.resolver_match
        if match is None or (match.url_name or "").startswith(OPEN_WITHOUT):
            return None
        user = request.user
        if not isinstance(user, User) or not needs(user) or has(request, user):
            return None
        messages.warning(
            request,
            f"Your role ({user.get_role_display()}) needs a second factor here. Add one before you go on.",
        )
        return redirect("mfa_index")
