"""Write what happened at the door."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils import timezone

from lodged.register.models import User
from lodged.signin.models import Kind, SignInEvent


def note(
    kind: Kind,
    user: User | None,
    *,
    request: HttpRequest | None = None,
    by: User | None = None,
    words: str = "",
) -> None:
    """Note what happened to ``user``'s account, from where, and who did it if somebody else."""
    SignInEvent.objects.create(
        at=timezone.now(),
        kind=kind,
        agency_id=user.agency_id if user else None,
        user=user,
        by=by,
        address=get_adapter().get_client_ip(request) if request else None,
        words=words[:200],
    )
