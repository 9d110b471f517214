"""After a while without activity a session is locked: it stays, and shows nothing until its owner is back.

The server keeps the clock; the page covers itself when the same time has passed. What was typed into a form and sent
too late is handed back after unlocking.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from lodged.register.models import User
from lodged.signin.log import note
from lodged.signin.models import Kind

ACTIVE_AT, LOCKED = "active_at", "device_locked"
SALT = "lodged.signin.kept"
KEPT_SECONDS = 24 * 60 * 60
NOTED_EVERY = 60
"""Seconds; a session is not written at each request."""
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


def is_locked(request: HttpRequest) -> bool:
    """Whether the session is locked, by its owner or by the time since its last activity."""
    if request.session.get(LOCKED):
        return True
    active_at = request.session.get(ACTIVE_AT)
    return active_at is not None and time.time() - active_at > settings.CONFIGURATION.device_lock_minutes * 60


def lock(request: HttpRequest, user: User) -> None:
    """Lock the session, and note it once."""
    if not request.session.get(LOCKED):
        request.session[LOCKED] = True
        note(Kind.DEVICE_LOCKED, user, request=request)


def unlock(request: HttpRequest) -> None:
    """Open the session again, from now."""
    request.session.pop(LOCKED, None)
    request.session[ACTIVE_AT] = time.time()


def be_active(request: HttpRequest) -> None:
    """Note that the person is there."""
    active_at = request.session.get(ACTIVE_AT)
    if active_at is None or time.time() - active_at > NOTED_EVERY:
        request.session[ACTIVE_AT] = time.time()


def keep(request: HttpRequest) -> str:
    """What was typed into a form, signed for this person, to be handed back; files are not kept."""
    typed = {key: request.POST.getlist(key) for key in request.POST if key != "csrfmiddlewaretoken"}
    kept = {
        "user": request.user.pk,
        "path": request.get_full_path(),
        "typed": typed,
        "files": bool(request.FILES),
    }
    return signing.dumps(kept, salt=SALT, compress=True)


def kept(request: HttpRequest, text: str) -> dict[str, Any] | None:
    """What :func:`keep` kept of this person; None where it's another's, altered or old."""
    try:
        found: dict[str, Any] = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return found if found["user"] == request.user.pk else None


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
        if not is_locked(request):
            # A page that asks by itself how far something has come is no activity of a person.
            if not (request.headers.get("HX-Request") and request.method == "GET"):
                be_active(request)
            return None
        lock(request, user)
        return None if match.url_name in OPEN_WHILE_LOCKED else _answer(request)


def _answer(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        from lodged.signin.unlock_views import unlock_page

        return unlock_page(request, kept=keep(request))
    where = request.headers.get("HX-Current-URL") or request.get_full_path()
    address = f"{resolve_url('device-unlock')}?{urlencode({'next': where})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)
