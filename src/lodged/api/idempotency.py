"""The same request twice is one act: its answer is kept with its key, in the same transaction as the act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Schema
from pydantic import StringConstraints

from lodged.api.access import acting, token_of
from lodged.api.models import KeptAnswer
from lodged.api.problems import RefusedError
from lodged.register.acting import acting_for
from lodged.register.actor import Actor, actor_of
from lodged.register.models import Role
from lodged.register.vocabulary import Program

KEPT_FOR = timedelta(days=7)
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,200}$"),
    Header(
        alias="Idempotency-Key",
        description="A name of your own for this request. The same request with the same key is done once.",
    ),
]


def once(request: HttpRequest, key: str, do: Callable[[Actor], Schema], *, status: int = 201) -> HttpResponse:
    """Do it as the token's account and keep the answer, or give the answer kept.

    Raises RefusedError when the key came before with another request.
    """
    request_sha256 = hashlib.sha256(
        f"{request.method} {request.get_full_path()}\n".encode() + request.body
    ).hexdigest()
    token = token_of(request)
    with acting(request) as user:
        actor = actor_of(user, Program.API)
        _wait_for(f"{token.pk} {key}")
        kept = KeptAnswer.objects.filter(token=token, key=key).first()
        if kept is None:
            body = do(actor).model_dump_json().encode()
            KeptAnswer.objects.create(
                agency_id=actor.agency,
                token=token,
                key=key,
                request_sha256=request_sha256,
                status=status,
                body=body,
                kept_at=timezone.now(),
            )
            return _answer(body, status, repeated=False)
    if kept.request_sha256 != request_sha256:
        raise RefusedError(
            409,
            "key-reused",
            f"The key [{key}] came before with another request. Give each request a key of its own.",
        )
    return _answer(bytes(kept.body), kept.status, repeated=True)


def forget_old(agency: UUID) -> None:
    """Remove an agency's kept answers that nobody will ask for again."""
    with acting_for(agency, Role.AUDITOR):
        KeptAnswer.objects.filter(agency=agency, kept_at__lt=timezone.now() - KEPT_FOR).delete()


def _answer(body: bytes, status: int, *, repeated: bool) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json")
    response["Idempotency-Replayed"] = "true" if repeated else "false"
    response["Cache-Control"] = "no-store"
    return response


def _wait_for(name: str) -> None:
    """Let two requests with one key come one after the other."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
