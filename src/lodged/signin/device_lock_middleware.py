"""The locked session at every request: nothing is shown until its owner is back, and what was sent is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from lodged.register.models import User
from lodged.signin import device_lock
from lodged.signin.unlock_views import unlock_page

OPEN_WHILE_LOCKED = frozenset(
    {
        "device-unlock",
        "device-lock",
        "device-state",
        "device-active",
        "sign-out",
        "account_logout",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "openid_connect_login",
        "openid_connect_callback",
        "health",
    }
)


class DeviceLockMiddleware:
    """Answers every request of a locked session with the way to unlock it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before ``get_response``."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; see :meth:`process_view`, which comes after the forgery check."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Stop the request where the session is locked."""
        user = request.user
        match = request.resolver_match
        if not isinstance(user, User) or match is None:
            return None
        if not device_lock.is_locked(request):
            # A page that asks by itself how far something has come is no activity of a person.
            if not (request.headers.get("HX-Request") and request.method == "GET"):
                device_lock.be_active(request)
            return None
        device_lock.lock(request, user)
        return None if match.url_name in OPEN_WHILE_LOCKED else _answer(request)


def _answer(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        return unlock_page(request, kept=device_lock.keep(request))
    where = request.headers.get("HX-Current-URL") or request.get_full_path()
    address = f"{resolve_url('device-unlock')}?{urlencode({'next': where})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
