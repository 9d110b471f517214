"""Where a journal can be read from: the one door for verification, proofs and export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from lodged.journal.proofs import HashLevels


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A checkpoint as stored, not yet believed."""

    name: str
    """Where it lies, for messages: `checkpoint.txt`, `checkpoints/12.txt`, a table row."""
    note: bytes


class JournalStore(Protocol):
    """A journal to read: an exported folder, or a database."""

    @property
    def complete(self) -> bool:
        """Whether the newest checkpoint must cover every row: so in an export, not in a live journal."""
        ...

    def leaves(self) -> Iterator[bytes]:
        """Return every leaf in stored order, as stored."""
        ...

    def leaf(self, index: int) -> bytes:
        """Return one leaf.

        Raises:
            StoreError: there is none.
        """
        ...

    def find(self, event_id: UUID) -> int:
        """Return the index of an event's entry.

        Raises:
            StoreError: the journal holds no such event.
        """
        ...

    def levels(self) -> HashLevels:
        """Return the stored hashes of leaves and complete subtrees."""
        ...

    def checkpoint(self) -> StoredCheckpoint:
        """Return the newest checkpoint.

        Raises:
            StoreError: there is none yet.
        """
        ...

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Return every stored checkpoint, the newest included."""
        ...

    def private_lines(self) -> Iterator[bytes] | None:
        """Return the rows of :mod:`~lodged.journal.payload` in index order, or None where they aren't at hand."""
        ...
