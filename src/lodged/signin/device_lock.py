"""After a while without activity a session is locked: it stays, and shows nothing until its owner is back.

The server keeps the clock; the page covers itself when the same time has passed. What was typed into a form and sent
too late is handed back after unlocking.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from lodged.core.json import JsonError, from_plain, to_plain
from lodged.register.models import User
from lodged.signin.log import note
from lodged.signin.models import Kind

ACTIVE_AT, LOCKED = "active_at", "device_locked"
SALT = "lodged.signin.kept"
KEPT_SECONDS = 24 * 60 * 60
NOTED_EVERY = 60
"""Seconds; a session is not written at each request."""


def is_locked(request: HttpRequest) -> bool:
    """Return whether the session is locked, by its owner or by the time since its last activity."""
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


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was typed into a form: by whom, for which address, each field's values, and whether files were with it."""

    user: int | None
    path: str
    typed: Mapping[str, Sequence[str]]
    files: bool


def keep(request: HttpRequest) -> str:
    """Return what was typed into a form, signed for this person, to be handed back; files are not kept."""
    typed = {key: request.POST.getlist(key) for key in request.POST if key != "csrfmiddlewaretoken"}
    kept = KeptForm(request.user.pk, request.get_full_path(), typed, bool(request.FILES))
    return signing.dumps(to_plain(kept), salt=SALT, compress=True)


def kept(request: HttpRequest, text: str) -> KeptForm | None:
    """Return what :func:`keep` kept of this person; None where it's another's, altered or old."""
    try:
        form = from_plain(KeptForm, signing.loads(text, salt=SALT, max_age=KEPT_SECONDS))
    except (signing.BadSignature, JsonError):
        return None
    return form if form.user == request.user.pk else None
