"""The live journal, read from the database: what verification, proofs and export ask of a journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from lodged.journal.errors import StoreError
from lodged.journal.payload import Expunged, Opening
from lodged.journal.store import StoredCheckpoint
from lodged.register.models import Event, JournalCheckpoint, JournalEntry, JournalHash

_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class DatabaseLevels:
    """Stored hashes of the live journal."""

    def read(self, level: int, start: int, stop: int) -> bytes:
        """The hashes `start` to `stop` of `level`; fewer where they aren't stored."""
        rows = JournalHash.objects.filter(level=level, position__gte=start, position__lt=stop)
        return b"".join(
            bytes(digest) for digest in rows.order_by("position").values_list("digest", flat=True)
        )


@dataclass(frozen=True, slots=True)
class DatabaseStore:
    """The live journal. Private rows are those that the reader's agency may see, all or none."""

    private: bool = True
    """Whether to open commitments: only where every payload can be seen."""

    @property
    def complete(self) -> bool:
        """A live journal goes on after its newest checkpoint."""
        return False

    def leaves(self) -> Iterator[bytes]:
        """Every leaf in order."""
        rows = JournalEntry.objects.order_by("index").values_list("leaf", flat=True)
        return (bytes(leaf) for leaf in rows.iterator(_ROWS))

    def leaf(self, index: int) -> bytes:
        """One leaf.

        Raises:
            StoreError: there is none.
        """
        found = JournalEntry.objects.filter(index=index).values_list("leaf", flat=True).first()
        if found is None:
            raise StoreError(f"The register's journal has no entry [{index}].")
        return bytes(found)

    def find(self, event_id: UUID) -> int:
        """The index of an event's entry.

        Raises:
            StoreError: there is none.
        """
        index = JournalEntry.objects.filter(event_id=event_id).values_list("index", flat=True).first()
        if index is None:
            raise StoreError(f"The register's journal holds no event [{event_id}]. Check the identifier.")
        return index

    def levels(self) -> DatabaseLevels:
        """The stored hashes."""
        return DatabaseLevels()

    def checkpoint(self) -> StoredCheckpoint:
        """The newest checkpoint.

        Raises:
            StoreError: none was signed yet.
        """
        newest = JournalCheckpoint.objects.order_by("size").last()
        if newest is None:
            raise StoreError("No checkpoint was signed yet. Sign one with [lodged journal checkpoint].")
        return _stored(newest)

    def checkpoints(self) -> Iterator[StoredCheckpoint]:
        """Every checkpoint, the newest last."""
        return map(_stored, JournalCheckpoint.objects.order_by("size"))

    def private_lines(self) -> Iterator[bytes] | None:
        """Salt and payload of every event, or by which entry they were expunged."""
        return _private_lines() if self.private else None


def _stored(row: JournalCheckpoint) -> StoredCheckpoint:
    return StoredCheckpoint(f"checkpoint of {row.size} entries", bytes(row.note))


def _private_lines() -> Iterator[bytes]:
    rows = Event.objects.order_by("index").values_list("index", "id", "salt", "payload", "expunged_by")
    for index, event_id, salt, payload, expunged_by in rows.iterator(_ROWS):
        if expunged_by is not None:
            yield Expunged(event_id, index, expunged_by).line()
        elif salt is not None and payload is not None:
            yield Opening(event_id, index, bytes(salt), bytes(payload)).line()
