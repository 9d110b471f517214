"""Add, find and revoke tokens. A token acts as an account of its own, so the record says which program did what."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from lodged.api.models import Token
from lodged.api.scopes import Scope
from lodged.core.errors import LodgedError
from lodged.register.models import Agency, User
from lodged.register.permissions import MAY_READ
from lodged.signin.log import note
from lodged.signin.models import Kind

PREFIX = "lodged_"
ACCOUNT = "api:"
"""How the names of programs' accounts begin; no member of staff can have such a name."""
SHOWN = 12
DEFAULT_DAYS, MOST_DAYS = 90, 366
USED_EVERY = timedelta(minutes=1)


class TokenError(LodgedError):
    """A token can't be added so."""


def add(
    agency: Agency,
    name: str,
    role: str,
    scopes: Sequence[str],
    *,
    days: int = DEFAULT_DAYS,
    by: User | None = None,
) -> tuple[Token, str]:
    """Add a token; gives it and its secret, which is kept nowhere and can't be shown again.

    Raises TokenError for a name that is taken, a role that reads no record, an unknown scope, or too long a life.
    """
    _check(name, role, scopes, days)
    username = f"{ACCOUNT}{name}@{str(agency.pk)[:8]}"
    if User.objects.filter(username__iexact=username).exists():
        raise TokenError(
            f"{agency} had a token [{name}] already. Choose another name, so that the record tells them apart."
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        user = User(username=username, agency=agency, role=role)
        user.set_unusable_password()
        user.save()
        token = Token.objects.create(
            agency=agency,
            user=user,
            name=name,
            sha256=_hashed(secret),
            begins=secret[:SHOWN],
            scopes=sorted(set(scopes)),
            added_at=now,
            added_by=by,
            expires_at=now + timedelta(days=days),
        )
        note(Kind.TOKEN_ADDED, user, by=by, words=", ".join(token.scopes))
    return token, secret


def revoke(token: Token, *, by: User | None = None) -> None:
    """End a token at once, and close its account."""
    with transaction.atomic():
        token.revoked_at = token.revoked_at or timezone.now()
        token.save(update_fields=["revoked_at"])
        User.objects.filter(pk=token.user_id).update(is_active=False)
        note(Kind.TOKEN_REVOKED, token.user, by=by)


def find(secret: str) -> Token | None:
    """Return the live token of this secret; None when there is none, or it ended."""
    token = Token.objects.select_related("user__agency").filter(sha256=_hashed(secret)).first()
    now = timezone.now()
    if token is None or token.revoked_at is not None or token.expires_at <= now or not token.user.is_active:
        return None
    if token.used_at is None or now - token.used_at > USED_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def _check(name: str, role: str, scopes: Sequence[str], days: int) -> None:
    if not name.replace("-", "").isalnum() or len(name) > 40:
        raise TokenError(
            f"[{name}] can't name a token. Use up to 40 letters, digits and hyphens, for example jail-system."
        )
    readers = sorted(member.value for member in MAY_READ)
    if role not in readers:
        raise TokenError(f"[{role}] is no role for a token. The roles are: {', '.join(readers)}.")
    known = [member.value for member in Scope]
    unknown = [scope for scope in scopes if scope not in known]
    if unknown or not scopes:
        raise TokenError(f"[{', '.join(unknown)}] is no scope. The scopes are: {', '.join(known)}.")
    if not 1 <= days <= MOST_DAYS:
        raise TokenError(f"[{days}] days is no life for a token. Give it 1 to {MOST_DAYS} days.")


def _hashed(secret: str) -> str:
    """Hash a secret; of 256 random bits it needs no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
