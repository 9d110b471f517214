"""Sign what the live journal is now, so that others can hold it to that."""

from __future__ import annotations

from django.db import transaction

from lodged.journal.checkpoint import Checkpoint
from lodged.journal.errors import JournalError
from lodged.journal.notes import SigningKey
from lodged.journal.tree import Frontier
from lodged.register.models import JournalCheckpoint, JournalFrontier


def sign_checkpoint(key: SigningKey) -> bytes:
    """Sign the journal's present size and root, keep the checkpoint, and give it as a signed note.

    A size is signed once: asked again at the same size, the checkpoint kept is given.

    Raises:
        JournalError: the journal is still empty, or another key than the first signs.
    """
    with transaction.atomic():
        edge = JournalFrontier.objects.select_for_update().get()
        if edge.size == 0:
            raise JournalError("The journal has no entries yet, so there is nothing to sign.")
        kept = JournalCheckpoint.objects.filter(size=edge.size).first()
        if kept is not None:
            return bytes(kept.note)
        newest = JournalCheckpoint.objects.order_by("size").last()
        if newest is not None and Checkpoint.from_note(bytes(newest.note)).origin != key.name:
            raise JournalError(
                f"This journal is [{Checkpoint.from_note(bytes(newest.note)).origin}], and the key is "
                f"[{key.name}]'s. Sign with the journal's own key."
            )
        root = Frontier.from_bytes(edge.size, bytes(edge.nodes)).root()
        note = Checkpoint(key.name, edge.size, root).signed_by(key).encode()
        JournalCheckpoint.objects.create(size=edge.size, note=note)
    return note
