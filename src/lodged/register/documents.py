"""Files that an agency received: kept once, by their hash; what an act says of one is the hash."""

from __future__ import annotations

import hashlib

from django.utils import timezone

from lodged.register.acting import acting_as
from lodged.register.actor import Who, actor_of
from lodged.register.models import Document
from lodged.register.permissions import MAY_RECORD, require


def keep(who: Who, content: bytes, media_type: str, pages: int = 1) -> Document:
    """Keep a file for the actor's agency; the same file again is the one kept before.

    Raises NotPermittedError for a role that doesn't record.
    """
    actor = actor_of(who)
    require(actor, MAY_RECORD, "keep documents")
    with acting_as(actor):
        document, _ = Document.objects.get_or_create(
            agency_id=actor.agency,
            sha256=hashlib.sha256(content).hexdigest(),
            defaults={
                "media_type": media_type,
                "pages": pages,
                "size": len(content),
                "content": content,
                "recorded_at": timezone.now(),
            },
        )
    return document


def named(sha256: str) -> Document | None:
    """Return the file of this hash that whoever is acting may see; None where it isn't kept, or is expunged."""
    return Document.objects.filter(sha256=sha256).first() if sha256 else None
